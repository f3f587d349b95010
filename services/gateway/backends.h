#ifndef TIDEMARK_SERVICES_GATEWAY_BACKENDS_H_
#define TIDEMARK_SERVICES_GATEWAY_BACKENDS_H_

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"

#include "services/gateway/exchange.h"

namespace tidemark::gateway {

// The services, as they are called: with bytes, whatever their types. Safe to
// use from any thread.
class Backends {
 public:
  // How a call is made.
  struct Call {
    // `/tidemark.contracts.v1.ContractsService/GetContract`.
    const std::string& rpc_path;
    // The caller's.
    const std::string& token;
    const std::string& request_id;
    // How long the caller waits.
    absl::Duration timeout;
    // Ends the call when it happens; may be null.
    Departure* departure = nullptr;
  };

  // Lets calls of the service `name` go through `channel`.
  void Add(const std::string& name, std::shared_ptr<grpc::Channel> channel);

  // Calls a method with the serialised `request`, and resumes on the executor
  // of the coroutine. Returns the serialised answer or what the service
  // returned, with its details.
  boost::asio::awaitable<absl::StatusOr<std::string>> Unary(
      Call call, std::string request) const;

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<grpc::GenericStub>> stubs_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_BACKENDS_H_
