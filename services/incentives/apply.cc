#include "services/incentives/apply.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "services/incentives/tables.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::Contract;
using feed::v1::Change;
using google::protobuf::util::MessageDifferencer;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;

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

// The number of the day; that of the change where the record has no date.
int32_t DayOf(const type::v1::Date& date, const Change& change) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  if (day.ok()) return type::DayNumber(*day);
  return type::DayNumber(type::DateInEngland(
      absl::FromUnixSeconds(change.commit_time().seconds())));
}

// The last variation that changed the terms; null if none did.
const Contract::Variation* VariationOfTerms(const Contract& contract) {
  for (int i = contract.variations_size() - 1; i >= 0; --i) {
    const auto& fields = contract.variations(i).changed_fields();
    if (std::find(fields.begin(), fields.end(), "incentive_terms") !=
        fields.end()) {
      return &contract.variations(i);
    }
  }
  return nullptr;
}

// Adds the contract's terms if they are others than before, or hold from
// another day: while it is a draft, its first day may move.
void AddTerms(const Contract& contract, const Change& change,
              v1::ContractFacts& facts) {
  const Contract::Variation* const variation = VariationOfTerms(contract);
  v1::ContractFacts::Terms terms;
  terms.set_effective_day(DayOf(
      variation ? variation->effective_date() : contract.start_date(), change));
  if (variation != nullptr) terms.set_variation(variation->number());
  if (contract.has_incentive_terms()) {
    *terms.mutable_terms() = contract.incentive_terms();
  }
  if (facts.terms().empty()) {
    if (!terms.has_terms()) return;
  } else {
    v1::ContractFacts::Terms before = *facts.terms().rbegin();
    before.clear_sequence();
    if (MessageDifferencer::Equals(before, terms)) return;
  }
  terms.set_sequence(change.sequence());
  *facts.add_terms() = std::move(terms);
}

absl::Status ApplyContract(store::Transaction& txn, const Change& change) {
  TIDEMARK_ASSIGN_OR_RETURN(const Contract contract, Read<Contract>(change));
  TIDEMARK_ASSIGN_OR_RETURN(auto stored, kContracts.Find(txn, change.name()));
  v1::ContractFacts facts = stored.value_or(v1::ContractFacts());
  facts.set_name(contract.name());
  facts.set_provider(contract.provider());
  facts.clear_periods();
  for (const auto& period : contract.return_calendar().periods()) {
    v1::ContractFacts::Period& copy = *facts.add_periods();
    copy.set_id(period.id());
    copy.set_start_day(DayOf(period.start_date(), change));
    copy.set_end_day(DayOf(period.end_date(), change));
  }
  AddTerms(contract, change, facts);
  return kContracts.Replace(txn, stored ? &*stored : nullptr, facts);
}

void CopyEntries(const google::protobuf::RepeatedPtrField<ReturnEntry>& entries,
                 v1::ReturnVersion& version) {
  for (const ReturnEntry& entry : entries) {
    v1::ReturnVersion::Entry& copy = *version.add_entries();
    const size_t council = CouncilOf(entry.outcome()).size();
    copy.set_outcome(entry.outcome().substr(council + 1));
    if (entry.person_voice().has_level()) {
      copy.set_person_level(entry.person_voice().level());
    }
    if (entry.practitioner_voice().has_level()) {
      copy.set_practitioner_level(entry.practitioner_voice().level());
    }
    if (entry.provider_voice().has_level()) {
      copy.set_provider_level(entry.provider_voice().level());
    }
    copy.set_not_worked_on(entry.not_worked_on());
  }
  std::sort(
      version.mutable_entries()->begin(), version.mutable_entries()->end(),
      [](const auto& a, const auto& b) { return a.outcome() < b.outcome(); });
}

// What stands of the return; `nullopt` if the change cannot have touched it.
std::optional<v1::ReturnVersion> StandingOf(const Return& returned) {
  v1::ReturnVersion version;
  switch (returned.state()) {
    case Return::STATE_ACCEPTED:
      version.set_version(returned.version());
      version.set_nil_return(returned.nil_return());
      CopyEntries(returned.entries(), version);
      break;
    case Return::STATE_RESUBMITTED:
    case Return::STATE_RETURNED_FOR_CHANGES:
      if (!returned.has_standing()) return std::nullopt;
      version.set_version(returned.standing().version());
      version.set_nil_return(returned.standing().nil_return());
      CopyEntries(returned.standing().entries(), version);
      break;
    case Return::STATE_WITHDRAWN:
      break;
    default:
      // Nothing stood before either, or it was withdrawn before.
      return std::nullopt;
  }
  return version;
}

bool SameContent(v1::ReturnVersion a, const v1::ReturnVersion& b) {
  a.set_name(b.name());
  a.set_sequence(b.sequence());
  return MessageDifferencer::Equals(a, b);
}

