#include "services/outcomes/roster.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

std::optional<type::Date> DayOf(bool set, const type::v1::Date& date) {
  if (!set) return std::nullopt;
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  if (!day.ok()) return std::nullopt;
  return *day;
}

}  // namespace

OutcomeFacts FactsOf(const v1::PersonalOutcome& outcome,
                     const v1::Person& person) {
  return {.name = outcome.name(),
          .start = DayOf(outcome.has_start_date(), outcome.start_date()),
          .close = DayOf(outcome.has_close_date(), outcome.close_date()),
          .person_status = person.status(),
          .person_status_date =
              DayOf(person.has_status_date(), person.status_date()),
          .baseline_level = outcome.baseline_level()};
}

bool OpenIn(const OutcomeFacts& outcome, const type::Period& period) {
  return (!outcome.start || *outcome.start <= period.end) &&
         (!outcome.close || *outcome.close >= period.start);
}

bool AbsentIn(const OutcomeFacts& outcome, const type::Period& period) {
  switch (outcome.person_status) {
    case v1::Person::STATUS_PAUSED:
    case v1::Person::STATUS_LEFT:
    case v1::Person::STATUS_DIED:
      return !outcome.person_status_date ||
             *outcome.person_status_date <= period.start;
    default:
      return false;
  }
}

Roster::Roster(std::vector<OutcomeFacts> outcomes)
    : outcomes_(std::move(outcomes)) {
  std::sort(outcomes_.begin(), outcomes_.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
}

const OutcomeFacts* Roster::Find(absl::string_view name) const {
  const auto it =
      std::lower_bound(outcomes_.begin(), outcomes_.end(), name,
                       [](const OutcomeFacts& outcome, absl::string_view key) {
                         return absl::string_view(outcome.name) < key;
                       });
  return it != outcomes_.end() && it->name == name ? &*it : nullptr;
}

absl::StatusOr<std::shared_ptr<const Roster>> Rosters::Get(
    absl::string_view contract) {
  {
    const MutexLock lock(mu_);
    const auto kept = kept_.find(contract);
    if (kept != kept_.end()) {
      const auto changed = changed_.find(contract);
      if (changed == changed_.end() ||
          changed->second <= kept->second.sequence) {
        return kept->second.roster;
      }
    }
  }
  // Read before the snapshot is taken, which then holds at least this much. A
  // change that is not on disk yet, and so not acknowledged, is left out; the
  // roster then counts as outdated and is read again next time.
  const int64_t sequence = db_.durable_sequence();
  const store::Snapshot snapshot(db_);
  std::vector<OutcomeFacts> outcomes;
  v1::Person person;
  absl::Status status;
  TIDEMARK_RETURN_IF_ERROR(kOutcomes.ScanIndex(
      snapshot, kOutcomesByContract, contract, "", [&](absl::string_view name) {
        absl::StatusOr<v1::PersonalOutcome> outcome =
            kOutcomes.Get(snapshot, name);
        if (!outcome.ok()) {
          status = outcome.status();
          return false;
        }
        const absl::string_view owner = AncestorOf(name, "councils/*/people/*");
        if (owner != absl::string_view(person.name())) {
          absl::StatusOr<v1::Person> found = kPeople.Get(snapshot, owner);
          if (!found.ok()) {
            status = found.status();
            return false;
          }
          person = *std::move(found);
        }
        outcomes.push_back(FactsOf(*outcome, person));
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(status);
  auto roster = std::make_shared<const Roster>(std::move(outcomes));

  const MutexLock lock(mu_);
  if (kept_outcomes_ + roster->outcomes().size() > max_outcomes_) {
    kept_.clear();
    kept_outcomes_ = 0;
  }
  Kept& kept = kept_[contract];
  if (kept.roster == nullptr || kept.sequence <= sequence) {
    if (kept.roster != nullptr) {
      kept_outcomes_ -= kept.roster->outcomes().size();
    }
    kept_outcomes_ += roster->outcomes().size();
    kept = {roster, sequence};
  }
  return roster;
}

void Rosters::Changed(const store::Transaction& txn,
                      absl::string_view contract) {
  const MutexLock lock(mu_);
  changed_[contract] = txn.next_sequence() - 1;
}

}  // namespace tidemark::outcomes
