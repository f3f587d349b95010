#include "services/notices/outbox.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/working_days.h"
#include "services/notices/alerts.h"
#include "services/notices/due_returns.h"
#include "services/notices/email.h"
#include "services/notices/england.h"
#include "services/notices/notice_names.h"
#include "services/notices/planning.h"
#include "services/notices/records.h"
#include "services/notices/tables.h"
#include "tidemark/notices/v1/facts.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::notices {
namespace {

using Delivery = v1::Notice::Delivery;

// After so many failures in a row it is the sender that fails, not a notice.
constexpr int kFailuresBeforePause = 3;
constexpr size_t kMaxError = 300;

store::WriteOptions As(const char* method) {
  return {.origin = {.subject = "services/notices", .method = method}};
}

absl::Duration PauseAfter(int failures) {
  absl::Duration pause = kFirstPause;
  for (int i = 1; i < failures && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause);
}

// Whether the moment has come. One that lies further ahead than any pause was
// set by a clock that was wrong.
bool HasCome(absl::Time moment, absl::Time now) {
  return moment <= now || moment - now > kLongestPause;
}

bool IsSent(const Delivery& delivery) {
  return delivery.state() == v1::Notice::STATE_SENT;
}
bool IsPending(const Delivery& delivery) {
  return delivery.state() == v1::Notice::STATE_PENDING;
}

bool Attempted(const v1::Notice& notice) {
  return std::any_of(
      notice.deliveries().begin(), notice.deliveries().end(),
      [](const Delivery& delivery) { return delivery.attempts() > 0; });
}

void Skip(v1::Notice::SkipReason reason, v1::Notice& notice) {
  notice.set_state(v1::Notice::STATE_SKIPPED);
  notice.set_skip_reason(reason);
  notice.clear_deliveries();
}

// How a provider is reached.
struct Reach {
  std::vector<std::string> addresses;
  bool muted = false;
};

// Reads who is told what.
class Readers {
 public:
  Readers(const store::Reader& reader, v1::Notice::Kind kind)
      : reader_(reader), kind_(kind) {}

  absl::StatusOr<Reach> Of(const std::string& provider) {
    TIDEMARK_ASSIGN_OR_RETURN(Reach reach, Own(provider));
    if (!reach.addresses.empty() || reach.muted) return reach;
    // A provider without a contact of its own is spoken of to its group's.
    TIDEMARK_ASSIGN_OR_RETURN(const auto facts,
                              kProviders.Find(reader_, provider));
    if (!facts || facts->group_id().empty()) return reach;
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> group,
        kProviders.Lookup(reader_, kProvidersByGroup,
                          GroupKey(CouncilOf(provider), facts->group_id())));
    for (const std::string& other : group) {
      TIDEMARK_ASSIGN_OR_RETURN(const Reach theirs, Own(other));
      reach.addresses.insert(reach.addresses.end(), theirs.addresses.begin(),
                             theirs.addresses.end());
    }
    return reach;
  }

 private:
  absl::StatusOr<Reach> Own(const std::string& provider) {
    const auto known = known_.find(provider);
    if (known != known_.end()) return known->second;
    Reach reach;
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto settings,
        kSettings.Find(reader_, NameIn(provider, "settings", "notices")));
    if (settings) {
      reach.addresses.assign(settings->contact_emails().begin(),
                             settings->contact_emails().end());
      reach.muted = std::find(settings->muted_kinds().begin(),
                              settings->muted_kinds().end(),
                              kind_) != settings->muted_kinds().end();
    }
    if (reach.addresses.empty()) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto facts,
                                kProviders.Find(reader_, provider));
      if (facts) {
        reach.addresses.assign(facts->notice_emails().begin(),
                               facts->notice_emails().end());
      }
    }
    return known_.emplace(provider, std::move(reach)).first->second;
  }

  const store::Reader& reader_;
  const v1::Notice::Kind kind_;
  std::map<std::string, Reach> known_;
};

