#include "services/outcomes/return_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/digest.h"
#include "common/rpc/page.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::Return;
using v1::SetAsideRow;

constexpr char kRowPattern[] =
    "councils/*/contracts/*/returns/*/setAsideRows/*";

// The file's name: the day first, as people sort them.
std::string FileName(const rpc::Call& call, absl::string_view name,
                     absl::string_view what, bool csv) {
  return absl::StrCat(type::FormatIsoDate(type::DateInEngland(call.time())),
                      "-", IdOf(AncestorOf(name, "councils/*/contracts/*")),
                      "-", IdOf(name), what, csv ? ".csv" : ".xlsx");
}

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

// The person's rating and the provider's.
constexpr int kQuestionsOfAnOutcome = 2;

void CountQuestions(const std::vector<v1::PersonalOutcome>& outcomes,
                    int budget, v1::ReturnTemplate& made) {
  std::map<absl::string_view, int> questions;
  for (const v1::PersonalOutcome& outcome : outcomes) {
    questions[ParentOf(outcome.name())] += kQuestionsOfAnOutcome;
  }
  made.set_question_budget(budget);
  for (const auto& [person, count] : questions) {
    made.set_most_questions(std::max(made.most_questions(), count));
    if (count > budget) {
      made.set_people_over_budget(made.people_over_budget() + 1);
    }
  }
}

}  // namespace

absl::StatusOr<std::optional<ReturnEntries>> ReturnFiles::LastPeriod(
    const store::Reader& reader, const ContractFacts& contract,
    const type::Period& period) const {
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

absl::StatusOr<v1::ReturnTemplate> ReturnFiles::GetReturnTemplate(
    const rpc::Call& call, const v1::GetReturnTemplateRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return current,
                            returns_.Find(request.name()));
  const absl::string_view contract_name =
      AncestorOf(request.name(), "councils/*/contracts/*");
  TIDEMARK_ASSIGN_OR_RETURN(const auto contract, contracts_.Get(contract_name));
  const type::Period* const period = contract->Find(IdOf(request.name()));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster, rosters_.Get(contract_name));
  const store::Snapshot now(db_);
  std::optional<ReturnEntries> last;
  if (period != nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(last, LastPeriod(now, *contract, *period));
  }
  absl::flat_hash_set<absl::string_view> wanted;
  for (const v1::ReturnEntry& entry : current.entries()) {
    wanted.insert(entry.outcome());
  }
  for (const OutcomeFacts& outcome : roster->outcomes()) {
    if (period != nullptr && Expected(outcome, *period)) {
      wanted.insert(outcome.name);
    }
  }
  std::vector<absl::string_view> names(wanted.begin(), wanted.end());
  std::sort(names.begin(), names.end());
  std::vector<v1::PersonalOutcome> outcomes;
  for (const absl::string_view name : names) {
    TIDEMARK_ASSIGN_OR_RETURN(auto outcome, kOutcomes.Find(now, name));
    if (outcome) outcomes.push_back(*std::move(outcome));
  }
  v1::ReturnTemplate made;
  TIDEMARK_ASSIGN_OR_RETURN(
      *made.mutable_content(),
      WriteTemplate({.current = current,
                     .outcomes = outcomes,
                     .last_period = last ? &*last : nullptr,
                     .created = call.time()},
                    request.format()));
  made.set_rows(static_cast<int32_t>(outcomes.size()));
  TIDEMARK_ASSIGN_OR_RETURN(
      const int budget, contracts_.QuestionBudgetOf(CouncilOf(request.name())));
  CountQuestions(outcomes, budget, made);
  made.set_file_name(FileName(call, request.name(), "",
                              request.format() == v1::FILE_FORMAT_CSV));
  return made;
}

absl::StatusOr<ReturnFiles::Read> ReturnFiles::ReadBeside(
    absl::string_view bytes, const Returns::Place& place, const Return& stored,
    bool draft) {
  Read read;
  TIDEMARK_ASSIGN_OR_RETURN(read.file,
                            ReadReturnFile(bytes, CouncilOf(stored.name())));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(place.contract->name));
  read.preview = PreviewFile(read.file, stored.entries(), *roster);
  Returns::FillLevels(*roster, read.preview.entries);
  const ReturnCheck check = {.entries = read.preview.entries,
                             .nil_return = false,
                             .roster = *roster,
                             .period = place.period,
                             .stored = &stored};
  if (draft) {
    CheckDraft(check, read.found);
  } else {
    CheckSubmission(check, read.found);
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto last,
      LastPeriod(store::Snapshot(db_), *place.contract, place.period));
  read.warnings = FindWarnings(check, last ? &*last : nullptr);
  read.changes = CompareEntries(stored.entries(), read.preview.entries);
  return read;
}

