// Checks a request against what its fields declare: `field_behavior` and
// `limits` of tidemark/api/v1/annotations.proto.

#ifndef TIDEMARK_COMMON_RPC_FIELDS_H_
#define TIDEMARK_COMMON_RPC_FIELDS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace tidemark::rpc {

// The rules of one type of request and all that it holds, worked out once.
class FieldRules {
 public:
  // Returns `INVALID_ARGUMENT`, naming the field, if a limit is declared on a
  // field that it cannot apply to, a pattern is not an RE2 expression, or a
  // field is a map.
  static absl::StatusOr<FieldRules> Make(
      const google::protobuf::Descriptor& request);
  FieldRules(FieldRules&&) noexcept;
  FieldRules& operator=(FieldRules&&) noexcept;
  ~FieldRules();

  // Clears the `OUTPUT_ONLY` fields of `request`, at every depth, and returns
  // `INVALID_ARGUMENT` with every fault of the others, each with the path of
  // its field, such as `entries[3].provider_voice.level`:
  //
  //   REQUIRED            not set, or an enum's zero. In a request with an
  //                       `update_mask`, the fields of the resource are held
  //                       to this only if the mask names them.
  //   TOO_LONG, TOO_MANY, OUT_OF_RANGE, BAD_FORMAT
  //                       beyond a declared limit. A number without presence
  //                       that is 0 counts as unset.
  //   UNKNOWN_VALUE       a number that the enum does not have.
  //   NUL_CHARACTER       a string with a NUL in it.
  //   BAD_REQUEST_ID      a `request_id` that is set but not a UUID.
  absl::Status Check(google::protobuf::Message& request) const;

 private:
  struct Rules;
  explicit FieldRules(std::unique_ptr<Rules> rules);
  std::unique_ptr<Rules> rules_;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_FIELDS_H_