// Whether what a line says still holds. Sets what is known better by now.
absl::StatusOr<bool> StillHolds(const store::Reader& reader,
                                v1::Notice::Kind kind, v1::Notice::Line& line) {
  if (kind == v1::Notice::KIND_RECEIPT) return true;
  if (kind == v1::Notice::KIND_RETURNED) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto facts,
                              kReturns.Find(reader, line.return_name()));
    return !facts ||
           facts->state() == outcomes::v1::Return::STATE_RETURNED_FOR_CHANGES;
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto contract,
      kContracts.Find(reader, ParentOf(line.return_name())));
  if (!contract || !contract->in_force()) return false;
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<PeriodReturn> returns,
                            ReadReturns(reader, *contract));
  for (const PeriodReturn& one : returns) {
    if (one.name != line.return_name()) continue;
    // With another due date it is another matter, told in its own time.
    return one.IsAskedFor() && one.due == DayOf(line.due_date());
  }
  return false;
}

// Sets what the notice says and whom it goes to as things are now; skips it if
// that leaves nothing or nobody.
absl::Status BringUpToDate(const store::Reader& reader, v1::Notice& notice) {
  Readers readers(reader, notice.kind());
  // Lines that somebody was sent stay on record.
  const bool sent = std::any_of(notice.deliveries().begin(),
                                notice.deliveries().end(), IsSent);
  google::protobuf::RepeatedPtrField<v1::Notice::Line> lines;
  bool muted = false;
  for (v1::Notice::Line& line : *notice.mutable_lines()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto provider,
                              kProviders.Find(reader, line.provider()));
    line.set_provider_display_name(provider
                                       ? provider->display_name()
                                       : std::string(IdOf(line.provider())));
    if (!sent) {
      TIDEMARK_ASSIGN_OR_RETURN(const bool holds,
                                StillHolds(reader, notice.kind(), line));
      if (!holds) continue;
      TIDEMARK_ASSIGN_OR_RETURN(const Reach reach, readers.Of(line.provider()));
      if (reach.muted) {
        muted = true;
        continue;
      }
    }
    *lines.Add() = line;
  }
  const bool speaks_of_returns = notice.kind() != v1::Notice::KIND_HELP;
  if (speaks_of_returns && lines.empty()) {
    Skip(muted ? v1::Notice::SKIP_REASON_MUTED
               : v1::Notice::SKIP_REASON_NOTHING_LEFT,
         notice);
    return absl::OkStatus();
  }
  if (!sent) notice.mutable_lines()->Swap(&lines);
  if (Attempted(notice)) return absl::OkStatus();

  std::set<std::string> concerned;
  if (speaks_of_returns) {
    for (const v1::Notice::Line& line : notice.lines()) {
      concerned.insert(line.provider());
    }
  } else {
    concerned.insert(notice.providers().begin(), notice.providers().end());
  }
  // By the address in lower case, so that nobody is written to twice.
  std::map<std::string, Delivery> deliveries;
  for (const std::string& provider : concerned) {
    TIDEMARK_ASSIGN_OR_RETURN(const Reach reach, readers.Of(provider));
    if (reach.muted) {
      muted = true;
      continue;
    }
    for (const std::string& address : reach.addresses) {
      Delivery& delivery = deliveries[absl::AsciiStrToLower(address)];
      delivery.set_email_address(address);
      delivery.set_state(v1::Notice::STATE_PENDING);
      if (delivery.providers().empty() ||
          *delivery.providers().rbegin() != provider) {
        delivery.add_providers(provider);
      }
    }
  }
  if (deliveries.empty()) {
    Skip(muted ? v1::Notice::SKIP_REASON_MUTED
               : v1::Notice::SKIP_REASON_NO_CONTACT,
         notice);
    return absl::OkStatus();
  }
  notice.clear_deliveries();
  for (auto& [address, delivery] : deliveries) {
    *notice.add_deliveries() = std::move(delivery);
  }
  return absl::OkStatus();
}

