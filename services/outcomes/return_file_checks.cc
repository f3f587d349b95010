#include "services/outcomes/return_file_checks.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::Return;
using v1::SetAsideRow;

void AddSetAsideWarnings(const ReturnFile& file, const Preview& preview,
                         Faults& warnings) {
  for (const int i : preview.set_aside) {
    warnings.Add({.field = "content",
                  .code = "ROW_SET_ASIDE",
                  .message = "is of nobody whom the contract supports; it is "
                             "set aside for you or the council to match",
                  .line = file.rows[static_cast<size_t>(i)].line,
                  .column = file.headings.count(Column::kPerson) > 0
                                ? file.headings.at(Column::kPerson)
                                : ""});
  }
}

// What `row` says, kept for the return called `name`. Its id comes from whom it
// says it of, as it was written.
SetAsideRow SetAside(absl::string_view name, const std::string& provider,
                     const FileRow& row) {
  const std::string digest =
      rpc::Sha256(absl::StrCat(row.person, "\n", row.outcome_id));
  SetAsideRow aside;
  aside.set_name(absl::StrCat(name, "/setAsideRows/",
                              absl::BytesToHexString(digest.substr(0, 8))));
  aside.set_provider(provider);
  aside.set_line(row.line);
  aside.set_person(row.person);
  aside.set_outcome(row.outcome_id);
  *aside.mutable_entry() = row.given;
  return aside;
}

absl::Status ToStatus(const std::vector<api::v1::Fault>& errors) {
  Faults faults;
  for (const api::v1::Fault& fault : errors) {
    faults.Add({.field = fault.field(),
                .code = fault.reason(),
                .message = fault.description(),
                .line = fault.line(),
                .column = fault.column(),
                .value = fault.value()});
  }
  return faults.ToStatus();
}

ReturnVerb VerbOf(bool draft) {
  return draft ? ReturnVerb::kSave : ReturnVerb::kSubmit;
}

}  // namespace

absl::StatusOr<std::optional<ReturnEntries>> ReturnFileChecks::LastPeriod(
    const store::Reader& reader, const ContractFacts& contract,
    const type::Period& period) {
  const type::Period* const last = contract.Before(period);
  if (last == nullptr) return std::optional<ReturnEntries>();
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto before,
      kReturns.Find(reader,
                    absl::StrCat(contract.name, "/returns/", last->id)));
  if (!before) return std::optional<ReturnEntries>();
  const ReturnEntries* const accepted = AcceptedEntries(*before);
  if (accepted == nullptr) return std::optional<ReturnEntries>();
  return std::optional<ReturnEntries>(*accepted);
}

absl::StatusOr<CheckedFile> ReturnFileChecks::CheckBeside(
    const FileRequest& request, Returns::Place place, Return stored) {
  CheckedFile checked;
  checked.place = std::move(place);
  checked.stored = std::move(stored);
  TIDEMARK_ASSIGN_OR_RETURN(
      checked.file,
      ReadReturnFile(request.content, CouncilOf(checked.stored.name()),
                     request.lines));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(checked.place.contract->name));
  checked.preview =
      PreviewFile(checked.file, checked.stored.entries(), *roster);
  Returns::FillLevels(*roster, checked.preview.entries);
  checked.changes =
      CompareEntries(checked.stored.entries(), checked.preview.entries);

  const ReturnCheck check = {.entries = checked.preview.entries,
                             .nil_return = false,
                             .roster = *roster,
                             .period = checked.place.period,
                             .stored = &checked.stored};
  Faults found;
  if (request.draft) {
    CheckDraft(check, found);
  } else {
    CheckSubmission(check, found);
  }
  if (const absl::Status state =
          NextState(checked.stored, VerbOf(request.draft)).status();
      !state.ok()) {
    found.Add({.field = "name",
               .code = ReasonOf(state),
               .message = std::string(state.message())});
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto last, LastPeriod(store::Snapshot(db_), *checked.place.contract,
                                  checked.place.period));
  Faults doubtful = checked.file.warnings;
  AddSetAsideWarnings(checked.file, checked.preview, doubtful);
  checked.errors =
      LocateFaults(checked.file.faults, found, checked.file, checked.preview);
  checked.warnings =
      LocateFaults(doubtful, FindWarnings(check, last ? &*last : nullptr),
                   checked.file, checked.preview);
  return checked;
}

