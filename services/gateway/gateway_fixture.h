// What the tests over real sockets share: the gateway before a server of
// things, and a client that sends bytes as it likes.

#ifndef TIDEMARK_SERVICES_GATEWAY_GATEWAY_FIXTURE_H_
#define TIDEMARK_SERVICES_GATEWAY_GATEWAY_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "gtest/gtest.h"

#include "common/rpc/testing/harness.h"
#include "services/gateway/bearer_identity.h"
#include "services/gateway/gateway.h"
#include "services/gateway/http.h"

namespace tidemark::gateway {

// A client of HTTP by hand. It waits for an answer for twenty seconds at most.
class RawClient {
 public:
  explicit RawClient(int port);

  // Sends bytes. Returns false if the server has closed the connection.
  bool Send(const std::string& bytes);
  // Closes its own side only.
  void CloseSending();
  // Closes so that the server sees a reset.
  void Reset();

  // The next answer; nothing if the connection ends instead. `head` says that
  // it is one to HEAD, which has no body.
  std::optional<Response> Receive(bool head = false);
  // Whether the server closes the connection without another byte.
  bool IsClosed();

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

// A request by hand.
struct RawRequest {
  std::string method = "GET";
  std::string target = "/healthz";
  // Lines, each with its end.
  std::string headers = "";
  std::string body = "";

  std::string Text() const;
};

// The gateway before a server of things.
class GatewayTest : public ::testing::Test {
 protected:
  // Starts it, on a free port.
  void Start(HttpServer::Options server = {}, const std::string& files = "");

  RawClient Connect() const { return RawClient(gateway_->port()); }
  // What a request of its own connection comes to.
  Response Ask(const RawRequest& request) const;

  // The header that says that `who` calls.
  std::string As(const rpc::Principal& who) const;
  std::string AsAda() const { return As(testing::Ada()); }

  // Waits until `holds`, for twenty seconds at most.
  template <typename Condition>
  static bool Eventually(Condition holds);
  // The value of a gauge.
  double Gauge(const std::string& name);

  testing::Harness harness_;
  BearerIdentity identity_;
  std::unique_ptr<Gateway> gateway_;
};

template <typename Condition>
bool GatewayTest::Eventually(Condition holds) {
  const absl::Time until = Clock::System().Now() + absl::Seconds(20);
  while (!holds()) {
    if (Clock::System().Now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_GATEWAY_FIXTURE_H_
