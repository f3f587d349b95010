// One request and all that is known about it.

#ifndef TIDEMARK_SERVICES_GATEWAY_EXCHANGE_H_
#define TIDEMARK_SERVICES_GATEWAY_EXCHANGE_H_

#include <functional>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "absl/time/time.h"

#include "services/gateway/http.h"

namespace tidemark::gateway {

// Tells whoever works for a client that it has gone. Used on the thread of the
// client's connection only.
class Departure {
 public:
  // Calls `then` when the client goes; at once if it has gone. There is one
  // such function at a time; null for none.
  void Then(std::function<void()> then) {
    then_ = std::move(then);
    if (gone_ && then_) std::exchange(then_, nullptr)();
  }

  // The client has gone.
  void Happen() {
    gone_ = true;
    if (then_) std::exchange(then_, nullptr)();
  }

  bool happened() const { return gone_; }

 private:
  bool gone_ = false;
  std::function<void()> then_;
};

// What is logged and counted of a request besides its answer's status. Nothing
// in it says who asks, or about whom.
struct Trace {
  // The part that answered: `rest`, `connect`, `session`, `static`.
  const char* part = "http";
  // What it was asked, as far as that names nobody: a method's full name, a
  // rule's path.
  std::string what = {};
};

// Lives until its handler has answered.
struct Exchange {
  const Request& request;
  // The client's address, without the port.
  std::string client = {};
  // Whether the client came by TLS.
  bool secure = false;
  // When the request's header had been read.
  absl::Time received = {};
  // Names the request in logs; also sent to the client.
  std::string request_id = {};
  // Null where nobody watches.
  Departure* departure = nullptr;
  // Filled by the handler; null where nobody reads it.
  Trace* trace = nullptr;
};

// Answers a request, on the executor of its connection: must not block.
using Handler =
    std::function<boost::asio::awaitable<Response>(const Exchange&)>;

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_EXCHANGE_H_
