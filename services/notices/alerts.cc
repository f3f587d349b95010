#include "services/notices/alerts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/notices/due_returns.h"
#include "services/notices/missed_returns.h"
#include "services/notices/notice_names.h"
#include "services/notices/records.h"
#include "services/notices/tables.h"

namespace tidemark::notices {
namespace {

constexpr char kOfferHelp[] =
    "Offer the provider help first: go through the return with them, or grant "
    "more time.";
constexpr char kCheckAddress[] =
    "Check the provider's e-mail addresses and the sender, then send the "
    "notice again.";

absl::StatusOr<std::vector<v1::Alert>> AlertsOf(const store::Reader& reader,
                                                absl::string_view contract) {
  std::vector<v1::Alert> alerts;
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      kAlerts.Lookup(reader, kAlertsByContract, contract));
  for (const std::string& name : names) {
    TIDEMARK_ASSIGN_OR_RETURN(v1::Alert alert, kAlerts.Get(reader, name));
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

// The contract's returns that are due and count, in order: those after the last
// alert that was closed.
absl::StatusOr<std::vector<DueReturn>> Counted(
    const store::Reader& reader, const v1::ContractFacts& contract,
    const std::vector<v1::Alert>& alerts, type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<PeriodReturn> returns,
                            ReadReturns(reader, contract));
  std::vector<DueReturn> due = ReturnsDueBefore(contract, returns, today);
  for (const v1::Alert& alert : alerts) {
    if (alert.state() != v1::Alert::STATE_CLOSED) continue;
    const type::Date closed =
        type::DateInEngland(ToTime(alert.closing().act_time()));
    due.erase(due.begin(),
              std::find_if(due.begin(), due.end(), [&](const DueReturn& one) {
                return one.due > closed;
              }));
  }
  return due;
}

void SetMissed(const std::vector<DueReturn>& missed, v1::Alert& alert) {
  alert.clear_missed_returns();
  for (const DueReturn& one : missed) {
    v1::Alert::MissedReturn& entry = *alert.add_missed_returns();
    entry.set_return_name(one.name);
    *entry.mutable_due_date() = type::ToProto(one.due);
    if (one.first_submit) {
      *entry.mutable_first_submit_date() = type::ToProto(*one.first_submit);
    }
  }
}

// What is behind an alert that stands: all that was missed since its first.
absl::StatusOr<std::optional<Finding>> GroundOf(const store::Reader& reader,
                                                const v1::Alert& alert,
                                                type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto contract,
                            kContracts.Find(reader, alert.contract()));
  // Unknown for now, as while a feed is applied anew.
  if (!contract) return std::optional<Finding>(Finding());
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::Alert> alerts,
                            AlertsOf(reader, alert.contract()));
  // A clock that goes back takes no ground away.
  const type::Date last = DayOf(alert.missed_returns().rbegin()->due_date());
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<DueReturn> due,
      Counted(reader, *contract, alerts, std::max(today, last + 1)));
  return FindMissedSince(due, DayOf(alert.missed_returns(0).due_date()));
}

// Why the alert has lost its ground: what is no longer missed.
absl::StatusOr<std::string> WhyWithdrawn(const store::Reader& reader,
                                         const v1::Alert& alert,
                                         type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const v1::ContractFacts contract,
                            kContracts.Get(reader, alert.contract()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<PeriodReturn> returns,
                            ReadReturns(reader, contract));
  std::vector<std::string> reasons;
  for (const v1::Alert::MissedReturn& missed : alert.missed_returns()) {
    const std::string period(IdOf(missed.return_name()));
    const auto it = std::find_if(returns.begin(), returns.end(),
                                 [&](const PeriodReturn& one) {
                                   return one.name == missed.return_name();
                                 });
    if (it == returns.end()) {
      reasons.push_back(
          absl::StrCat("no return is due for ", period, " any longer"));
      continue;
    }
    if (it->due != DayOf(missed.due_date())) {
      reasons.push_back(absl::StrCat("the return for ", period,
                                     " has time until ",
                                     type::FormatLongDate(it->due)));
    } else if (it->facts.has_first_submit_day() &&
               type::FromDayNumber(it->facts.first_submit_day()) <= it->due &&
               it->due < today) {
      reasons.push_back(absl::StrCat(
          "the return for ", period, " is recorded as received on ",
          type::FormatLongDate(
              type::FromDayNumber(it->facts.first_submit_day()))));
    }
  }
  if (reasons.empty()) return std::string("fewer returns count as missed");
  return absl::StrJoin(reasons, "; ");
}

