#include "services/outcomes/return_states.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/outcomes/return_changes.h"

namespace tidemark::outcomes {
namespace {

using v1::Return;
using Entries = google::protobuf::RepeatedPtrField<v1::ReturnEntry>;

// `SUBMITTED` for `STATE_SUBMITTED`.
std::string StateName(Return::State state) {
  return Return::State_Name(state).substr(sizeof("STATE_") - 1);
}

absl::string_view Advice(Return::State state, ReturnVerb verb) {
  const bool edits = verb == ReturnVerb::kSave || verb == ReturnVerb::kSubmit;
  switch (state) {
    case Return::STATE_SUBMITTED:
    case Return::STATE_RESUBMITTED:
      return "it is with the council: withdraw it, or ask the council to "
             "return it for changes";
    case Return::STATE_ACCEPTED:
      return edits ? "submit a correction with all its entries and a reason"
                   : "there is nothing to decide; the provider may submit a "
                     "correction";
    case Return::STATE_RETURNED_FOR_CHANGES:
      return "wait until the provider has submitted it again";
    case Return::STATE_WITHDRAWN:
      return "it was taken back; wait until the provider submits it anew";
    default:
      return "wait until the provider has submitted it";
  }
}

void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1000000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
}

// The practitioner's voice is not the provider's to give or to take away.
void KeepPractitionerVoices(Entries& before, Entries& now) {
  for (v1::ReturnEntry& entry : now) entry.clear_practitioner_voice();
  absl::flat_hash_map<absl::string_view, v1::Voice*> voices;
  for (v1::ReturnEntry& entry : before) {
    if (entry.has_practitioner_voice()) {
      voices.emplace(entry.outcome(), entry.mutable_practitioner_voice());
    }
  }
  if (voices.empty()) return;
  for (v1::ReturnEntry& entry : now) {
    const auto voice = voices.find(entry.outcome());
    if (voice != voices.end()) {
      *entry.mutable_practitioner_voice() = *voice->second;
    }
  }
}

// Keeps the content of `current` beside it.
void Keep(const Return& current, Return::Standing& kept) {
  kept.set_version(current.version());
  *kept.mutable_entries() = current.entries();
  kept.set_nil_return(current.nil_return());
}

void SetTimeTaken(absl::Time now, Return& current) {
  const absl::Time first =
      absl::FromUnixSeconds(current.first_edit_time().seconds()) +
      absl::Nanoseconds(current.first_edit_time().nanos());
  // A clock that was set back says nothing.
  if (now < first) return;
  const int64_t micros = absl::ToInt64Microseconds(now - first);
  current.mutable_time_taken()->set_seconds(micros / 1000000);
  current.mutable_time_taken()->set_nanos(
      static_cast<int32_t>(micros % 1000000) * 1000);
}

void SetContent(ReturnContent content, Return& current) {
  KeepPractitionerVoices(*current.mutable_entries(), content.entries);
  *current.mutable_entries() = std::move(content.entries);
  current.set_nil_return(content.nil_return);
}

}  // namespace

absl::StatusOr<Return::State> NextState(const Return& current,
                                        ReturnVerb verb) {
  const Return::State state = current.state();
  const bool waits =
      state == Return::STATE_SUBMITTED || state == Return::STATE_RESUBMITTED;
  const bool open = state == Return::STATE_NOT_STARTED ||
                    state == Return::STATE_IN_PROGRESS ||
                    state == Return::STATE_WITHDRAWN;
  switch (verb) {
    case ReturnVerb::kSave:
      if (open) return Return::STATE_IN_PROGRESS;
      if (state == Return::STATE_RETURNED_FOR_CHANGES) return state;
      break;
    case ReturnVerb::kSubmit:
      if (open) return Return::STATE_SUBMITTED;
      if (state == Return::STATE_RETURNED_FOR_CHANGES ||
          state == Return::STATE_ACCEPTED) {
        return Return::STATE_RESUBMITTED;
      }
      break;
    case ReturnVerb::kAccept:
      if (waits) return Return::STATE_ACCEPTED;
      break;
    case ReturnVerb::kSendBack:
      if (waits) return Return::STATE_RETURNED_FOR_CHANGES;
      break;
    case ReturnVerb::kWithdraw:
      if (waits || state == Return::STATE_ACCEPTED ||
          state == Return::STATE_RETURNED_FOR_CHANGES) {
        return Return::STATE_WITHDRAWN;
      }
      break;
    case ReturnVerb::kVoice:
      if (waits || state == Return::STATE_ACCEPTED) return state;
      break;
    case ReturnVerb::kExtend:
      return state;
  }
  const bool edits = verb == ReturnVerb::kSave || verb == ReturnVerb::kSubmit;
  return Error(absl::StatusCode::kFailedPrecondition,
               edits ? "RETURN_NOT_EDITABLE" : "RETURN_NOT_SUBMITTED",
               absl::StrCat(current.name(), " is ", StateName(state), "; ",
                            Advice(state, verb)),
               {{"name", current.name()}, {"state", StateName(state)}});
}

Return Untouched(const ContractFacts& contract, const type::Period& period) {
  Return untouched;
  untouched.set_name(absl::StrCat(contract.name, "/returns/", period.id));
  untouched.set_state(Return::STATE_NOT_STARTED);
  untouched.set_etag(kUntouchedEtag);
  TakeFromContract(contract, period, untouched);
  return untouched;
}

