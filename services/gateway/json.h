#ifndef TIDEMARK_SERVICES_GATEWAY_JSON_H_
#define TIDEMARK_SERVICES_GATEWAY_JSON_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace google::protobuf::util {
class TypeResolver;
}

namespace tidemark::gateway {

// Turns messages into JSON and back, as ProtoJSON has it, without code of their
// types. Safe to use from any thread.
class Json {
 public:
  // Knows the types of `pool`, which must outlive this.
  explicit Json(const google::protobuf::DescriptorPool& pool);
  Json(const Json&) = delete;
  Json& operator=(const Json&) = delete;
  ~Json();

  // The serialised message of `type` that `json` is. Returns `INVALID_ARGUMENT`
  // with a fault that names the field if `json` is malformed, has a field that
  // `type` has not, or a value that is not of its field's kind.
  absl::StatusOr<std::string> ToMessage(
      const google::protobuf::Descriptor& type, absl::string_view json) const;

  // The serialised message as JSON. Returns `INTERNAL` if it is not a message
  // of `type`.
  absl::StatusOr<std::string> FromMessage(
      const google::protobuf::Descriptor& type,
      absl::string_view message) const;

 private:
  class Types;

  const std::unique_ptr<google::protobuf::util::TypeResolver> types_;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_JSON_H_
