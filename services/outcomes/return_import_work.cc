#include "services/outcomes/return_import_work.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::ImportedReturn;
using v1::ReturnImport;
using v1::ReturnImportPart;

// Imports of which the findings are kept; those of others are found again when
// they are asked for.
constexpr size_t kMostLive = 16;

std::string PartsOf(absl::string_view import) {
  return absl::StrCat(import, "/parts/");
}

// Whether it is worth trying again later.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsCancelled(status);
}

store::WriteOptions WriteFor(const ReturnImport& import,
                             absl::string_view method) {
  return {.origin = {.subject = import.committed_by().empty()
                                    ? "services/outcomes"
                                    : import.committed_by(),
                     .method = std::string(method),
                     .reason = import.reason()}};
}

}  // namespace

std::string PartName(absl::string_view import, int64_t offset) {
  return absl::StrCat(PartsOf(import), absl::StrFormat("%012d", offset));
}

std::string ReturnsOf(absl::string_view import) {
  return absl::StrCat(import, "/contracts/");
}

absl::Status DeleteParts(store::Transaction& txn, absl::string_view import) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(kReturnImportParts.Scan(
      txn, PartsOf(import), PartsOf(import), [&](const ReturnImportPart& part) {
        names.push_back(part.name());
        return true;
      }));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(kReturnImportParts.Delete(txn, name));
  }
  return absl::OkStatus();
}

void ReturnImportWork::Enqueue(absl::string_view name) {
  {
    const MutexLock lock(mu_);
    waiting_.emplace(name);
  }
  wake_();
}

void ReturnImportWork::Show(ReturnImport& import) {
  if (import.state() != ReturnImport::STATE_CHECKING &&
      import.state() != ReturnImport::STATE_APPLYING) {
    return;
  }
  {
    const MutexLock lock(mu_);
    const auto it = live_.find(import.name());
    if (it != live_.end()) {
      ShowFindings(it->second->findings, import);
      if (import.state() == ReturnImport::STATE_CHECKING &&
          it->second->checked) {
        import.set_state(ReturnImport::STATE_READY);
      }
      return;
    }
    if (waiting_.count(import.name()) > 0) return;
  }
  Enqueue(import.name());
}

ReturnImportWork::Page ReturnImportWork::Checked(absl::string_view import,
                                                 absl::string_view start,
                                                 size_t limit) const {
  Page page;
  const MutexLock lock(mu_);
  const auto it = live_.find(import);
  if (it == live_.end()) return page;
  const auto& returns = it->second->findings.returns;
  for (auto next = returns.lower_bound(std::string(start));
       next != returns.end(); ++next) {
    if (page.returns.size() == limit) {
      page.next = next->first;
      break;
    }
    page.returns.push_back(next->second.shown);
  }
  return page;
}

absl::StatusOr<std::shared_ptr<const ReturnImportWork::Report>>
ReturnImportWork::MakeReport(const ReturnImport& import,
                             v1::FileFormat format) {
  std::shared_ptr<Live> live;
  RowFindings all;
  ReturnFile file;
  {
    const MutexLock lock(mu_);
    const auto it = live_.find(import.name());
    if (it == live_.end() || !it->second->checked) {
      return absl::UnavailableError("the import is being checked; try again");
    }
    live = it->second;
    const auto made = live->reports.find(format);
    if (made != live->reports.end()) return made->second;
    all = live->findings.All();
    file.source = live->findings.source;
    file.header_line = live->findings.header_line;
  }
  auto report = std::make_shared<Report>();
  report->format = ReportFormat(format, file.source);
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(import));
  TIDEMARK_ASSIGN_OR_RETURN(report->content,
                            WriteReport(bytes, file, all.errors, all.warnings,
                                        report->format, clock_.Now()));
  const MutexLock lock(mu_);
  return live->reports.try_emplace(format, std::move(report)).first->second;
}

void ReturnImportWork::Forget(absl::string_view name) {
  const MutexLock lock(mu_);
  if (const auto it = waiting_.find(name); it != waiting_.end()) {
    waiting_.erase(it);
  }
  if (const auto it = live_.find(name); it != live_.end()) {
    it->second->cancelled = true;
    live_.erase(it);
  }
}

