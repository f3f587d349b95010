#include "services/outcomes/returns.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/achievement.h"
#include "services/outcomes/batch.h"
#include "services/outcomes/return_checks.h"
#include "services/outcomes/return_timing.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

constexpr char kReturnPattern[] = "councils/*/contracts/*/returns/*";

absl::Status CheckReturnName(absl::string_view field, absl::string_view name) {
  if (Matches(name, kReturnPattern)) return absl::OkStatus();
  Faults faults;
  CheckName(field, name, kReturnPattern, "", faults);
  return faults.ToStatus();
}

// The faults of a status, or its sentence as a fault of the return itself.
void AddErrors(const absl::Status& status, v1::CheckReturnResponse& response) {
  if (status.ok()) return;
  const std::vector<api::v1::Fault> faults = FaultsOf(status);
  response.mutable_errors()->Add(faults.begin(), faults.end());
  if (!faults.empty()) return;
  *response.add_errors() =
      ToProto(Fault{.field = "name",
                    .code = ReasonOf(status),
                    .message = std::string(status.message())});
}

ReturnContent ContentOf(const ReturnEntries& entries, bool nil_return,
                        const Roster& roster) {
  ReturnContent content = {entries, nil_return};
  Returns::FillLevels(roster, content.entries);
  return content;
}

// An entry that says what `before` said, as confirmed by the provider: the
// levels, and how the person's was had. Words are of their day.
v1::ReturnEntry Confirmed(const v1::ReturnEntry& before) {
  v1::ReturnEntry entry = before;
  entry.clear_practitioner_voice();
  if (entry.has_person_voice()) entry.mutable_person_voice()->clear_words();
  if (entry.has_provider_voice()) entry.mutable_provider_voice()->clear_words();
  return entry;
}

// A year and a day in a leap year.
constexpr int kLongestExtensionDays = 366;

