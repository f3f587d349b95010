// Changes a resource in part (AIP-134).
//
//   TIDEMARK_RETURN_IF_ERROR(ApplyUpdate(
//       {.patch = request.person(), .mask = request.update_mask(),
//        .field = "person"}, current));

#ifndef TIDEMARK_COMMON_PROTO_UPDATE_MASK_H_
#define TIDEMARK_COMMON_PROTO_UPDATE_MASK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace tidemark {

// What to change, and what may be changed.
struct Update {
  // The resource with the new values; of the type of what is changed.
  const google::protobuf::Message& patch;
  // The fields to change, as paths of `patch`: `status`, `terms.start_date`.
  // A path that names a message replaces it whole, and one whose field is not
  // set in `patch` clears it. Empty means every field that is set in `patch`;
  // `*` means every field, set or not.
  const google::protobuf::FieldMask& mask;
  // The request's field that holds `patch`, for the faults: `person`.
  absl::string_view field = "";
  // The fields that may be changed, with all that is below them. Empty means
  // every field that is declared neither `OUTPUT_ONLY` nor `IMMUTABLE`; these
  // two cannot be changed in any case, and neither can `name` and `etag`.
  absl::Span<const absl::string_view> allowed = {};
};

// Applies `update` to `current`. `OUTPUT_ONLY` fields, `name` and `etag` are
// ignored, also inside a message that is replaced; items of a list have no
// identity, so what the server kept in them goes when the list is replaced. An
// immutable field, or one that is not allowed, may be given with the value that
// it has. Returns `INVALID_ARGUMENT` with a fault for each path of the mask
// that there is no field for (`UNKNOWN_PATH`), each immutable field
// (`IMMUTABLE`) and each field not allowed (`NOT_UPDATABLE`) that would change;
// `current` is then as it was.
absl::Status ApplyUpdate(const Update& update,
                         google::protobuf::Message& current);

}  // namespace tidemark

#endif  // TIDEMARK_COMMON_PROTO_UPDATE_MASK_H_
