#include "services/outcomes/return_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
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
    TIDEMARK_ASSIGN_OR_RETURN(
        last, ReturnFileChecks::LastPeriod(now, *contract, *period));
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

absl::StatusOr<v1::CheckReturnFileResponse> ReturnFiles::CheckReturnFile(
    const rpc::Call& call, const v1::CheckReturnFileRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const CheckedFile checked,
                            checks_.Check({.name = request.name(),
                                           .content = request.content(),
                                           .draft = request.draft(),
                                           .now = call.time()}));
  v1::CheckReturnFileResponse response;
  response.mutable_errors()->Add(checked.errors.begin(), checked.errors.end());
  response.mutable_warnings()->Add(checked.warnings.begin(),
                                   checked.warnings.end());
  *response.mutable_changes() = checked.changes;
  response.set_rows(static_cast<int32_t>(checked.file.rows.size()));
  response.set_set_aside(
      static_cast<int32_t>(checked.preview.set_aside.size()));
  for (v1::RuleFindings& rule : GroupByRule(checked.errors, checked.warnings)) {
    *response.add_findings() = std::move(rule);
  }
  if (request.report()) {
    const v1::FileFormat format =
        ReportFormat(request.report_format(), checked.file.source);
    TIDEMARK_ASSIGN_OR_RETURN(
        *response.mutable_report(),
        WriteReport(request.content(), checked.file, checked.errors,
                    checked.warnings, format, call.time()));
    response.set_report_name(FileName(call, request.name(), "-report",
                                      format == v1::FILE_FORMAT_CSV));
  }
  return response;
}

absl::StatusOr<v1::SubmitReturnFileResponse> ReturnFiles::SubmitReturnFile(
    const rpc::Call& call, const v1::SubmitReturnFileRequest& request) {
  Faults answers;
  CheckAnswers(request.warning_answers(), answers);
  TIDEMARK_RETURN_IF_ERROR(answers.ToStatus());
  return checks_.Submit(
      {.name = request.name(),
       .content = request.content(),
       .draft = request.draft(),
       .now = call.time()},
      {.reason = request.reason(),
       .warning_answers = request.warning_answers(),
       .etag = request.etag()},
      call.write(request.reason()),
      [](store::Transaction&, const v1::SubmitReturnFileResponse&) {
        return absl::OkStatus();
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
  TIDEMARK_ASSIGN_OR_RETURN(
      const Returns::Place place,
      returns_.FindOpen(call.time(), name, ReturnVerb::kSave));
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