// The day to which more time is granted.
absl::StatusOr<type::Date> ExtensionDay(const v1::ExtendReturnRequest& request,
                                        const type::Period& period) {
  Faults faults;
  const auto fault = [&](absl::string_view code, absl::string_view message) {
    faults.Add({.field = "due_date",
                .code = std::string(code),
                .message = std::string(message)});
  };
  const absl::StatusOr<type::Date> day = type::FromProto(request.due_date());
  if (!day.ok()) {
    fault("DATE_INVALID", day.status().message());
  } else if (*day <= period.due) {
    fault("EXTENSION_EARLY",
          absl::StrCat("must be after the calendar's due date, ",
                       type::FormatLongDate(period.due)));
  } else if (*day > period.due + kLongestExtensionDays) {
    fault("EXTENSION_LONG",
          absl::StrCat("must be within a year of the calendar's due date, ",
                       type::FormatLongDate(period.due)));
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return *day;
}

// The day that decides whether the submission is on time: today, or the day on
// which the council received the return, where a commissioner records it.
absl::StatusOr<type::Date> SubmissionDay(const rpc::Call& call,
                                         const v1::SubmitReturnRequest& request,
                                         const type::Period& period) {
  const type::Date today = type::DateInEngland(call.time());
  if (!request.has_received_date()) return today;
  Faults faults;
  const auto fault = [&](absl::string_view code, absl::string_view message) {
    faults.Add({.field = "received_date",
                .code = std::string(code),
                .message = std::string(message)});
  };
  if (call.principal().role != api::v1::ROLE_COMMISSIONER) {
    fault("RECEIVED_DATE_NOT_YOURS",
          "is for a commissioner who records a return for the provider; leave "
          "it out");
  }
  const absl::StatusOr<type::Date> day =
      type::FromProto(request.received_date());
  if (!day.ok()) {
    fault("DATE_INVALID", day.status().message());
  } else if (*day < period.end) {
    fault("RECEIVED_DATE_EARLY",
          absl::StrCat("must not be before the period's last day, ",
                       type::FormatLongDate(period.end)));
  } else if (*day > today) {
    fault("RECEIVED_DATE_FUTURE", "must not be in the future");
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return *day;
}

}  // namespace

absl::StatusOr<v1::Return> Returns::Put(store::Transaction& txn,
                                        v1::Return current) {
  return current.etag() == kUntouchedEtag
             ? kReturns.Insert(txn, std::move(current))
             : kReturns.Update(txn, std::move(current));
}

void Returns::FillLevels(const Roster& roster, ReturnEntries& entries) {
  outcomes::FillLevels(
      [&](absl::string_view outcome) {
        const OutcomeFacts* const facts = roster.Find(outcome);
        return facts == nullptr ? -1 : facts->baseline_level;
      },
      entries);
}

absl::StatusOr<Returns::Place> Returns::FindOpen(absl::Time now,
                                                 absl::string_view name,
                                                 ReturnVerb verb) {
  TIDEMARK_RETURN_IF_ERROR(CheckReturnName("name", name));
  const absl::string_view contract = AncestorOf(name, "councils/*/contracts/*");
  const type::Date today = type::DateInEngland(now);
  Place place;
  TIDEMARK_ASSIGN_OR_RETURN(place.contract, contracts_.Get(contract));
  absl::StatusOr<type::Period> period =
      CheckOpen(*place.contract, name, verb, today);
  if (!period.ok()) {
    TIDEMARK_ASSIGN_OR_RETURN(place.contract, contracts_.Refresh(contract));
    period = CheckOpen(*place.contract, name, verb, today);
  }
  TIDEMARK_RETURN_IF_ERROR(period.status());
  place.period = *std::move(period);
  return place;
}

absl::StatusOr<v1::Return> Returns::Current(const store::Reader& reader,
                                            const Place& place,
                                            absl::string_view name,
                                            absl::string_view etag) {
  TIDEMARK_ASSIGN_OR_RETURN(std::optional<v1::Return> stored,
                            kReturns.Find(reader, name));
  if (!stored) {
    if (etag.empty() || etag == kUntouchedEtag) {
      return Untouched(*place.contract, place.period);
    }
    return Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                 absl::StrCat(name, " has not been touched; read it again"),
                 {{"name", std::string(name)}, {"etag", kUntouchedEtag}});
  }
  if (!etag.empty() && etag != absl::string_view(stored->etag())) {
    return store::RecordTable::Stale(reader, *stored, name, etag);
  }
  TakeFromContract(*place.contract, place.period, *stored);
  return *std::move(stored);
}

absl::StatusOr<v1::Return> Returns::GetReturn(
    const rpc::Call& call, const v1::GetReturnRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(v1::Return found, Find(request.name()));
  SetTiming(type::DateInEngland(call.time()), found);
  return found;
}

absl::StatusOr<v1::Return> Returns::Find(absl::string_view name) {
  TIDEMARK_RETURN_IF_ERROR(CheckReturnName("name", name));
  TIDEMARK_ASSIGN_OR_RETURN(std::optional<v1::Return> stored,
                            kReturns.Find(store::Snapshot(db_), name));
  if (stored) return *std::move(stored);
  return FindUntouched(name);
}

absl::StatusOr<v1::Return> Returns::FindUntouched(absl::string_view name) {
  const absl::string_view parent = AncestorOf(name, "councils/*/contracts/*");
  const absl::string_view id = IdOf(name);
  TIDEMARK_ASSIGN_OR_RETURN(auto contract, contracts_.Get(parent));
  if (!contract->HasReturns() || contract->Find(id) == nullptr) {
    TIDEMARK_ASSIGN_OR_RETURN(contract, contracts_.Refresh(parent));
  }
  const type::Period* const period = contract->Find(id);
  if (!contract->HasReturns() || period == nullptr) {
    return store::RecordTable::NotFound(name);
  }
  return Untouched(*contract, *period);
}