absl::StatusOr<std::string> ReturnImportWork::ReadFile(
    const ReturnImport& import) const {
  std::string bytes;
  bytes.reserve(static_cast<size_t>(import.total_bytes()));
  TIDEMARK_RETURN_IF_ERROR(kReturnImportParts.Scan(
      store::Snapshot(db_), PartsOf(import.name()), PartsOf(import.name()),
      [&](const ReturnImportPart& part) {
        bytes += part.content();
        return true;
      }));
  if (bytes.size() != static_cast<size_t>(import.total_bytes())) {
    return absl::DataLossError(
        absl::StrCat("the file of ", import.name(), " is not whole"));
  }
  return bytes;
}

absl::Status ReturnImportWork::Change(
    const ReturnImport& import, absl::string_view method,
    absl::FunctionRef<absl::Status(store::Transaction&, ReturnImport&)>
        change) {
  return db_.Write(
      WriteFor(import, method), [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(ReturnImport current,
                                  kReturnImports.Get(txn, import.name()));
        if (current.state() != import.state()) return absl::OkStatus();
        TIDEMARK_RETURN_IF_ERROR(change(txn, current));
        return kReturnImports.Update(txn, std::move(current)).status();
      });
}

absl::Status ReturnImportWork::GiveUpStale() {
  const absl::Time now = clock_.Now();
  std::vector<ReturnImport> stale;
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> open,
      kReturnImports.Lookup(snapshot, kOpenImports, kOpenImportsKey));
  for (const std::string& name : open) {
    TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import,
                              kReturnImports.Get(snapshot, name));
    const absl::Time changed =
        absl::FromUnixSeconds(import.update_time().seconds());
    if (import.state() != ReturnImport::STATE_APPLYING &&
        now - changed > kImportKept) {
      stale.push_back(std::move(import));
    }
  }
  for (const ReturnImport& import : stale) {
    TIDEMARK_RETURN_IF_ERROR(
        Change(import, "GiveUpStale",
               [](store::Transaction& txn, ReturnImport& current) {
                 current.set_state(ReturnImport::STATE_CANCELLED);
                 return DeleteParts(txn, current.name());
               }));
    Forget(import.name());
  }
  return absl::OkStatus();
}

absl::Status ReturnImportWork::Resume() {
  TIDEMARK_RETURN_IF_ERROR(GiveUpStale());
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> open,
      kReturnImports.Lookup(snapshot, kOpenImports, kOpenImportsKey));
  const MutexLock lock(mu_);
  waiting_.insert(open.begin(), open.end());
  return absl::OkStatus();
}

absl::Status ReturnImportWork::Work() {
  absl::Status first;
  std::vector<std::string> again;
  while (!stopping_) {
    std::string name;
    {
      const MutexLock lock(mu_);
      if (waiting_.empty()) break;
      name = std::move(waiting_.extract(waiting_.begin()).value());
    }
    const absl::Status status = WorkOn(name);
    if (status.ok()) continue;
    first.Update(status);
    again.push_back(std::move(name));
  }
  const MutexLock lock(mu_);
  waiting_.insert(again.begin(), again.end());
  return first;
}

absl::Status ReturnImportWork::WorkOn(absl::string_view name) {
  // Read as a write, which waits until all of it is on disk: the call that put
  // the import here may not have been answered yet.
  TIDEMARK_ASSIGN_OR_RETURN(
      const ReturnImport import,
      db_.Write<ReturnImport>(
          {.origin = {.subject = "services/outcomes", .method = "WorkOn"}},
          [&](store::Transaction& txn) {
            return kReturnImports.Get(txn, name);
          }));
  switch (import.state()) {
    case ReturnImport::STATE_CHECKING:
      return Check(import);
    case ReturnImport::STATE_APPLYING:
      return Apply(import);
    default:
      return absl::OkStatus();
  }
}

std::shared_ptr<ReturnImportWork::Live> ReturnImportWork::Begin(
    const std::string& name) {
  const MutexLock lock(mu_);
  const auto [it, fresh] = live_.try_emplace(name);
  if (!fresh) return nullptr;
  it->second = std::make_shared<Live>();
  for (auto other = live_.begin();
       live_.size() > kMostLive && other != live_.end();) {
    other = other->second->checked ? live_.erase(other) : std::next(other);
  }
  return live_.at(name);
}

absl::Status ReturnImportWork::Check(const ReturnImport& import) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(import));
  const std::shared_ptr<Live> live = Begin(import.name());
  if (live == nullptr) return absl::OkStatus();
  ReturnImportCheck check(checks_, contracts_, import, clock_.Now());
  const absl::Status status =
      check.Run(bytes, [&](ReturnImportCheck::Change change) {
        const MutexLock lock(mu_);
        change(live->findings);
        return !live->cancelled && !stopping_;
      });
  {
    const MutexLock lock(mu_);
    live->checked = status.ok();
    if (status.ok() || live->cancelled) return absl::OkStatus();
    live_.erase(import.name());
  }
  return IsPassing(status) ? status : Refuse(import, status);
}

