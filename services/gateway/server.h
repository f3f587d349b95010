// An HTTP/1.1 server for browsers and machines, with TLS or without.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const std::unique_ptr<HttpServer> server,
//       HttpServer::Start({.address = "127.0.0.1:8080",
//                          .handler = [](const Exchange& exchange)
//                              -> boost::asio::awaitable<Response> { ... }}));
//
// A few threads serve all connections, each connection one of them: what a
// handler does must not block. What one client does - send half a header and
// wait, read nothing, open a thousand connections, speak nonsense - is bounded
// in time, in bytes and in number, so that others do not notice it.

#ifndef TIDEMARK_SERVICES_GATEWAY_SERVER_H_
#define TIDEMARK_SERVICES_GATEWAY_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/rpc/access_log.h"
#include "common/rpc/metrics.h"
#include "services/gateway/exchange.h"
#include "services/gateway/limits.h"

namespace tidemark::gateway {

// How long clients may take. The times are this machine's, whatever the clock.
struct Timeouts {
  // To begin a request, since the last answer.
  absl::Duration idle = absl::Seconds(75);
  // For the handshake of TLS.
  absl::Duration handshake = absl::Seconds(10);
  // To send the whole header of a request, since its first byte.
  absl::Duration header = absl::Seconds(10);
  // To send a body, or to take an answer: so long, and longer by the time that
  // its bytes take at this rate.
  absl::Duration transfer = absl::Seconds(20);
  double bytes_per_second = 32 << 10;
  // How often it is looked whether a client whose request is being worked on is
  // still there. One that closes its side only is still answered if that does
  // not take longer than twice this.
  absl::Duration watch = absl::Milliseconds(500);
  // To read an answer before the connection is closed.
  absl::Duration linger = absl::Seconds(1);
};

// How much clients may ask.
struct ServerLimits {
  int64_t connections = 10'000;
  int64_t connections_each = 1'000;
  // Requests being worked on.
  int64_t requests = 2'048;
  int64_t requests_each = 512;
  // Bytes of large bodies at once.
  int64_t body_bytes = int64_t{512} << 20;
  int64_t body_bytes_each = int64_t{128} << 20;
  uint32_t header_bytes = 16 << 10;
  RateLimit::Options rate = {};
};

class HttpServer {
 public:
  // Where and how to serve.
  struct Options {
    // `host:port`; port 0 picks a free one.
    std::string address = "127.0.0.1:0";
    // PEM files with the certificate (and what it is signed by) and its key:
    // both, or neither for plain HTTP.
    std::string cert_file = {};
    std::string key_file = {};
    // Addresses, or ranges of them (`10.0.0.0/8`), whose `x-forwarded-for` and
    // `x-forwarded-proto` are believed.
    std::vector<std::string> trusted_proxies = {};
    int threads = 2;
    Timeouts timeouts = {};
    ServerLimits limits = {};
    // The most bytes that a body of a request to a path may have.
    std::function<size_t(absl::string_view path)> max_body = nullptr;
    // What a request is refused with before it comes to the handler.
    std::function<Response(absl::string_view path, const absl::Status&)>
        refuse = nullptr;
    // Answers requests, on any of the threads.
    Handler handler = nullptr;
    // These outlive the server. The log and the figures may be null.
    const Clock* clock = &Clock::System();
    rpc::Metrics* metrics = nullptr;
    rpc::AccessLog* access_log = nullptr;
  };

  // Listens and serves. Returns `UNAVAILABLE` if the address is taken or cannot
  // be used, and `INVALID_ARGUMENT` or `NOT_FOUND` if an option is malformed or
  // a file cannot be used.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  // Drains without grace, and waits until nobody works for a connection any
  // more: a service that was called has ended its call, or the call's deadline
  // has passed.
  ~HttpServer();

  // The port that it listens on.
  int port() const;

  // Takes no further connections, closes those that wait for a request, lets
  // requests under way be answered for `grace` at most, and ends the rest. Only
  // the first time.
  void Drain(absl::Duration grace);

 private:
  class Running;

  explicit HttpServer(std::unique_ptr<Running> running);

  const std::unique_ptr<Running> running_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SERVER_H_