absl::StatusOr<v1::CheckReturnFileResponse> ReturnFiles::CheckReturnFile(
    const rpc::Call& call, const v1::CheckReturnFileRequest& request) {
  const ReturnVerb verb =
      request.draft() ? ReturnVerb::kSave : ReturnVerb::kSubmit;
  TIDEMARK_ASSIGN_OR_RETURN(const Returns::Place place,
                            returns_.FindOpen(call, request.name(), verb));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return stored,
      Returns::Current(store::Snapshot(db_), place, request.name(), ""));
  TIDEMARK_ASSIGN_OR_RETURN(
      Read read, ReadBeside(request.content(), place, stored, request.draft()));
  if (const absl::Status state = NextState(stored, verb).status();
      !state.ok()) {
    read.found.Add({.field = "name",
                    .code = ReasonOf(state),
                    .message = std::string(state.message())});
  }
  Faults own_warnings = read.file.warnings;
  AddSetAsideWarnings(read.file, read.preview, own_warnings);
  const std::vector<api::v1::Fault> errors =
      LocateFaults(read.file.faults, read.found, read.file, read.preview);
  const std::vector<api::v1::Fault> warnings =
      LocateFaults(own_warnings, read.warnings, read.file, read.preview);

  v1::CheckReturnFileResponse response;
  response.mutable_errors()->Add(errors.begin(), errors.end());
  response.mutable_warnings()->Add(warnings.begin(), warnings.end());
  *response.mutable_changes() = read.changes;
  response.set_rows(static_cast<int32_t>(read.file.rows.size()));
  response.set_set_aside(static_cast<int32_t>(read.preview.set_aside.size()));
  for (v1::RuleFindings& rule : GroupByRule(errors, warnings)) {
    *response.add_findings() = std::move(rule);
  }
  if (request.report()) {
    v1::FileFormat format = request.report_format();
    if (format == v1::FILE_FORMAT_UNSPECIFIED) {
      format = read.file.source.format == sheet::Format::kCsv
                   ? v1::FILE_FORMAT_CSV
                   : v1::FILE_FORMAT_XLSX;
    }
    TIDEMARK_ASSIGN_OR_RETURN(*response.mutable_report(),
                              WriteReport(request.content(), read.file, errors,
                                          warnings, format, call.time()));
    response.set_report_name(FileName(call, request.name(), "-report",
                                      format == v1::FILE_FORMAT_CSV));
  }
  return response;
}

absl::StatusOr<v1::SubmitReturnFileResponse> ReturnFiles::SubmitReturnFile(
    const rpc::Call& call, const v1::SubmitReturnFileRequest& request) {
  const ReturnVerb verb =
      request.draft() ? ReturnVerb::kSave : ReturnVerb::kSubmit;
  Faults answers;
  CheckAnswers(request.warning_answers(), answers);
  TIDEMARK_RETURN_IF_ERROR(answers.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const Returns::Place place,
                            returns_.FindOpen(call, request.name(), verb));
  // Read and checked here, so that the writer need not; if the return changes
  // in between, once more there.
  TIDEMARK_ASSIGN_OR_RETURN(
      const Return seen,
      Returns::Current(store::Snapshot(db_), place, request.name(), ""));
  TIDEMARK_RETURN_IF_ERROR(NextState(seen, verb).status());
  const auto check = [&](const Return& stored) -> absl::StatusOr<Read> {
    TIDEMARK_ASSIGN_OR_RETURN(Read read, ReadBeside(request.content(), place,
                                                    stored, request.draft()));
    Faults faults;
    for (const api::v1::Fault& fault :
         LocateFaults(read.file.faults, read.found, read.file, read.preview)) {
      faults.Add({.field = fault.field(),
                  .code = fault.reason(),
                  .message = fault.description(),
                  .line = fault.line(),
                  .column = fault.column(),
                  .value = fault.value()});
    }
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
    return read;
  };
  TIDEMARK_ASSIGN_OR_RETURN(Read read, check(seen));
  return db_.Write<v1::SubmitReturnFileResponse>(
      call.write(request.reason()),
      [&](store::Transaction& txn)
          -> absl::StatusOr<v1::SubmitReturnFileResponse> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Return current,
            Returns::Current(txn, place, request.name(), request.etag()));
        if (current.etag() != seen.etag()) {
          TIDEMARK_ASSIGN_OR_RETURN(read, check(current));
        }
        v1::SubmitReturnFileResponse response;
        *response.mutable_changes() = read.changes;
        ReturnContent content = {.entries = std::move(read.preview.entries)};
        if (request.draft()) {
          TIDEMARK_RETURN_IF_ERROR(
              SaveDraft(std::move(content), txn.time(), current));
        } else {
          TIDEMARK_RETURN_IF_ERROR(
              Submit({.content = std::move(content),
                      .reason = request.reason(),
                      .time = txn.time(),
                      .today = type::DateInEngland(call.time()),
                      .warning_answers = &request.warning_answers()},
                     current));
        }
        TIDEMARK_ASSIGN_OR_RETURN(*response.mutable_return_(),
                                  Returns::Put(txn, std::move(current)));
        for (const int i : read.preview.set_aside) {
          SetAsideRow aside = SetAside(request.name(), place.contract->provider,
                                       read.file.rows[static_cast<size_t>(i)]);
          // A row that is sent again is the same row.
          TIDEMARK_RETURN_IF_ERROR(kSetAsideRows.Upsert(txn, aside).status());
          TIDEMARK_ASSIGN_OR_RETURN(*response.add_set_aside(),
                                    kSetAsideRows.Get(txn, aside.name()));
        }
        return response;
      });
}

