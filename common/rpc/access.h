// Decides whether a caller may call a method on a resource, from what the
// method declares (`tidemark.api.v1.access`).

#ifndef TIDEMARK_COMMON_RPC_ACCESS_H_
#define TIDEMARK_COMMON_RPC_ACCESS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "common/rpc/call.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::rpc {

// The providers, by full name, that a resource belongs to. Returns `NOT_FOUND`,
// or an empty list, if there is no such resource or it belongs to none.
using ProvidersOf = std::function<absl::StatusOr<std::vector<std::string>>(
    absl::string_view resource_name)>;

// The rule of one method, worked out from its declaration.
class AccessRule {
 public:
  // Returns `INVALID_ARGUMENT`, naming the method, if it does not declare its
  // roles, its HTTP rule and a resource path that leads to a string of its
  // request, or declares a provider filter that is not a string there.
  static absl::StatusOr<AccessRule> Make(
      const google::protobuf::MethodDescriptor& method);

  // Returns OK if `caller` may make this call. For a `ROLE_PROVIDER` caller it
  // fills in the request's provider filter, if the method declares one and it
  // is empty; nothing else changes.
  //
  //   * `PERMISSION_DENIED` if the role is not listed, a read-only caller calls
  //     what is not a GET, a resource lies in another council, or it belongs to
  //     another provider, or to none, or does not exist.
  //   * `INVALID_ARGUMENT` if a resource's name is missing or not of the form
  //     that the HTTP rule gives it.
  //   * What `providers_of` returns, `NOT_FOUND` apart. It is asked only for
  //     `ROLE_PROVIDER` callers and resources whose provider is not in their
  //     name; empty means that such resources belong to nobody.
  absl::Status Check(const Principal& caller, const ProvidersOf& providers_of,
                     google::protobuf::Message& request) const;

  // Whether the method reads only.
  bool reads() const { return reads_; }
  // Whether the method acts on many resources, each answered on its own.
  bool batch() const { return batch_; }

 private:
  // A path of fields from the request to a string.
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;

  AccessRule() = default;

  static absl::StatusOr<Path> ResolvePath(
      const google::protobuf::MethodDescriptor& method, absl::string_view path);
  absl::Status CheckProvider(const Principal& caller,
                             const ProvidersOf& providers_of,
                             absl::string_view name) const;
  absl::Status Denied(absl::string_view name) const;

  const google::protobuf::MethodDescriptor* method_ = nullptr;
  // By role number, whether it is listed.
  std::vector<bool> roles_;
  Path resource_;
  // The form of the resource's name: `councils/*/people/*`.
  std::string pattern_;
  // The request's `parent` where that is not the resource; else null.
  const google::protobuf::FieldDescriptor* parent_ = nullptr;
  const google::protobuf::FieldDescriptor* provider_filter_ = nullptr;
  bool any_provider_ = false;
  bool reads_ = false;
  bool batch_ = false;
};

// Checks that each method of `service` declares who may call it, on what, and
// its HTTP rule, and that the limits of its request's fields can be enforced.
// Returns `INVALID_ARGUMENT` that names each method or field that does not.
absl::Status CheckDeclarations(
    const google::protobuf::ServiceDescriptor& service);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_ACCESS_H_
