// Checks a file beside the return that it is for, and applies it.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_CHECKS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_CHECKS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"

#include "common/store/database.h"
#include "services/outcomes/return_file.h"
#include "services/outcomes/returns.h"
#include "services/outcomes/roster.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"

namespace tidemark::outcomes {

// A file beside the return that it is for.
struct CheckedFile {
  // The return's place, and the return as it was when the file was checked.
  Returns::Place place;
  v1::Return stored;
  // What the file says, and what it makes of the return.
  ReturnFile file;
  Preview preview;
  v1::Return::Changes changes;
  // What must be mended, and what looks like a slip, at the file's lines.
  std::vector<api::v1::Fault> errors;
  std::vector<api::v1::Fault> warnings;

  // Whether it changes no entry.
  bool same() const {
    return changes.added() + changes.changed() + changes.removed() == 0;
  }
};

// A file, and what is to be done with it.
struct FileRequest {
  // The return's name.
  absl::string_view name;
  // The file; if it is a part of a larger one, where each of its rows stands
  // there.
  absl::string_view content;
  absl::Span<const int> lines = {};
  // Whether it is saved as the draft instead of being submitted.
  bool draft = false;
  // When.
  absl::Time now;
};

// How a file is submitted.
struct FileSubmission {
  // Why an accepted return is corrected.
  absl::string_view reason;
  // What the provider says to warnings.
  const google::protobuf::RepeatedPtrField<v1::Return::WarningAnswer>&
      warning_answers;
  // The etag of the return as the caller saw it; empty skips the check.
  absl::string_view etag;
};

// Safe to use from any thread.
class ReturnFileChecks {
 public:
  // All must outlive this.
  ReturnFileChecks(store::Database& db, Rosters& rosters, Returns& returns)
      : db_(db), rosters_(rosters), returns_(returns) {}

  // Checks a file beside its return. Returns an error if it cannot be read, or
  // nothing may be done to the return now.
  absl::StatusOr<CheckedFile> Check(const FileRequest& request);

  // Applies a file in one step, with what `also` writes. Returns
  // `INVALID_ARGUMENT` with all faults if there are any.
  absl::StatusOr<v1::SubmitReturnFileResponse> Submit(
      const FileRequest& request, const FileSubmission& submission,
      const store::WriteOptions& options,
      absl::FunctionRef<absl::Status(store::Transaction&,
                                     const v1::SubmitReturnFileResponse&)>
          also);

  // What was accepted for the period before; unset if nothing was.
  static absl::StatusOr<std::optional<ReturnEntries>> LastPeriod(
      const store::Reader& reader, const ContractFacts& contract,
      const type::Period& period);

 private:
  absl::StatusOr<CheckedFile> CheckBeside(const FileRequest& request,
                                          Returns::Place place,
                                          v1::Return stored);

  store::Database& db_;
  Rosters& rosters_;
  Returns& returns_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_FILE_CHECKS_H_