absl::StatusOr<v1::Return> Returns::SaveReturn(
    const rpc::Call& call, const v1::SaveReturnRequest& request) {
  const v1::Return& given = request.return_();
  TIDEMARK_ASSIGN_OR_RETURN(
      const Place place,
      FindOpen(call.time(), given.name(), ReturnVerb::kSave));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(place.contract->name));
  std::optional<v1::Return> stored;
  if (!AllInRoster(given.entries(), *roster)) {
    TIDEMARK_ASSIGN_OR_RETURN(
        stored, kReturns.Find(store::Snapshot(db_), given.name()));
  }
  ReturnContent content =
      ContentOf(given.entries(), given.nil_return(), *roster);
  Faults faults;
  CheckDraft({.entries = content.entries,
              .nil_return = given.nil_return(),
              .roster = *roster,
              .period = place.period,
              .stored = stored ? &*stored : nullptr,
              .prefix = "return."},
             faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return db_.Write<v1::Return>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<v1::Return> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Return current,
            Current(txn, place, given.name(), given.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            SaveDraft(std::move(content), txn.time(), current));
        return Put(txn, std::move(current));
      });
}

absl::StatusOr<v1::CheckReturnResponse> Returns::CheckReturn(
    const rpc::Call& call, const v1::CheckReturnRequest& request) {
  v1::CheckReturnResponse response;
  absl::StatusOr<Place> place =
      FindOpen(call.time(), request.name(), ReturnVerb::kSubmit);
  if (!place.ok()) {
    if (!absl::IsFailedPrecondition(place.status())) return place.status();
    AddErrors(place.status(), response);
    return response;
  }
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(place->contract->name));
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const v1::Return stored,
                            Current(snapshot, *place, request.name(), ""));
  AddErrors(NextState(stored, ReturnVerb::kSubmit).status(), response);

  const bool draft = request.entries().empty() && !request.nil_return();
  const ReturnContent content =
      ContentOf(request.entries(), request.nil_return(), *roster);
  const ReturnCheck check = {
      .entries = draft ? stored.entries() : content.entries,
      .nil_return = draft ? stored.nil_return() : request.nil_return(),
      .roster = *roster,
      .period = place->period,
      .stored = &stored};
  Faults faults;
  CheckSubmission(check, faults);
  for (const Fault& fault : faults.all()) {
    *response.add_errors() = ToProto(fault);
  }

  std::optional<v1::Return> before;
  if (const type::Period* last = place->contract->Before(place->period)) {
    TIDEMARK_ASSIGN_OR_RETURN(
        before, kReturns.Find(snapshot, absl::StrCat(place->contract->name,
                                                     "/returns/", last->id)));
  }
  const Faults warnings =
      FindWarnings(check, before ? AcceptedEntries(*before) : nullptr);
  for (const Fault& warning : warnings.all()) {
    *response.add_warnings() = ToProto(warning);
  }
  const v1::Return::Changes changes =
      CompareEntries(stored.entries(), check.entries);
  response.set_added(changes.added());
  response.set_changed(changes.changed());
  response.set_removed(changes.removed());
  response.set_unchanged(changes.unchanged());
  return response;
}

absl::StatusOr<v1::Return> Returns::SubmitReturn(
    const rpc::Call& call, const v1::SubmitReturnRequest& request) {
  return Submit(call, request, {}, call.write(request.reason()));
}

absl::StatusOr<v1::Return> Returns::ConfirmNoChange(
    const rpc::Call& call, const v1::ConfirmNoChangeRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Place place,
      FindOpen(call.time(), request.name(), ReturnVerb::kSubmit));
  std::optional<v1::Return> before;
  if (const type::Period* last = place.contract->Before(place.period)) {
    TIDEMARK_ASSIGN_OR_RETURN(
        before, kReturns.Find(
                    store::Snapshot(db_),
                    absl::StrCat(place.contract->name, "/returns/", last->id)));
  }
  const ReturnEntries* const accepted =
      before ? AcceptedEntries(*before) : nullptr;
  if (accepted == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_EARLIER_RETURN",
                 absl::StrCat("nothing was accepted for the period before ",
                              request.name(), "; fill it in"),
                 {{"name", request.name()}});
  }
  v1::SubmitReturnRequest submission;
  submission.set_name(request.name());
  submission.set_etag(request.etag());
  for (const v1::ReturnEntry& entry : *accepted) {
    *submission.add_entries() = Confirmed(entry);
  }
  submission.set_nil_return(accepted->empty());
  return Submit(call, submission, {.confirmed_no_change = true}, call.write());
}

