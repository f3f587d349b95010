#ifndef TIDEMARK_SERVICES_GATEWAY_GATEWAY_H_
#define TIDEMARK_SERVICES_GATEWAY_GATEWAY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/channel.h"

#include "common/rpc/runtime.h"
#include "services/gateway/identity.h"
#include "services/gateway/server.h"

namespace tidemark::gateway {

// Services over HTTP, put together.
class Gateway {
 public:
  // What it is made of. All that is referred to outlives it.
  struct Options {
    // The types of the services, and the services themselves.
    const google::protobuf::DescriptorPool& schema;
    std::vector<const google::protobuf::ServiceDescriptor*> services;
    // Leads to the server of a service. A service for which it returns
    // `FAILED_PRECONDITION` is not served.
    std::function<absl::StatusOr<std::shared_ptr<grpc::Channel>>(
        const std::string& service)>
        channel_of;
    Identity& identity;
    rpc::Runtime& runtime;
    // The folder of the console; empty for none.
    std::string files = {};
    // Where and how to serve; what is not about that is filled in.
    HttpServer::Options server = {};
  };

  // Returns what keeps it from serving, such as two methods with one HTTP rule.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(Options options);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  int port() const;

  // See `HttpServer::Drain`.
  void Drain(absl::Duration grace);

 private:
  struct Parts;

  explicit Gateway(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_GATEWAY_H_
