// Errors that say everything at once and that a program can read.
//
//   Faults faults;
//   if (request.page_size() < 0) {
//     faults.Add({.field = "page_size", .code = "NEGATIVE",
//                 .message = "must not be negative; is -1"});
//   }
//   TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
//
//   return Error(absl::StatusCode::kFailedPrecondition, "RETURN_NOT_EDITABLE",
//                absl::StrCat(name, " is ACCEPTED; amend it instead"),
//                {{"name", name}, {"state", "ACCEPTED"}});

#ifndef TIDEMARK_COMMON_BASE_FAULTS_H_
#define TIDEMARK_COMMON_BASE_FAULTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "tidemark/api/v1/errors.pb.h"

namespace tidemark {

// The payload keys under which a status carries its details; they are the type
// URLs of the details on the wire.
inline constexpr char kBadRequestUrl[] =
    "type.googleapis.com/google.rpc.BadRequest";
inline constexpr char kErrorInfoUrl[] =
    "type.googleapis.com/google.rpc.ErrorInfo";

// One thing that is wrong with a request, or with a cell of a file.
struct Fault {
  // The request field, for example `entries[3].provider_voice.level`.
  std::string field;
  // The rule's stable code, for example `LEVEL_RANGE`.
  std::string code;
  // The fault and the fix: `must be -2 to 2; is 5`. Never personal data.
  std::string message;
  // For a file: the line, where the header is line 1; 0 otherwise.
  int line = 0;
  // For a file: the heading of the column.
  std::string column = {};
  // The offending value; empty if it could identify a person.
  std::string value = {};
};

// Collects faults, so that a caller learns of all of them at once.
class Faults {
 public:
  void Add(Fault fault) { faults_.push_back(std::move(fault)); }
  bool empty() const { return faults_.empty(); }
  size_t size() const { return faults_.size(); }
  const std::vector<Fault>& all() const { return faults_; }

  // OK if there are none; else `INVALID_ARGUMENT` whose message names the
  // first few and counts the rest, and whose details hold up to 100 of them.
  absl::Status ToStatus() const;

 private:
  std::vector<Fault> faults_;
};

// The fault as it is on the wire.
api::v1::Fault ToProto(const Fault& fault);

// A status with a stable `reason` (UPPER_SNAKE_CASE) and the variables of its
// sentence.
absl::Status Error(
    absl::StatusCode code, absl::string_view reason, absl::string_view message,
    const std::vector<std::pair<std::string, std::string>>& metadata = {});

// The reason of `status`, or "" if it carries none.
std::string ReasonOf(const absl::Status& status);

// The value of `key` among the metadata of `status`, or "" if it has none.
std::string MetadataOf(const absl::Status& status, absl::string_view key);

// The faults that `status` carries; empty if it carries none.
std::vector<api::v1::Fault> FaultsOf(const absl::Status& status);

}  // namespace tidemark

#endif  // TIDEMARK_COMMON_BASE_FAULTS_H_