absl::StatusOr<v1::Return> Returns::Submit(
    const rpc::Call& call, const v1::SubmitReturnRequest& request,
    SubmitFlags flags, const store::WriteOptions& options) {
  if (request.warning_answers_size() > 0) {
    Faults faults;
    CheckAnswers(request.warning_answers(), faults);
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Place place,
      FindOpen(call.time(), request.name(), ReturnVerb::kSubmit));
  TIDEMARK_ASSIGN_OR_RETURN(const auto roster,
                            rosters_.Get(place.contract->name));
  const auto check = [&](const ReturnEntries& entries, bool nil_return,
                         const v1::Return* stored) {
    Faults faults;
    CheckSubmission({.entries = entries,
                     .nil_return = nil_return,
                     .roster = *roster,
                     .period = place.period,
                     .stored = stored},
                    faults);
    return faults.ToStatus();
  };
  // Checked here, so that the transaction need not; a draft that changes in
  // between is checked again there.
  const bool draft = request.entries().empty() && !request.nil_return();
  std::string checked_etag;
  std::optional<ReturnContent> content;
  std::optional<v1::Return> stored;
  if (draft || !AllInRoster(request.entries(), *roster)) {
    TIDEMARK_ASSIGN_OR_RETURN(
        stored, Current(store::Snapshot(db_), place, request.name(), ""));
  }
  if (draft) {
    // A state that cannot be submitted is refused below, whatever it holds.
    if (NextState(*stored, ReturnVerb::kSubmit).ok() &&
        stored->state() != v1::Return::STATE_ACCEPTED) {
      TIDEMARK_RETURN_IF_ERROR(
          check(stored->entries(), stored->nil_return(), &*stored));
      checked_etag = stored->etag();
    }
  } else {
    content = ContentOf(request.entries(), request.nil_return(), *roster);
    TIDEMARK_RETURN_IF_ERROR(check(content->entries, content->nil_return,
                                   stored ? &*stored : nullptr));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const type::Date day,
                            SubmissionDay(call, request, place.period));
  return db_.Write<v1::Return>(
      options, [&](store::Transaction& txn) -> absl::StatusOr<v1::Return> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Return current,
            Current(txn, place, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            outcomes::Submit({.content = std::move(content),
                              .reason = request.reason(),
                              .time = txn.time(),
                              .today = day,
                              .confirmed_no_change = flags.confirmed_no_change,
                              .warning_answers = &request.warning_answers()},
                             current));
        if (draft && current.etag() != checked_etag) {
          TIDEMARK_RETURN_IF_ERROR(
              check(current.entries(), current.nil_return(), &current));
        }
        return Put(txn, std::move(current));
      });
}