void TakeFromContract(const ContractFacts& contract, const type::Period& period,
                      Return& current) {
  current.set_provider(contract.provider);
  *current.mutable_period_start() = type::ToProto(period.start);
  *current.mutable_period_end() = type::ToProto(period.end);
  type::Date due = period.due;
  if (const auto granted = type::FromProto(current.extension().due_date());
      current.has_extension() && granted.ok()) {
    due = std::max(due, *granted);
  }
  *current.mutable_due_date() = type::ToProto(due);
}

absl::Status SaveDraft(ReturnContent content, absl::Time time,
                       Return& current) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return::State next,
                            NextState(current, ReturnVerb::kSave));
  SetContent(std::move(content), current);
  current.set_state(next);
  if (!current.has_first_edit_time() && current.version() == 0) {
    SetTime(time, *current.mutable_first_edit_time());
  }
  return absl::OkStatus();
}

absl::Status Submit(Submission submission, Return& current) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return::State next,
                            NextState(current, ReturnVerb::kSubmit));
  if (current.state() == Return::STATE_ACCEPTED) {
    Faults faults;
    if (submission.reason.empty()) {
      faults.Add({.field = "reason",
                  .code = "REASON_MISSING",
                  .message = "must say why the accepted return is corrected"});
    }
    if (!submission.content) {
      faults.Add({.field = "entries",
                  .code = "ENTRIES_MISSING",
                  .message = "a correction of an accepted return gives all its "
                             "entries; there is no draft"});
    }
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
    Keep(current, *current.mutable_standing());
    current.set_comment(std::string(submission.reason));
  }
  if (submission.content) {
    SetContent(*std::move(submission.content), current);
  }
  current.set_state(next);
  current.set_version(current.version() + 1);
  SetTime(submission.time, *current.mutable_submit_time());
  current.set_confirmed_no_change(submission.confirmed_no_change);
  current.clear_warning_answers();
  if (submission.warning_answers != nullptr) {
    *current.mutable_warning_answers() = *submission.warning_answers;
  }
  current.clear_changes();
  if (const Return::Standing* seen = SeenByCouncil(current)) {
    *current.mutable_changes() =
        CompareEntries(seen->entries(), current.entries());
  }
  if (current.version() == 1 && current.has_first_edit_time()) {
    SetTimeTaken(submission.time, current);
  }
  if (!current.has_first_submit_date()) {
    *current.mutable_first_submit_date() = type::ToProto(submission.today);
  }
  return absl::OkStatus();
}

absl::Status Accept(absl::string_view comment, absl::Time time,
                    Return& current) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return::State next,
                            NextState(current, ReturnVerb::kAccept));
  current.set_state(next);
  current.clear_standing();
  current.clear_submitted();
  if (!comment.empty()) current.set_comment(std::string(comment));
  SetTime(time, *current.mutable_accept_time());
  return absl::OkStatus();
}

absl::Status SendBack(absl::string_view reason, Return& current) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return::State next,
                            NextState(current, ReturnVerb::kSendBack));
  current.set_state(next);
  // The draft will overwrite it.
  if (!current.has_standing()) Keep(current, *current.mutable_submitted());
  current.set_comment(std::string(reason));
  return absl::OkStatus();
}

absl::Status Extend(type::Date due, absl::string_view reason, absl::Time time,
                    Return& current) {
  if (current.has_first_submit_date()) {
    return Error(absl::StatusCode::kFailedPrecondition, "RETURN_SUBMITTED",
                 absl::StrCat(current.name(),
                              " has been submitted; it needs no more time"),
                 {{"name", current.name()}});
  }
  Return::Extension& extension = *current.mutable_extension();
  *extension.mutable_due_date() = type::ToProto(due);
  extension.set_reason(std::string(reason));
  SetTime(time, *extension.mutable_grant_time());
  *current.mutable_due_date() = type::ToProto(due);
  return absl::OkStatus();
}

const Return::Standing* SeenByCouncil(const Return& current) {
  if (current.has_standing()) return &current.standing();
  return current.has_submitted() ? &current.submitted() : nullptr;
}

absl::Status Withdraw(absl::string_view reason, Return& current) {
  TIDEMARK_ASSIGN_OR_RETURN(const Return::State next,
                            NextState(current, ReturnVerb::kWithdraw));
  current.set_state(next);
  current.clear_standing();
  current.clear_submitted();
  current.clear_changes();
  current.set_comment(std::string(reason));
  return absl::OkStatus();
}

absl::Status RecordVoice(absl::string_view outcome, const v1::Voice& voice,
                         Return& current) {
  TIDEMARK_RETURN_IF_ERROR(NextState(current, ReturnVerb::kVoice).status());
  Entries& entries = *current.mutable_entries();
  const auto entry = std::find_if(
      entries.begin(), entries.end(), [&](const v1::ReturnEntry& e) {
        return absl::string_view(e.outcome()) == outcome;
      });
  if (entry == entries.end()) {
    return Error(absl::StatusCode::kNotFound, "ENTRY_NOT_FOUND",
                 absl::StrCat(current.name(), " has no entry for ", outcome),
                 {{"name", current.name()}, {"outcome", std::string(outcome)}});
  }
  *entry->mutable_practitioner_voice() = voice;
  return absl::OkStatus();
}

}  // namespace tidemark::outcomes
