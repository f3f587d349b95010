// The methods that can be called over HTTP, as the services' protos declare
// them. There is no code for any one of them.

#ifndef TIDEMARK_SERVICES_GATEWAY_METHODS_H_
#define TIDEMARK_SERVICES_GATEWAY_METHODS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

#include "services/gateway/path_template.h"
#include "services/gateway/routes.h"

namespace tidemark::gateway {

// One method.
struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  // `/tidemark.contracts.v1.ContractsService/GetContract`.
  std::string rpc_path = {};
  // Its HTTP rule: `GET`, `/v1/{name=councils/*/contracts/*}`, and the field
  // that the body fills, `*` for all, empty for none.
  std::string http_method = {};
  std::string http_path = {};
  PathTemplate path = {};
  std::string body = {};
};

// The methods of some services.
class Methods {
 public:
  // Those of `services`, which must outlive this, but for those that only other
  // services of the installation may call. Returns `INVALID_ARGUMENT` if a
  // method's HTTP rule names fields that its request has not, and
  // `ALREADY_EXISTS` if two rules cannot be told apart.
  static absl::StatusOr<Methods> Make(
      absl::Span<const google::protobuf::ServiceDescriptor* const> services);

  // Null if there is no method of this name, `/package.Service/Method`.
  const Method* FindRpc(absl::string_view rpc_path) const;

  // See `Routes::Find`; the target is an index of `all`.
  absl::StatusOr<Routes::Match> FindRest(absl::string_view http_method,
                                         absl::string_view path) const {
    return routes_.Find(http_method, path);
  }

  const std::vector<Method>& all() const { return all_; }

 private:
  std::vector<Method> all_;
  absl::flat_hash_map<std::string, size_t> by_rpc_path_;
  Routes routes_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_METHODS_H_