absl::Status ReturnImportWork::Refuse(const ReturnImport& import,
                                      const absl::Status& why) {
  return Change(import, "RefuseReturnImport",
                [&](store::Transaction& txn, ReturnImport& current) {
                  const std::vector<api::v1::Fault> faults = FaultsOf(why);
                  api::v1::Fault& refusal = *current.mutable_refusal();
                  if (faults.empty()) {
                    refusal.set_reason(ReasonOf(why));
                    refusal.set_description(std::string(why.message()));
                  } else {
                    refusal = faults.front();
                  }
                  current.set_state(ReturnImport::STATE_UNREADABLE);
                  return DeleteParts(txn, current.name());
                });
}

absl::Status ReturnImportWork::Apply(const ReturnImport& import) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(import));
  TIDEMARK_ASSIGN_OR_RETURN(
      const SplitFile file,
      SplitReturns(
          bytes, import.period(),
          [&](const SplitFile&, const ReturnPart*) { return !stopping_; }));
  ReturnImportCheck check(checks_, contracts_, import, clock_.Now());
  for (const auto& [id, part] : file.parts) {
    if (stopping_) return absl::CancelledError("stopping");
    TIDEMARK_RETURN_IF_ERROR(ApplyPart(import, check, part));
    const MutexLock lock(mu_);
    if (const auto it = live_.find(import.name()); it != live_.end()) {
      auto& progress = it->second->findings.progress;
      progress.set_returns_applied(progress.returns_applied() + 1);
    }
  }
  return Finish(import);
}

absl::Status ReturnImportWork::ApplyPart(const ReturnImport& import,
                                         ReturnImportCheck& check,
                                         const ReturnPart& part) {
  const std::string name = check.Shown(part).name();
  TIDEMARK_ASSIGN_OR_RETURN(const auto done,
                            kImportedReturns.Find(store::Snapshot(db_), name));
  if (done) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(ReturnFindings found, check.Check(part));
  ImportedReturn& result = found.shown;
  const store::WriteOptions options = WriteFor(import, "CommitReturnImport");
  if (result.state() == ImportedReturn::STATE_READY) {
    absl::Status status =
        checks_
            .Submit(check.RequestFor(part, result.return_()),
                    {.reason = import.reason(),
                     .warning_answers = import.warning_answers(),
                     .etag = ""},
                    options,
                    [&](store::Transaction& txn,
                        const v1::SubmitReturnFileResponse& response) {
                      result.set_state(import.draft()
                                           ? ImportedReturn::STATE_SAVED
                                           : ImportedReturn::STATE_SUBMITTED);
                      *result.mutable_changes() = response.changes();
                      result.set_rows_set_aside(response.set_aside_size());
                      return kImportedReturns.Insert(txn, result).status();
                    })
            .status();
    if (status.ok() || IsPassing(status)) return status;
    // Something has changed since the check above.
    result = check.Shown(part);
    result.set_state(ImportedReturn::STATE_REFUSED);
    for (const api::v1::Fault& fault : check.FaultsOf(status, part)) {
      *result.add_errors() = fault;
    }
  } else if (result.state() == ImportedReturn::STATE_FAULTY) {
    result.set_state(ImportedReturn::STATE_SKIPPED);
  }
  return db_.Write(options, [&](store::Transaction& txn) {
    return kImportedReturns.Insert(txn, result).status();
  });
}

absl::Status ReturnImportWork::Finish(const ReturnImport& import) {
  ReturnImport shown = import;
  Show(shown);
  int32_t applied = 0;
  TIDEMARK_RETURN_IF_ERROR(kImportedReturns.Scan(
      store::Snapshot(db_), ReturnsOf(import.name()), ReturnsOf(import.name()),
      [&](const ImportedReturn&) {
        ++applied;
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(
      Change(import, "CommitReturnImport",
             [&](store::Transaction& txn, ReturnImport& current) {
               *current.mutable_progress() = shown.progress();
               current.mutable_progress()->set_returns_applied(applied);
               *current.mutable_first_errors() = shown.first_errors();
               *current.mutable_findings() = shown.findings();
               current.set_state(ReturnImport::STATE_DONE);
               return DeleteParts(txn, current.name());
             }));
  Forget(import.name());
  return absl::OkStatus();
}

}  // namespace tidemark::outcomes