// The lines that a delivery carries.
void KeepLinesOf(const Delivery& delivery, v1::Notice& notice) {
  const std::set<std::string> providers(delivery.providers().begin(),
                                        delivery.providers().end());
  google::protobuf::RepeatedPtrField<v1::Notice::Line> lines;
  for (const v1::Notice::Line& line : notice.lines()) {
    if (providers.contains(line.provider())) *lines.Add() = line;
  }
  notice.mutable_lines()->Swap(&lines);
}

// The state of the notice, once one of its deliveries has ended.
void Conclude(v1::Notice& notice) {
  if (notice.deliveries().empty()) {
    Skip(v1::Notice::SKIP_REASON_NOTHING_LEFT, notice);
    return;
  }
  if (std::any_of(notice.deliveries().begin(), notice.deliveries().end(),
                  IsPending)) {
    return;
  }
  notice.set_state(std::all_of(notice.deliveries().begin(),
                               notice.deliveries().end(), IsSent)
                       ? v1::Notice::STATE_SENT
                       : v1::Notice::STATE_FAILED);
}

Delivery* FindDelivery(v1::Notice& notice, absl::string_view address) {
  for (Delivery& delivery : *notice.mutable_deliveries()) {
    if (absl::string_view(delivery.email_address()) == address) {
      return &delivery;
    }
  }
  return nullptr;
}

void MarkSent(const std::string& sender_id, absl::Time now,
              Delivery& delivery) {
  delivery.set_state(v1::Notice::STATE_SENT);
  delivery.set_unresolved(false);
  delivery.clear_next_attempt_time();
  delivery.set_sender_id(sender_id);
  *delivery.mutable_send_time() = ToTimestamp(now);
}

}  // namespace

absl::StatusOr<absl::Time> Outbox::Tick(absl::Time now) {
  const MutexLock lock(mu_);
  const type::Date today = type::DateInEngland(now);
  std::optional<v1::Progress> progress;
  {
    TIDEMARK_ASSIGN_OR_RETURN(
        progress, kProgress.Find(store::Snapshot(options_.db), kProgressName));
  }
  if (!progress || type::FromDayNumber(progress->began_day()) > today) {
    // A beginning that is yet to come was set by a clock that was wrong.
    if (!progress) progress.emplace();
    progress->set_name(kProgressName);
    progress->set_began_day(type::DayNumber(today));
    TIDEMARK_RETURN_IF_ERROR(
        options_.db.Write(As("Begin"), [&](store::Transaction& txn) {
          return kProgress.Replace(txn, *progress);
        }));
  }
  began_ = type::FromDayNumber(progress->began_day());
  const absl::Time send_at = MomentInEngland(today, options_.send_at);
  const bool planned = progress->last_day() == type::DayNumber(today);
  if (now >= send_at && !planned) TIDEMARK_RETURN_IF_ERROR(Plan(now));
  TIDEMARK_ASSIGN_OR_RETURN(
      const bool without_ground,
      AnyWithoutGround(store::Snapshot(options_.db), today));
  if (without_ground) {
    TIDEMARK_RETURN_IF_ERROR(
        options_.db.Write(As("WithdrawAlerts"), [&](store::Transaction& txn) {
          return WithdrawWithoutGround(txn, today);
        }));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const absl::Time next, SendDue(now));
  return std::min(next, now < send_at
                            ? send_at
                            : MomentInEngland(today + 1, options_.send_at));
}

absl::Status Outbox::Plan(absl::Time now) {
  const type::Date today = type::DateInEngland(now);
  const type::Date began = began_;
  TIDEMARK_RETURN_IF_ERROR(Resolve(today));
  return options_.db.Write(
      As("PlanReminders"), [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_RETURN_IF_ERROR(PlanDay(txn, began, today));
        TIDEMARK_ASSIGN_OR_RETURN(v1::Progress progress,
                                  kProgress.Get(txn, kProgressName));
        progress.set_last_day(type::DayNumber(today));
        return kProgress.Replace(txn, std::move(progress));
      });
}

