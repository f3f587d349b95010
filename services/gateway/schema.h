#ifndef TIDEMARK_SERVICES_GATEWAY_SCHEMA_H_
#define TIDEMARK_SERVICES_GATEWAY_SCHEMA_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace tidemark::gateway {

// The services' protos as they were when this program was built, with their
// comments. The gateway links none of their generated code: it knows them by
// these descriptors only.
class Schema {
 public:
  // From a serialised `FileDescriptorSet` that has its imports. Returns
  // `INVALID_ARGUMENT` if it is none.
  static absl::StatusOr<std::unique_ptr<Schema>> Parse(absl::string_view set);

  // The one that is built in.
  static absl::StatusOr<std::unique_ptr<Schema>> BuiltIn();

  const google::protobuf::DescriptorPool& pool() const { return pool_; }

  // Every service, by name.
  const std::vector<const google::protobuf::ServiceDescriptor*>& services()
      const {
    return services_;
  }

 private:
  Schema() = default;

  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::ServiceDescriptor*> services_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SCHEMA_H_
