#include "services/notices/apply.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "services/notices/content_hash.h"
#include "services/notices/notice_names.h"
#include "services/notices/records.h"
#include "services/notices/tables.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::notices {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using contracts::v1::Provider;
using feed::v1::Change;
using outcomes::v1::Return;

// A return that was received this long before it was recorded is history: its
// receipt is of no use to anyone.
constexpr int kHistoryDays = 3;

template <typename Message>
bool Holds(const Change& change) {
  return change.type() == Message::descriptor()->full_name();
}

template <typename Message>
absl::StatusOr<Message> Read(const Change& change) {
  Message message;
  if (!message.ParseFromString(change.value())) {
    return absl::DataLossError(absl::StrCat("change ", change.sequence(),
                                            " of ", change.name(),
                                            " holds what cannot be read"));
  }
  return message;
}

template <typename Facts>
absl::Status Remove(store::Transaction& txn, const store::Table<Facts>& table,
                    const std::string& name) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto there, table.Find(txn, name));
  if (!there) return absl::OkStatus();
  return table.Delete(txn, name);
}

std::optional<int32_t> DayNumberOf(const type::v1::Date& date) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  if (!day.ok()) return std::nullopt;
  return type::DayNumber(*day);
}

absl::Status ApplyCouncil(store::Transaction& txn, const Council& council) {
  v1::CouncilFacts facts;
  facts.set_name(council.name());
  facts.set_display_name(council.display_name());
  for (const Council::NonWorkingDay& day : council.extra_non_working_days()) {
    if (const auto number = DayNumberOf(day.date())) {
      facts.add_non_working_days(*number);
    }
  }
  return kCouncils.Replace(txn, std::move(facts));
}

absl::Status ApplyProvider(store::Transaction& txn, const Provider& provider) {
  v1::ProviderFacts facts;
  facts.set_name(provider.name());
  facts.set_display_name(provider.display_name());
  facts.set_group_id(provider.group_id());
  *facts.mutable_notice_emails() = provider.notice_emails();
  return kProviders.Replace(txn, std::move(facts));
}

absl::Status ApplyContract(store::Transaction& txn, const Contract& contract) {
  v1::ContractFacts facts;
  facts.set_name(contract.name());
  facts.set_provider(contract.provider());
  facts.set_in_force(contract.state() == Contract::STATE_ACTIVE ||
                     contract.state() == Contract::STATE_SUSPENDED);
  facts.set_known_day(
      type::DayNumber(type::DateInEngland(ToTime(contract.create_time()))));
  for (const auto& period : contract.return_calendar().periods()) {
    const auto due = DayNumberOf(period.due_date());
    if (!due) continue;
    v1::ContractFacts::Period& copy = *facts.add_periods();
    copy.set_id(period.id());
    copy.set_due_day(*due);
  }
  std::stable_sort(
      facts.mutable_periods()->begin(), facts.mutable_periods()->end(),
      [](const auto& a, const auto& b) { return a.due_day() < b.due_day(); });
  return kContracts.Replace(txn, std::move(facts));
}

// A notice about one return, about to be sent.
v1::Notice NoticeOf(const Return& current, v1::Notice::Kind kind,
                    std::string name, type::Date day) {
  v1::Notice notice;
  notice.set_name(std::move(name));
  notice.set_kind(kind);
  notice.set_state(v1::Notice::STATE_PENDING);
  *notice.mutable_day() = type::ToProto(day);
  notice.add_providers(current.provider());
  v1::Notice::Line& line = *notice.add_lines();
  line.set_return_name(current.name());
  line.set_provider(current.provider());
  *line.mutable_due_date() = current.due_date();
  return notice;
}

absl::Status InsertIfNew(store::Transaction& txn, v1::Notice notice) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto there,
                            kNotices.Find(txn, notice.name()));
  if (there) return absl::OkStatus();
  return Save(txn, kNotices, std::move(notice)).status();
}

