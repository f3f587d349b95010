#ifndef TIDEMARK_TESTS_BENCH_HTTP_CLIENT_H_
#define TIDEMARK_TESTS_BENCH_HTTP_CLIENT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark {

// One connection to a server of HTTP, by hand: as little as can be between what
// is measured and the clock.
class HttpClient {
 public:
  // Connects to `127.0.0.1:PORT`. Stops the program if it cannot.
  explicit HttpClient(const std::string& address);
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

  // Sends bytes. False if the server has closed.
  bool Send(absl::string_view bytes);
  // Reads an answer with a length. The status; 0 if the server closed instead.
  int Receive();
  // Whether the server has closed; does not wait.
  bool IsClosed() const;

 private:
  int fd_;
  std::string rest_;
};

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_HTTP_CLIENT_H_