// Stores what stands from `change` on, if it is something else than before.
absl::Status AddVersion(store::Transaction& txn, const Change& change,
                        v1::ReturnVersion version) {
  const std::string prefix = absl::StrCat(change.name(), "/versions/");
  std::optional<v1::ReturnVersion> last;
  TIDEMARK_RETURN_IF_ERROR(
      kReturnVersions.Scan(txn, prefix, "", [&](v1::ReturnVersion& earlier) {
        last = std::move(earlier);
        return true;
      }));
  if (!last && version.version() == 0) return absl::OkStatus();
  version.set_return_name(change.name());
  version.set_sequence(change.sequence());
  version.set_name(prefix + absl::StrFormat("%020d", change.sequence()));
  if (last && SameContent(version, *last)) return absl::OkStatus();
  return kReturnVersions.Replace(txn, nullptr, version);
}

absl::Status ApplyReturn(store::Transaction& txn, const Change& change) {
  if (change.kind() == Change::KIND_DELETED) {
    return AddVersion(txn, change, v1::ReturnVersion());
  }
  TIDEMARK_ASSIGN_OR_RETURN(const Return returned, Read<Return>(change));
  std::optional<v1::ReturnVersion> version = StandingOf(returned);
  if (!version) return absl::OkStatus();
  version->set_start_day(DayOf(returned.period_start(), change));
  version->set_end_day(DayOf(returned.period_end(), change));
  return AddVersion(txn, change, *std::move(version));
}

// Adds what `change` says to a history, unless it says nothing new.
absl::Status AddStatus(store::Transaction& txn,
                       const store::Table<v1::StatusHistory>& table,
                       const Change& change, int32_t status, int32_t day,
                       bool active) {
  TIDEMARK_ASSIGN_OR_RETURN(auto stored, table.Find(txn, change.name()));
  if (!stored && active) return absl::OkStatus();
  v1::StatusHistory history = stored.value_or(v1::StatusHistory());
  if (history.events_size() > 0) {
    const v1::StatusHistory::Event& last = *history.events().rbegin();
    if (last.status() == status && last.day() == day) return absl::OkStatus();
  }
  history.set_name(change.name());
  v1::StatusHistory::Event& event = *history.add_events();
  event.set_sequence(change.sequence());
  event.set_status(status);
  event.set_day(day);
  return table.Replace(txn, stored ? &*stored : nullptr, history);
}

absl::Status ApplyPerson(store::Transaction& txn, const Change& change) {
  TIDEMARK_ASSIGN_OR_RETURN(const Person person, Read<Person>(change));
  const bool active = person.status() == Person::STATUS_ACTIVE ||
                      person.status() == Person::STATUS_UNSPECIFIED;
  // What has no date of its own holds from the day on which it was said first.
  if (!type::IsSet(person.status_date())) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto stored,
                              kPeople.Find(txn, change.name()));
    if (stored && stored->events().rbegin()->status() == person.status()) {
      return absl::OkStatus();
    }
  }
  return AddStatus(txn, kPeople, change, person.status(),
                   DayOf(person.status_date(), change), active);
}

absl::Status ApplyOutcome(store::Transaction& txn, const Change& change) {
  TIDEMARK_ASSIGN_OR_RETURN(const PersonalOutcome outcome,
                            Read<PersonalOutcome>(change));
  const bool ended = outcome.status() == PersonalOutcome::STATUS_SUPPORT_ENDED;
  return AddStatus(txn, kOutcomes, change, outcome.status(),
                   ended ? DayOf(outcome.close_date(), change) : 0, !ended);
}

absl::Status ApplyOne(store::Transaction& txn, const Change& change) {
  if (Holds<Return>(change)) return ApplyReturn(txn, change);
  const bool deleted = change.kind() == Change::KIND_DELETED;
  if (Holds<Contract>(change)) {
    return deleted ? Remove(txn, kContracts, change.name())
                   : ApplyContract(txn, change);
  }
  if (Holds<Person>(change)) {
    return deleted ? Remove(txn, kPeople, change.name())
                   : ApplyPerson(txn, change);
  }
  if (Holds<PersonalOutcome>(change)) {
    return deleted ? Remove(txn, kOutcomes, change.name())
                   : ApplyOutcome(txn, change);
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

absl::Status ApplyChanges(store::Transaction& txn, absl::string_view feed,
                          const std::vector<Change>& changes) {
  if (changes.empty()) return absl::OkStatus();
  for (const Change& change : changes) {
    TIDEMARK_RETURN_IF_ERROR(ApplyOne(txn, change));
  }
  v1::Position position;
  position.set_name(std::string(feed));
  position.set_sequence(changes.back().sequence());
  return kPositions.Replace(txn, std::move(position));
}

absl::Status ClearFacts(store::Transaction& txn, absl::string_view feed) {
  TIDEMARK_RETURN_IF_ERROR(Remove(txn, kPositions, std::string(feed)));
  if (feed == kContractsFeed) return Clear(txn, kContracts);
  TIDEMARK_RETURN_IF_ERROR(Clear(txn, kReturnVersions));
  TIDEMARK_RETURN_IF_ERROR(Clear(txn, kPeople));
  return Clear(txn, kOutcomes);
}

}  // namespace tidemark::incentives