absl::StatusOr<v1::ListSetAsideRowsResponse> ReturnFiles::ListSetAsideRows(
    const rpc::Call&, const v1::ListSetAsideRowsRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(returns_.Find(request.parent()).status());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      auto page,
      kSetAsideRows.List(store::Snapshot(db_),
                         absl::StrCat(request.parent(), "/setAsideRows/"),
                         start, rpc::PageSize(request.page_size())));
  v1::ListSetAsideRowsResponse response;
  for (SetAsideRow& row : page.messages) {
    *response.add_set_aside_rows() = std::move(row);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<SetAsideRow> ReturnFiles::DismissSetAsideRow(
    const rpc::Call& call, const v1::DismissSetAsideRowRequest& request) {
  return db_.Write<SetAsideRow>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<SetAsideRow> {
        TIDEMARK_ASSIGN_OR_RETURN(
            SetAsideRow row,
            kSetAsideRows.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(kSetAsideRows.Delete(txn, request.name()));
        return row;
      });
}

absl::StatusOr<Return> ReturnFiles::MatchSetAsideRow(
    const rpc::Call& call, const v1::MatchSetAsideRowRequest& request) {
  Faults faults;
  CheckName("name", request.name(), kRowPattern, "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const std::string name(
      AncestorOf(request.name(), "councils/*/contracts/*/returns/*"));
  TIDEMARK_ASSIGN_OR_RETURN(const Returns::Place place,
                            returns_.FindOpen(call, name, ReturnVerb::kSave));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(place.contract->name));
  if (roster->Find(request.outcome()) == nullptr) {
    faults.Add({.field = "outcome",
                .code = "OUTCOME_NOT_IN_CONTRACT",
                .message = "is not an outcome that this contract supports"});
    return faults.ToStatus();
  }
  return db_.Write<Return>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Return> {
        TIDEMARK_ASSIGN_OR_RETURN(
            const SetAsideRow aside,
            kSetAsideRows.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_ASSIGN_OR_RETURN(Return current,
                                  Returns::Current(txn, place, name, ""));
        FileRow row;
        row.outcome = request.outcome();
        row.given = aside.entry();
        ReturnContent content = {.entries = current.entries()};
        const auto known =
            std::find_if(content.entries.begin(), content.entries.end(),
                         [&](const v1::ReturnEntry& entry) {
                           return entry.outcome() == request.outcome();
                         });
        if (known == content.entries.end()) {
          *content.entries.Add() = Apply(row, v1::ReturnEntry());
        } else {
          *known = Apply(row, *known);
        }
        Returns::FillLevels(*roster, content.entries);
        Faults found;
        CheckDraft({.entries = content.entries,
                    .nil_return = false,
                    .roster = *roster,
                    .period = place.period,
                    .stored = &current},
                   found);
        TIDEMARK_RETURN_IF_ERROR(found.ToStatus());
        TIDEMARK_RETURN_IF_ERROR(
            SaveDraft(std::move(content), txn.time(), current));
        TIDEMARK_RETURN_IF_ERROR(kSetAsideRows.Delete(txn, request.name()));
        return Returns::Put(txn, std::move(current));
      });
}

}  // namespace tidemark::outcomes