absl::Status InsertReceipt(store::Transaction& txn, const Return& current) {
  const std::string hash = ContentHash(current);
  const type::Date day = type::DateInEngland(ToTime(current.submit_time()));
  v1::Notice notice =
      NoticeOf(current, v1::Notice::KIND_RECEIPT,
               ReceiptName(current.name(), current.version(), hash), day);
  v1::Notice::Receipt& receipt = *notice.mutable_receipt();
  receipt.set_version(current.version());
  *receipt.mutable_submit_time() = current.submit_time();
  receipt.set_entry_count(current.entries_size());
  receipt.set_nil_return(current.nil_return());
  receipt.set_content_hash(hash);
  const auto received = DayNumberOf(current.first_submit_date());
  if (current.version() == 1 && received &&
      *received < type::DayNumber(day) - kHistoryDays) {
    notice.set_state(v1::Notice::STATE_SKIPPED);
    notice.set_skip_reason(v1::Notice::SKIP_REASON_STALE);
  }
  return InsertIfNew(txn, std::move(notice));
}

absl::Status ApplyReturn(store::Transaction& txn, const Return& current,
                         absl::Time when) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::ReturnFacts> before,
                            kReturns.Find(txn, current.name()));
  v1::ReturnFacts facts;
  facts.set_name(current.name());
  facts.set_state(current.state());
  facts.set_version(current.version());
  if (const auto day = DayNumberOf(current.first_submit_date())) {
    facts.set_first_submit_day(*day);
  }
  if (const auto day = DayNumberOf(current.due_date())) {
    facts.set_due_day(*day);
  }
  const bool new_version = !before || before->version() < current.version();
  if (new_version && (current.state() == Return::STATE_SUBMITTED ||
                      current.state() == Return::STATE_RESUBMITTED)) {
    TIDEMARK_RETURN_IF_ERROR(InsertReceipt(txn, current));
  }
  if (current.state() == Return::STATE_RETURNED_FOR_CHANGES &&
      (!before || before->state() != current.state())) {
    TIDEMARK_RETURN_IF_ERROR(InsertIfNew(
        txn, NoticeOf(current, v1::Notice::KIND_RETURNED,
                      ReturnedName(current.name(), current.version()),
                      type::DateInEngland(when))));
  }
  return kReturns.Replace(txn, before ? &*before : nullptr, facts);
}

absl::Status ApplyOne(store::Transaction& txn, const Change& change) {
  const bool deleted = change.kind() == Change::KIND_DELETED;
  if (Holds<Return>(change)) {
    if (deleted) return Remove(txn, kReturns, change.name());
    TIDEMARK_ASSIGN_OR_RETURN(const Return current, Read<Return>(change));
    return ApplyReturn(txn, current, ToTime(change.commit_time()));
  }
  if (Holds<Contract>(change)) {
    if (deleted) return Remove(txn, kContracts, change.name());
    TIDEMARK_ASSIGN_OR_RETURN(const Contract contract, Read<Contract>(change));
    return ApplyContract(txn, contract);
  }
  if (Holds<Provider>(change)) {
    if (deleted) return Remove(txn, kProviders, change.name());
    TIDEMARK_ASSIGN_OR_RETURN(const Provider provider, Read<Provider>(change));
    return ApplyProvider(txn, provider);
  }
  if (Holds<Council>(change)) {
    if (deleted) return Remove(txn, kCouncils, change.name());
    TIDEMARK_ASSIGN_OR_RETURN(const Council council, Read<Council>(change));
    return ApplyCouncil(txn, council);
  }
  return absl::OkStatus();
}

template <typename Facts>
absl::Status Clear(store::Transaction& txn, const store::Table<Facts>& table) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(table.Scan(txn, "", "", [&](const Facts& facts) {
    names.push_back(facts.name());
    return true;
  }));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyChanges(store::Transaction& txn,
                          const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    TIDEMARK_RETURN_IF_ERROR(ApplyOne(txn, change));
  }
  return absl::OkStatus();
}

absl::Status ClearFacts(store::Transaction& txn, absl::string_view feed) {
  if (feed == kOutcomesFeed) return Clear(txn, kReturns);
  TIDEMARK_RETURN_IF_ERROR(Clear(txn, kContracts));
  TIDEMARK_RETURN_IF_ERROR(Clear(txn, kProviders));
  return Clear(txn, kCouncils);
}

}  // namespace tidemark::notices