absl::StatusOr<v1::BatchSubmitReturnsResponse> Returns::BatchSubmitReturns(
    const rpc::Call& call, const v1::BatchSubmitReturnsRequest& request) {
  v1::BatchSubmitReturnsResponse response;
  std::vector<v1::ReturnResult> results = RunBatch(
      request.requests_size(), call.write().pending,
      [&](int i, store::Pending* pending) -> absl::StatusOr<v1::Return> {
        const v1::SubmitReturnRequest& item = request.requests(i);
        Faults faults;
        CheckName("name", item.name(), kReturnPattern, request.parent(),
                  faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        store::WriteOptions options = call.write_entry(item, item.reason());
        options.pending = pending;
        return Submit(call, item, {}, options);
      });
  for (v1::ReturnResult& result : results) {
    *response.add_results() = std::move(result);
  }
  return response;
}

absl::StatusOr<v1::Return> Returns::AcceptReturn(
    const rpc::Call& call, const v1::AcceptReturnRequest& request) {
  return Accept(request, call.write(request.comment()));
}

absl::StatusOr<v1::Return> Returns::Accept(
    const v1::AcceptReturnRequest& request,
    const store::WriteOptions& options) {
  return Change(options, request, ReturnVerb::kAccept,
                [&](absl::Time time, v1::Return& current) {
                  return outcomes::Accept(request.comment(), time, current);
                });
}

absl::StatusOr<v1::BatchAcceptReturnsResponse> Returns::BatchAcceptReturns(
    const rpc::Call& call, const v1::BatchAcceptReturnsRequest& request) {
  v1::BatchAcceptReturnsResponse response;
  std::vector<v1::ReturnResult> results = RunBatch(
      request.requests_size(), call.write().pending,
      [&](int i, store::Pending* pending) -> absl::StatusOr<v1::Return> {
        const v1::AcceptReturnRequest& item = request.requests(i);
        Faults faults;
        CheckName("name", item.name(), kReturnPattern, request.parent(),
                  faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        store::WriteOptions options = call.write_entry(item, item.comment());
        options.pending = pending;
        return Accept(item, options);
      });
  for (v1::ReturnResult& result : results) {
    *response.add_results() = std::move(result);
  }
  return response;
}

absl::StatusOr<v1::Return> Returns::SendBackReturn(
    const rpc::Call& call, const v1::SendBackReturnRequest& request) {
  return Change(call.write(request.reason()), request, ReturnVerb::kSendBack,
                [&](absl::Time, v1::Return& current) {
                  return SendBack(request.reason(), current);
                });
}

absl::StatusOr<v1::Return> Returns::WithdrawReturn(
    const rpc::Call& call, const v1::WithdrawReturnRequest& request) {
  return Change(call.write(request.reason()), request, ReturnVerb::kWithdraw,
                [&](absl::Time, v1::Return& current) {
                  return Withdraw(request.reason(), current);
                });
}

absl::StatusOr<v1::Return> Returns::ExtendReturn(
    const rpc::Call& call, const v1::ExtendReturnRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Place place,
      FindOpen(call.time(), request.name(), ReturnVerb::kExtend));
  TIDEMARK_ASSIGN_OR_RETURN(const type::Date due,
                            ExtensionDay(request, place.period));
  return db_.Write<v1::Return>(
      call.write(request.reason()),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::Return> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Return current,
            Current(txn, place, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(
            Extend(due, request.reason(), txn.time(), current));
        return Put(txn, std::move(current));
      });
}

absl::StatusOr<v1::Return> Returns::RecordPractitionerVoice(
    const rpc::Call& call, const v1::RecordPractitionerVoiceRequest& request) {
  Faults faults;
  CheckVoice(request.voice(), "voice", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_RETURN_IF_ERROR(CheckReturnName("name", request.name()));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto roster,
      rosters_.Get(AncestorOf(request.name(), "councils/*/contracts/*")));
  // Through an entry, whose provider's voice takes a word as any other does.
  ReturnEntries entries;
  entries.Add()->set_outcome(request.outcome());
  *entries[0].mutable_provider_voice() = request.voice();
  FillLevels(*roster, entries);
  return Change(call.write(), request, ReturnVerb::kVoice,
                [&](absl::Time, v1::Return& current) {
                  return RecordVoice(request.outcome(),
                                     entries[0].provider_voice(), current);
                });
}

template <typename Request>
absl::StatusOr<v1::Return> Returns::Change(
    const store::WriteOptions& options, const Request& request, ReturnVerb verb,
    absl::FunctionRef<absl::Status(absl::Time, v1::Return&)> change) {
  absl::StatusOr<v1::Return> changed = db_.Write<v1::Return>(
      options, [&](store::Transaction& txn) -> absl::StatusOr<v1::Return> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Return current,
            kReturns.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(change(txn.time(), current));
        return kReturns.Update(txn, std::move(current));
      });
  if (ReasonOf(changed.status()) != "NOT_FOUND") return changed;
  // Nobody has touched it; unless there is no such period, say so.
  TIDEMARK_ASSIGN_OR_RETURN(const v1::Return untouched,
                            FindUntouched(request.name()));
  return NextState(untouched, verb).status();
}

absl::StatusOr<std::vector<std::string>> Returns::ProvidersOf(
    absl::string_view name) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto contract,
      contracts_.Get(AncestorOf(name, "councils/*/contracts/*")));
  return std::vector<std::string>{contract->provider};
}

}  // namespace tidemark::outcomes