absl::StatusOr<CheckedFile> ReturnFileChecks::Check(
    const FileRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      Returns::Place place,
      returns_.FindOpen(request.now, request.name, VerbOf(request.draft)));
  TIDEMARK_ASSIGN_OR_RETURN(
      Return stored,
      Returns::Current(store::Snapshot(db_), place, request.name, ""));
  return CheckBeside(request, std::move(place), std::move(stored));
}

absl::StatusOr<v1::SubmitReturnFileResponse> ReturnFileChecks::Submit(
    const FileRequest& request, const FileSubmission& submission,
    const store::WriteOptions& options,
    absl::FunctionRef<absl::Status(store::Transaction&,
                                   const v1::SubmitReturnFileResponse&)>
        also) {
  // Read and checked here, so that the writer need not; if the return changes
  // in between, once more there.
  const ReturnVerb verb = VerbOf(request.draft);
  TIDEMARK_ASSIGN_OR_RETURN(const Returns::Place place,
                            returns_.FindOpen(request.now, request.name, verb));
  TIDEMARK_ASSIGN_OR_RETURN(
      Return seen,
      Returns::Current(store::Snapshot(db_), place, request.name, ""));
  TIDEMARK_RETURN_IF_ERROR(NextState(seen, verb).status());
  TIDEMARK_ASSIGN_OR_RETURN(CheckedFile checked,
                            CheckBeside(request, place, std::move(seen)));
  TIDEMARK_RETURN_IF_ERROR(ToStatus(checked.errors));
  return db_.Write<v1::SubmitReturnFileResponse>(
      options,
      [&](store::Transaction& txn)
          -> absl::StatusOr<v1::SubmitReturnFileResponse> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Return current,
            Returns::Current(txn, place, request.name, submission.etag));
        if (current.etag() != checked.stored.etag()) {
          TIDEMARK_ASSIGN_OR_RETURN(checked,
                                    CheckBeside(request, place, current));
          TIDEMARK_RETURN_IF_ERROR(ToStatus(checked.errors));
        }
        v1::SubmitReturnFileResponse response;
        *response.mutable_changes() = checked.changes;
        ReturnContent said = {.entries = std::move(checked.preview.entries)};
        if (request.draft) {
          TIDEMARK_RETURN_IF_ERROR(
              SaveDraft(std::move(said), txn.time(), current));
        } else {
          TIDEMARK_RETURN_IF_ERROR(
              outcomes::Submit({.content = std::move(said),
                                .reason = submission.reason,
                                .time = txn.time(),
                                .today = type::DateInEngland(request.now),
                                .warning_answers = &submission.warning_answers},
                               current));
        }
        TIDEMARK_ASSIGN_OR_RETURN(*response.mutable_return_(),
                                  Returns::Put(txn, std::move(current)));
        for (const int i : checked.preview.set_aside) {
          SetAsideRow aside =
              SetAside(request.name, place.contract->provider,
                       checked.file.rows[static_cast<size_t>(i)]);
          // A row that is sent again is the same row.
          TIDEMARK_RETURN_IF_ERROR(kSetAsideRows.Upsert(txn, aside).status());
          TIDEMARK_ASSIGN_OR_RETURN(*response.add_set_aside(),
                                    kSetAsideRows.Get(txn, aside.name()));
        }
        TIDEMARK_RETURN_IF_ERROR(also(txn, response));
        return response;
      });
}

}  // namespace tidemark::outcomes
