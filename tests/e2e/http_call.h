#ifndef TIDEMARK_TESTS_E2E_HTTP_CALL_H_
#define TIDEMARK_TESTS_E2E_HTTP_CALL_H_

#include <string>

#include "absl/status/statusor.h"

namespace tidemark::e2e {

// A request of HTTP.
struct HttpCall {
  std::string method = "GET";
  // `http://127.0.0.1:8080/v1/councils/E10000012`.
  std::string url;
  // Who calls; empty for nobody.
  std::string token = {};
  // JSON; empty for none.
  std::string body = {};
  // A file with the authorities that are trusted.
  std::string ca_file = {};
};

struct HttpAnswer {
  int status = 0;
  std::string body = {};
};

// Makes a call, on the connection of the last one if it is to the same server.
// Returns `UNAVAILABLE` if there is no answer.
absl::StatusOr<HttpAnswer> CallHttp(const HttpCall& call);

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_HTTP_CALL_H_
