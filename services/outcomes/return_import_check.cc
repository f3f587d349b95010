#include "services/outcomes/return_import_check.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/return_file.h"

namespace tidemark::outcomes {
namespace {

using api::v1::Fault;
using v1::ImportedReturn;
using v1::Return;
using v1::ReturnImport;

constexpr size_t kFirstErrors = 20;
// Of one return.
constexpr size_t kFaultsShown = 100;
constexpr int kMostLines = 20;

// Adds what `more` counts to `rules`.
void AddRules(const std::vector<v1::RuleFindings>& more,
              std::vector<v1::RuleFindings>& rules) {
  for (const v1::RuleFindings& rule : more) {
    const auto known =
        std::find_if(rules.begin(), rules.end(),
                     [&](const auto& r) { return r.code() == rule.code(); });
    if (known == rules.end()) {
      rules.push_back(rule);
      continue;
    }
    known->set_count(known->count() + rule.count());
    for (const int line : rule.lines()) {
      if (known->lines_size() < kMostLines) known->add_lines(line);
    }
  }
}

void SortByCount(std::vector<v1::RuleFindings>& rules) {
  std::stable_sort(
      rules.begin(), rules.end(),
      [](const auto& a, const auto& b) { return a.count() > b.count(); });
}

int LineOf(const Fault& fault) {
  return fault.line() > 0 ? fault.line() : std::numeric_limits<int>::max();
}

// Adds `more` to `all`; what is wrong with the header is wrong for every
// return, and said once.
void Append(const std::vector<Fault>& more, int header_line,
            std::vector<Fault>& all) {
  for (const Fault& fault : more) {
    const bool said =
        fault.line() == header_line &&
        std::any_of(all.begin(), all.end(), [&](const Fault& other) {
          return other.line() == fault.line() &&
                 other.column() == fault.column() &&
                 other.reason() == fault.reason();
        });
    if (!said) all.push_back(fault);
  }
}

RowFindings FindingsOf(std::vector<Fault> errors, std::vector<Fault> warnings) {
  RowFindings rows;
  rows.error_rules = GroupByRule(errors, {});
  rows.warning_rules = GroupByRule({}, warnings);
  rows.errors = std::move(errors);
  rows.warnings = std::move(warnings);
  return rows;
}

int32_t Total(const std::vector<v1::RuleFindings>& rules) {
  int32_t total = 0;
  for (const v1::RuleFindings& rule : rules) total += rule.count();
  return total;
}

// Puts `now`, perhaps of rows that were checked before, into `findings`, as far
// as there is room.
void Keep(RowFindings now, RowFindings& kept, ImportFindings& findings) {
  auto& progress = findings.progress;
  progress.set_errors(progress.errors() - Total(kept.error_rules) +
                      Total(now.error_rules));
  progress.set_warnings(progress.warnings() - Total(kept.warning_rules) +
                        Total(now.warning_rules));
  findings.kept -= kept.errors.size() + kept.warnings.size();
  for (std::vector<Fault>* faults : {&now.errors, &now.warnings}) {
    const size_t room = kMostFaultsKept - findings.kept;
    if (faults->size() > room) faults->resize(room);
    findings.kept += faults->size();
  }
  kept = std::move(now);
}

// A fault of the return rather than of a cell, such as an outcome that is not
// there, stands at its first row.
std::vector<Fault> PlaceFaults(std::vector<Fault> faults,
                               const ReturnPart& part) {
  for (Fault& fault : faults) {
    if (fault.line() > 0) continue;
    fault.set_field("content");
    if (part.lines.size() > 1) fault.set_line(part.lines[1]);
    fault.set_column("Contract");
  }
  return faults;
}

// Whether the council has what the return says.
bool Submitted(const Return& stored) {
  return stored.state() == Return::STATE_SUBMITTED ||
         stored.state() == Return::STATE_RESUBMITTED ||
         stored.state() == Return::STATE_ACCEPTED;
}

// Whether an error says something of the file rather than of the moment.
bool IsFault(const absl::Status& status) {
  return absl::IsInvalidArgument(status) ||
         absl::IsFailedPrecondition(status) || absl::IsNotFound(status);
}

}  // namespace

RowFindings ImportFindings::All() const {
  RowFindings all = homeless;
  for (const auto& [name, found] : returns) {
    Append(found.rows.errors, header_line, all.errors);
    Append(found.rows.warnings, header_line, all.warnings);
    AddRules(found.rows.error_rules, all.error_rules);
    AddRules(found.rows.warning_rules, all.warning_rules);
  }
  SortByCount(all.error_rules);
  SortByCount(all.warning_rules);
  return all;
}

void ShowFindings(const ImportFindings& findings, ReturnImport& import) {
  *import.mutable_progress() = findings.progress;
  const RowFindings all = findings.All();
  std::vector<Fault> first = all.errors;
  std::stable_sort(
      first.begin(), first.end(),
      [](const auto& a, const auto& b) { return LineOf(a) < LineOf(b); });
  if (first.size() > kFirstErrors) first.resize(kFirstErrors);
  import.mutable_first_errors()->Assign(first.begin(), first.end());
  import.mutable_findings()->Assign(all.error_rules.begin(),
                                    all.error_rules.end());
  import.mutable_findings()->Add(all.warning_rules.begin(),
                                 all.warning_rules.end());
}

ImportedReturn ReturnImportCheck::Shown(const ReturnPart& part) const {
  const absl::string_view contract = part.contract;
  const std::string full =
      absl::StartsWith(contract, "councils/")
          ? part.contract
          : NameIn(CouncilOf(import_.name()), "contracts", contract);
  ImportedReturn shown;
  shown.set_return_(NameIn(full, "returns", part.period));
  shown.set_name(absl::StrCat(import_.name(), "/contracts/", IdOf(full),
                              "/returns/", part.period));
  shown.set_rows(static_cast<int32_t>(part.lines.size()) - 1);
  return shown;
}

FileRequest ReturnImportCheck::RequestFor(const ReturnPart& part,
                                          absl::string_view name) const {
  return {.name = name,
          .content = part.csv.text(),
          .lines = part.lines,
          .draft = import_.draft(),
          .now = now_};
}

std::vector<Fault> ReturnImportCheck::FaultsOf(const absl::Status& status,
                                               const ReturnPart& part) {
  std::vector<Fault> faults = tidemark::FaultsOf(status);
  if (faults.empty()) {
    const bool unknown = absl::IsNotFound(status);
    Fault& fault = faults.emplace_back();
    fault.set_reason(unknown ? "RETURN_UNKNOWN" : ReasonOf(status));
    fault.set_description(unknown ? "the contract has no such period"
                                  : std::string(status.message()));
  }
  return PlaceFaults(std::move(faults), part);
}

absl::Status ReturnImportCheck::CheckOwn(absl::string_view name) {
  const auto unknown = [] {
    Faults faults;
    faults.Add({.field = "content",
                .code = "RETURN_UNKNOWN",
                .message = "is not a contract of this provider"});
    return faults.ToStatus();
  };
  if (!Matches(name, "councils/*/contracts/*/returns/*") ||
      CouncilOf(name) != CouncilOf(import_.name())) {
    return unknown();
  }
  const auto contract = contracts_.Get(ParentOf(name));
  if (absl::IsNotFound(contract.status()) ||
      absl::IsInvalidArgument(contract.status())) {
    return unknown();
  }
  TIDEMARK_RETURN_IF_ERROR(contract.status());
  // Not said apart, so that nobody learns of another's contracts.
  if ((*contract)->provider != ProviderOf(import_.name())) return unknown();
  return absl::OkStatus();
}

absl::StatusOr<ReturnFindings> ReturnImportCheck::Check(
    const ReturnPart& part) {
  ReturnFindings found;
  ImportedReturn& shown = found.shown;
  shown = Shown(part);
  absl::Status status = CheckOwn(shown.return_());
  std::vector<Fault> errors;
  std::vector<Fault> warnings;
  shown.set_state(ImportedReturn::STATE_READY);
  if (status.ok()) {
    auto checked = checks_.Check(RequestFor(part, shown.return_()));
    status = checked.status();
    if (checked.ok()) {
      *shown.mutable_changes() = checked->changes;
      shown.set_rows_set_aside(
          static_cast<int32_t>(checked->preview.set_aside.size()));
      const bool says_nothing_new = !import_.draft() && checked->same() &&
                                    checked->preview.set_aside.empty() &&
                                    Submitted(checked->stored) &&
                                    checked->file.faults.empty();
      if (says_nothing_new) {
        shown.set_state(ImportedReturn::STATE_UNCHANGED);
      } else {
        errors = std::move(checked->errors);
        warnings = std::move(checked->warnings);
      }
    }
  }
  if (!status.ok()) {
    if (!IsFault(status)) return status;
    errors = FaultsOf(status, part);
  }
  errors = PlaceFaults(std::move(errors), part);
  warnings = PlaceFaults(std::move(warnings), part);
  if (!errors.empty()) shown.set_state(ImportedReturn::STATE_FAULTY);
  const auto show = [](const std::vector<Fault>& faults, auto& into) {
    into.Add(faults.begin(),
             faults.begin() + static_cast<std::ptrdiff_t>(
                                  std::min(faults.size(), kFaultsShown)));
  };
  show(errors, *shown.mutable_errors());
  show(warnings, *shown.mutable_warnings());
  found.rows = FindingsOf(std::move(errors), std::move(warnings));
  return found;
}

absl::Status ReturnImportCheck::Run(absl::string_view bytes,
                                    absl::FunctionRef<bool(Change)> update) {
  // A part that goes on later is checked again once all of it is there.
  std::set<const ReturnPart*> checked;
  std::set<const ReturnPart*> again;
  absl::Status status;
  const auto check = [&](const ReturnPart& part) {
    absl::StatusOr<ReturnFindings> found = Check(part);
    if (!found.ok()) {
      status = found.status();
      return false;
    }
    return update([&](ImportFindings& findings) {
      auto& progress = findings.progress;
      const auto [it, fresh] =
          findings.returns.try_emplace(found->shown.name());
      progress.set_returns_checked(progress.returns_checked() +
                                   (fresh ? 1 : 0));
      progress.set_rows_set_aside(progress.rows_set_aside() -
                                  it->second.shown.rows_set_aside() +
                                  found->shown.rows_set_aside());
      it->second.shown = std::move(found->shown);
      Keep(std::move(found->rows), it->second.rows, findings);
    });
  };
  const auto show_rows = [](const SplitFile& file, ImportFindings& findings) {
    findings.progress.set_rows_read(file.rows);
    findings.progress.set_returns_found(
        static_cast<int32_t>(file.parts.size()));
    findings.header_line = file.header_line;
  };
  const absl::StatusOr<SplitFile> split = SplitReturns(
      bytes, import_.period(),
      [&](const SplitFile& so_far, const ReturnPart* ended) {
        if (!update([&](ImportFindings& f) { show_rows(so_far, f); })) {
          return false;
        }
        if (ended == nullptr) return true;
        if (checked.insert(ended).second) return check(*ended);
        again.insert(ended);
        return true;
      });
  TIDEMARK_RETURN_IF_ERROR(status);
  TIDEMARK_RETURN_IF_ERROR(split.status());
  const SplitFile& file = *split;
  std::vector<Fault> homeless;
  for (const auto& fault : file.faults.all()) {
    homeless.push_back(ToProto(fault));
  }
  if (file.rows == 0) {
    homeless.push_back(ToProto({.field = "content",
                                .code = "NO_ROWS",
                                .message = "has nothing below the headings",
                                .line = file.header_line}));
  }
  if (!update([&](ImportFindings& findings) {
        show_rows(file, findings);
        findings.source = file.source;
        Keep(FindingsOf(std::move(homeless), {}), findings.homeless, findings);
      })) {
    return absl::CancelledError("not read on");
  }
  for (const ReturnPart* const part : again) {
    if (!check(*part)) {
      return status.ok() ? absl::CancelledError("not read on") : status;
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::outcomes