absl::Status Outbox::Resolve(type::Date today) {
  std::vector<v1::Notice> open;
  {
    const store::Snapshot snapshot(options_.db);
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> names,
        kNotices.Lookup(snapshot, kPendingNotices, kPendingKey));
    for (const std::string& name : names) {
      TIDEMARK_ASSIGN_OR_RETURN(v1::Notice notice,
                                kNotices.Get(snapshot, name));
      if (notice.kind() == v1::Notice::KIND_REMINDERS &&
          DayOf(notice.day()) < today) {
        open.push_back(std::move(notice));
      }
    }
  }
  for (v1::Notice& notice : open) {
    bool changed = false;
    for (Delivery& delivery : *notice.mutable_deliveries()) {
      if (!IsPending(delivery) || !delivery.unresolved()) continue;
      const auto found =
          options_.sender.Find(ReferenceOf(notice), delivery.email_address());
      // Not known yet: it is tried again, in its own time.
      if (!found.ok()) continue;
      changed = true;
      delivery.set_unresolved(false);
      if (*found) {
        MarkSent(**found, ToTime(notice.update_time()), delivery);
      }
    }
    if (!changed) continue;
    Conclude(notice);
    TIDEMARK_RETURN_IF_ERROR(options_.db.Write(
        As("ResolveAttempts"), [&](store::Transaction& txn) -> absl::Status {
          TIDEMARK_ASSIGN_OR_RETURN(const v1::Notice current,
                                    kNotices.Get(txn, notice.name()));
          // Somebody asked to send it again meanwhile.
          if (current.etag() != notice.etag()) return absl::OkStatus();
          if (notice.state() == v1::Notice::STATE_FAILED) {
            TIDEMARK_RETURN_IF_ERROR(RaiseUnsent(txn, notice));
          }
          return Save(txn, kNotices, notice).status();
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> Outbox::SendDue(absl::Time now) {
  absl::Time next = absl::InfiniteFuture();
  if (paused_until_ && !HasCome(*paused_until_, now)) return *paused_until_;
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                            kNotices.Lookup(store::Snapshot(options_.db),
                                            kPendingNotices, kPendingKey));
  for (const std::string& name : names) {
    while (!stopping_) {
      TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Attempt> attempt,
                                Begin(name, now, next));
      if (!attempt) break;
      TIDEMARK_RETURN_IF_ERROR(Make(*attempt, now));
      if (paused_until_) return std::min(next, *paused_until_);
    }
  }
  return next;
}

absl::StatusOr<std::optional<Outbox::Attempt>> Outbox::Begin(
    absl::string_view name, absl::Time now, absl::Time& next) {
  std::optional<Attempt> attempt;
  const type::Date today = type::DateInEngland(now);
  const type::Date began = began_;
  TIDEMARK_RETURN_IF_ERROR(options_.db.Write(
      As("BeginAttempt"), [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(const auto stored, kNotices.Find(txn, name));
        if (!stored || stored->state() != v1::Notice::STATE_PENDING) {
          return absl::OkStatus();
        }
        v1::Notice notice = *stored;
        const type::Date day = DayOf(notice.day());
        if (!Attempted(notice) && notice.resends() == 0) {
          if (notice.kind() == v1::Notice::KIND_REMINDERS) {
            // Left to the plan of the next working day.
            if (day != today) return absl::OkStatus();
          } else if (day < began ||
                     now - MomentInEngland(day + 1, absl::ZeroDuration()) >
                         kStaleAfter) {
            Skip(v1::Notice::SKIP_REASON_STALE, notice);
            return Save(txn, kNotices, std::move(notice)).status();
          }
        }
        TIDEMARK_RETURN_IF_ERROR(BringUpToDate(txn, notice));
        if (notice.state() != v1::Notice::STATE_PENDING) {
          return Save(txn, kNotices, std::move(notice)).status();
        }
        for (int i = 0; i < notice.deliveries_size(); ++i) {
          Delivery& delivery = *notice.mutable_deliveries(i);
          if (!IsPending(delivery)) continue;
          const absl::Time due = ToTime(delivery.next_attempt_time());
          if (delivery.has_next_attempt_time() && !HasCome(due, now)) {
            next = std::min(next, due);
            continue;
          }
          v1::Notice said = notice;
          KeepLinesOf(delivery, said);
          if (said.lines().empty() && said.kind() != v1::Notice::KIND_HELP) {
            // What it was to say holds no longer.
            notice.mutable_deliveries()->DeleteSubrange(i--, 1);
            Conclude(notice);
            continue;
          }
          TIDEMARK_ASSIGN_OR_RETURN(const v1::CouncilFacts council,
                                    ReadCouncil(txn, CouncilOf(name)));
          const type::WorkingCalendar calendar = CalendarOf(council);
          attempt = Attempt{
              .notice = notice.name(),
              .resends = notice.resends(),
              .email = {.reference = ReferenceOf(notice),
                        .to = delivery.email_address(),
                        .kind = notice.kind(),
                        .email = ComposeEmail(
                            {.notice = said,
                             .council_display_name = council.display_name(),
                             .today = today,
                             .calendar = calendar,
                             .link = options_.link})},
              .ask_first = delivery.unresolved() || day <= began};
          delivery.set_attempts(delivery.attempts() + 1);
          delivery.set_unresolved(true);
          delivery.clear_next_attempt_time();
          break;
        }
        return Save(txn, kNotices, std::move(notice)).status();
      }));
  return attempt;
}

absl::Status Outbox::Make(const Attempt& attempt, absl::Time now) {
  if (attempt.ask_first) {
    const auto found =
        options_.sender.Find(attempt.email.reference, attempt.email.to);
    if (!found.ok()) {
      // It must not be sent before that is known.
      return Record(attempt, absl::UnavailableError(found.status().message()),
                    now);
    }
    if (*found) return Record(attempt, **found, now);
  }
  return Record(attempt, options_.sender.Send(attempt.email), now);
}

absl::Status Outbox::Record(const Attempt& attempt,
                            const absl::StatusOr<std::string>& sent,
                            absl::Time now) {
  const bool refused = absl::IsInvalidArgument(sent.status());
  if (sent.ok() || refused) {
    failures_ = 0;
    paused_until_.reset();
  } else if (++failures_ >= kFailuresBeforePause) {
    paused_until_ = now + PauseAfter(failures_ - kFailuresBeforePause + 1);
  }
  return options_.db.Write(
      As("RecordAttempt"), [&](store::Transaction& txn) -> absl::Status {
        TIDEMARK_ASSIGN_OR_RETURN(v1::Notice notice,
                                  kNotices.Get(txn, attempt.notice));
        Delivery* const delivery = FindDelivery(notice, attempt.email.to);
        if (delivery == nullptr || notice.resends() != attempt.resends) {
          return absl::OkStatus();
        }
        if (sent.ok()) {
          MarkSent(*sent, now, *delivery);
        } else {
          delivery->set_last_error(
              absl::StrCat(absl::StatusCodeToString(sent.status().code()), ": ",
                           sent.status().message())
                  .substr(0, kMaxError));
          delivery->set_unresolved(absl::IsUnavailable(sent.status()));
          if (refused || delivery->attempts() >= kMaxAttempts) {
            delivery->set_state(v1::Notice::STATE_FAILED);
          } else {
            *delivery->mutable_next_attempt_time() =
                ToTimestamp(now + PauseAfter(delivery->attempts()));
          }
        }
        Conclude(notice);
        if (notice.state() == v1::Notice::STATE_FAILED) {
          TIDEMARK_RETURN_IF_ERROR(RaiseUnsent(txn, notice));
        } else if (notice.state() == v1::Notice::STATE_SENT) {
          TIDEMARK_RETURN_IF_ERROR(WithdrawUnsent(txn, notice));
        }
        return Save(txn, kNotices, std::move(notice)).status();
      });
}

}  // namespace tidemark::notices
