#ifndef TIDEMARK_COMMON_RPC_SERVER_H_
#define TIDEMARK_COMMON_RPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "grpcpp/channel.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server.h"

#include "common/rpc/runtime.h"

namespace tidemark::rpc {

// A gRPC server with health checking and reflection.
class Server {
 public:
  // Where and how to serve.
  struct Options {
    // `host:port`; port 0 picks a free one.
    std::string address = "127.0.0.1:0";
    // PEM files with the server's certificate (and what it is signed by) and
    // its key: both or neither. Without them the server speaks plain text.
    std::string cert_file = {};
    std::string key_file = {};
    // A PEM file with the authorities that must have signed a caller's
    // certificate: mutual TLS. Empty: callers need none.
    std::string client_ca_file = {};
    // What the services are served with. Outlives the server.
    Runtime& runtime;
  };

  // Serves `services`, which must outlive the server. It listens, and its
  // health is `NOT_SERVING` until `SetHealthy`. Returns `UNAVAILABLE` if the
  // address is taken or cannot be used, and `INVALID_ARGUMENT` or `NOT_FOUND`
  // if a file of the options cannot be used.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Options& options, absl::Span<grpc::Service* const> services);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  // Drains, ending calls at once.
  ~Server();

  // Reports every service, and the server as a whole, as `SERVING`.
  void SetHealthy();

  // The port that the server listens on.
  int port() const { return port_; }

  // A channel to this server that does not touch the network. Calls fail once
  // the server has drained.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Reports `NOT_SERVING`, refuses new calls, ends long polls, waits up to
  // `grace` for the calls under way, and ends those that are left. Only the
  // first time.
  void Drain(absl::Duration grace);

 private:
  explicit Server(Runtime& runtime) : runtime_(runtime) {}
  void SetHealth(bool serving);

  Runtime& runtime_;
  int port_ = 0;
  bool drained_ = false;
  std::vector<std::string> names_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_SERVER_H_
