// The calling side: a connection to a server that proves who calls, keeps
// deadlines and retries what may be retried.
//
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const std::shared_ptr<rpc::Connection> contracts,
//       rpc::Connection::Open({.address = "127.0.0.1:50051",
//                              .token_file = "tokens/commissioner"}));
//   TIDEMARK_ASSIGN_OR_RETURN(
//       const v1::Contract contract,
//       contracts->Unary(&v1::ContractsService::Stub::GetContract, request));

#ifndef TIDEMARK_COMMON_RPC_CHANNEL_H_
#define TIDEMARK_COMMON_RPC_CHANNEL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <typeindex>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

#include "common/base/mutex.h"

namespace tidemark::rpc {

// Where a server is and how a caller proves itself to it.
struct Endpoint {
  // `host:port`, or any other gRPC target such as `unix:/run/tidemark`.
  std::string address = {};
  // The caller's token. Empty to take it from `token_file`, or to call without.
  std::string token = {};
  // A file with the token; read again when it changes, so that a token can be
  // renewed. Empty for none.
  std::string token_file = {};
  // A PEM file with the authorities whose servers are trusted. Empty: no TLS,
  // unless `tls` is set.
  std::string ca_file = {};
  // PEM files with the caller's own certificate and key, for mutual TLS. Both
  // or neither.
  std::string cert_file = {};
  std::string key_file = {};
  // Whether to use TLS with the authorities that this machine trusts, where
  // `ca_file` is empty.
  bool tls = false;
};

// A token in a file that may be renewed. Safe to use from any thread.
class TokenFile {
 public:
  explicit TokenFile(std::string path) : path_(std::move(path)) {}

  // The token as the file holds it now. Returns `INVALID_ARGUMENT` if it holds
  // none, or what applies, such as `NOT_FOUND`, if it cannot be read.
  absl::StatusOr<std::string> Get();

 private:
  const std::string path_;
  Mutex mu_;
  std::string token_ ABSL_GUARDED_BY(mu_);
  // The file that it was read from: its number, and when it was written.
  std::pair<uint64_t, int64_t> seen_ ABSL_GUARDED_BY(mu_);
};

// How one call is made.
struct CallOptions {
  // How long the caller waits in all, retries included.
  absl::Duration timeout = absl::Seconds(30);
  // Whether to call again, with growing pauses and until `timeout`, when the
  // server is away or asks to come back later (`UNAVAILABLE`). Unset: if the
  // method only reads or the request has a `request_id`.
  std::optional<bool> retry = std::nullopt;
};

// Calls the services of one server. Safe to use from any thread.
class Connection {
 public:
  // Prepares a connection. The server need not be there yet. Returns
  // `INVALID_ARGUMENT` or `NOT_FOUND` if a file that `endpoint` names cannot be
  // used.
  static absl::StatusOr<std::shared_ptr<Connection>> Open(
      const Endpoint& endpoint);

  // A connection through `channel`, which may be in-process. `token` gives the
  // caller's token for each call; null to call without one.
  Connection(std::shared_ptr<grpc::Channel> channel,
             std::function<absl::StatusOr<std::string>()> token);

  // Calls `method`, such as `&v1::ContractsService::Stub::GetContract`, and
  // waits for the answer. A refusal comes back with its details, so that
  // `ReasonOf` and `FaultsOf` work on it.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Unary(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request, const CallOptions& options = {}) {
    Stub& stub = StubOf<Stub>();
    Response response;
    const absl::Status status =
        Run(request, options, [&](grpc::ClientContext& context) {
          response.Clear();
          return (stub.*method)(&context, request, &response);
        });
    if (!status.ok()) return status;
    return response;
  }

  // The generated stub of a service, for calls that `Unary` is not for, such
  // as many at once. Lives as long as the connection.
  template <typename Stub>
  Stub& StubOf() {
    return *static_cast<Stub*>(FindStub(typeid(Stub), [this] {
      return std::static_pointer_cast<void>(std::make_shared<Stub>(channel_));
    }));
  }

  // Sets the caller's token and the deadline of a call made with a stub.
  absl::Status Prepare(grpc::ClientContext& context,
                       absl::Duration timeout) const;

  // The channel itself.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Ends `Unary` calls that wait between two tries, and lets later ones try
  // once only. For a client that is told to stop.
  void StopRetrying();

 private:
  absl::Status Run(const google::protobuf::Message& request,
                   const CallOptions& options,
                   absl::FunctionRef<grpc::Status(grpc::ClientContext&)> call);
  void* FindStub(std::type_index type,
                 absl::FunctionRef<std::shared_ptr<void>()> make);

  const std::shared_ptr<grpc::Channel> channel_;
  const std::function<absl::StatusOr<std::string>()> token_;

  Mutex stubs_mu_;
  std::map<std::type_index, std::shared_ptr<void>> stubs_
      ABSL_GUARDED_BY(stubs_mu_);

  Mutex stop_mu_;
  CondVar stop_changed_;
  bool stopped_ ABSL_GUARDED_BY(stop_mu_) = false;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_CHANNEL_H_