absl::StatusOr<std::vector<v1::Alert>> StandingAboutReturns(
    const store::Reader& reader) {
  std::vector<v1::Alert> alerts;
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::vector<std::string> names,
      kAlerts.Lookup(reader, kStandingAlerts, kStandingKey));
  for (const std::string& name : names) {
    TIDEMARK_ASSIGN_OR_RETURN(v1::Alert alert, kAlerts.Get(reader, name));
    if (alert.kind() == v1::Alert::KIND_MISSED_RETURNS) {
      alerts.push_back(std::move(alert));
    }
  }
  return alerts;
}

absl::Status Withdraw(store::Transaction& txn, v1::Alert alert,
                      std::string reason) {
  alert.set_state(v1::Alert::STATE_WITHDRAWN);
  alert.set_withdrawal_reason(std::move(reason));
  *alert.mutable_withdraw_time() = ToTimestamp(txn.time());
  return Save(txn, kAlerts, std::move(alert)).status();
}

}  // namespace

absl::Status RaiseIfMissed(store::Transaction& txn,
                           const v1::ContractFacts& contract,
                           type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<v1::Alert> alerts,
                            AlertsOf(txn, contract.name()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<DueReturn> due,
                            Counted(txn, contract, alerts, today));
  for (v1::Alert& alert : alerts) {
    if (!Stands(alert)) continue;
    const type::Date first = DayOf(alert.missed_returns(0).due_date());
    if (!FindMissedSince(due, first)) return absl::OkStatus();
    std::vector<DueReturn> missed;
    for (const DueReturn& one : due) {
      if (one.due >= first && IsMissed(one)) missed.push_back(one);
    }
    v1::Alert updated = alert;
    SetMissed(missed, updated);
    if (store::RecordTable::SameContent(updated, alert)) {
      return absl::OkStatus();
    }
    return Save(txn, kAlerts, std::move(updated)).status();
  }
  const std::optional<Finding> finding = FindMissed(due);
  if (!finding) return absl::OkStatus();
  v1::Alert alert;
  alert.set_name(MissedName(finding->missed.back().name));
  alert.set_kind(v1::Alert::KIND_MISSED_RETURNS);
  alert.set_state(v1::Alert::STATE_OPEN);
  alert.set_provider(contract.provider());
  alert.set_contract(contract.name());
  alert.set_suggestion(kOfferHelp);
  alert.set_rule(finding->rule);
  SetMissed(finding->missed, alert);
  return Save(txn, kAlerts, std::move(alert)).status();
}

absl::StatusOr<bool> AnyWithoutGround(const store::Reader& reader,
                                      type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::Alert> alerts,
                            StandingAboutReturns(reader));
  for (const v1::Alert& alert : alerts) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto ground,
                              GroundOf(reader, alert, today));
    if (!ground) return true;
  }
  return false;
}

absl::Status WithdrawWithoutGround(store::Transaction& txn, type::Date today) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<v1::Alert> alerts,
                            StandingAboutReturns(txn));
  for (const v1::Alert& alert : alerts) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto ground, GroundOf(txn, alert, today));
    if (ground) continue;
    TIDEMARK_ASSIGN_OR_RETURN(std::string reason,
                              WhyWithdrawn(txn, alert, today));
    TIDEMARK_RETURN_IF_ERROR(Withdraw(txn, alert, std::move(reason)));
  }
  return absl::OkStatus();
}

absl::Status RaiseUnsent(store::Transaction& txn, const v1::Notice& notice) {
  v1::Alert alert;
  alert.set_name(UnsentName(notice.name()));
  alert.set_kind(v1::Alert::KIND_NOTICE_NOT_SENT);
  alert.set_state(v1::Alert::STATE_OPEN);
  if (notice.providers_size() == 1) alert.set_provider(notice.providers(0));
  alert.set_notice(notice.name());
  alert.set_suggestion(kCheckAddress);
  return Save(txn, kAlerts, std::move(alert)).status();
}

absl::Status WithdrawUnsent(store::Transaction& txn, const v1::Notice& notice) {
  TIDEMARK_ASSIGN_OR_RETURN(auto alert,
                            kAlerts.Find(txn, UnsentName(notice.name())));
  if (!alert || !Stands(*alert)) return absl::OkStatus();
  return Withdraw(txn, *std::move(alert), "the notice was sent after all");
}

}  // namespace tidemark::notices
