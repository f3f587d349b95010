#include "services/incentives/known.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "services/incentives/tables.h"
#include "tidemark/outcomes/v1/person.pb.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using outcomes::v1::Person;
using Histories = absl::flat_hash_map<std::string, v1::StatusHistory>;

// Forgets what was learnt after the change `last`.
void Cut(int64_t last, v1::StatusHistory& history) {
  auto& events = *history.mutable_events();
  events.erase(std::remove_if(
                   events.begin(), events.end(),
                   [&](const auto& event) { return event.sequence() > last; }),
               events.end());
}

absl::Status ReadHistory(const store::Reader& reader,
                         const store::Table<v1::StatusHistory>& table,
                         const std::string& name, int64_t last,
                         Histories& histories) {
  if (histories.contains(name)) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(auto history, table.Find(reader, name));
  v1::StatusHistory known = history.value_or(v1::StatusHistory());
  Cut(last, known);
  histories.emplace(name, std::move(known));
  return absl::OkStatus();
}

// The status that holds on `day`: of the last event before or on it. A status
// that is recorded later, for the same or an earlier day, takes the place of
// what was recorded for later days; and who is found to be alive has not died.
std::optional<int32_t> StatusOn(const v1::StatusHistory& history, int32_t day) {
  std::vector<const v1::StatusHistory::Event*> line;
  for (const v1::StatusHistory::Event& event : history.events()) {
    while (!line.empty() && (line.back()->day() >= event.day() ||
                             line.back()->status() == Person::STATUS_DIED)) {
      line.pop_back();
    }
    line.push_back(&event);
  }
  std::optional<int32_t> status;
  for (const v1::StatusHistory::Event* const event : line) {
    if (event->day() <= day) status = event->status();
  }
  return status;
}

}  // namespace

absl::StatusOr<int64_t> PositionOf(const store::Reader& reader,
                                   absl::string_view feed) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto position, kPositions.Find(reader, feed));
  return position ? position->sequence() : 0;
}

absl::StatusOr<Known> ReadKnown(const store::Reader& reader,
                                absl::string_view contract, const AsOf& as_of) {
  Known known;
  TIDEMARK_ASSIGN_OR_RETURN(known.contract, kContracts.Get(reader, contract));
  auto& terms = *known.contract.mutable_terms();
  terms.erase(std::remove_if(terms.begin(), terms.end(),
                             [&](const auto& version) {
                               return version.sequence() > as_of.contracts;
                             }),
              terms.end());
  TIDEMARK_RETURN_IF_ERROR(kReturnVersions.Scan(
      reader, absl::StrCat(contract, "/returns/"), "",
      [&](v1::ReturnVersion& version) {
        if (version.sequence() > as_of.outcomes) return true;
        const std::string period(IdOf(version.return_name()));
        known.returns[period] = std::move(version);
        return true;
      }));
  const absl::string_view council = CouncilOf(contract);
  for (const auto& [period, version] : known.returns) {
    for (const auto& entry : version.entries()) {
      const std::string outcome = absl::StrCat(council, "/", entry.outcome());
      TIDEMARK_RETURN_IF_ERROR(
          ReadHistory(reader, kPeople,
                      std::string(AncestorOf(outcome, "councils/*/people/*")),
                      as_of.outcomes, known.people));
      TIDEMARK_RETURN_IF_ERROR(ReadHistory(reader, kOutcomes, outcome,
                                           as_of.outcomes, known.outcomes));
    }
  }
  return known;
}

const v1::ContractFacts::Terms* TermsOn(const v1::ContractFacts& contract,
                                        int32_t start_day) {
  for (int i = contract.terms_size() - 1; i >= 0; --i) {
    const v1::ContractFacts::Terms& terms = contract.terms(i);
    if (terms.effective_day() > start_day) continue;
    return terms.has_terms() ? &terms : nullptr;
  }
  return nullptr;
}

const v1::ContractFacts::Period* PeriodCalled(const v1::ContractFacts& contract,
                                              absl::string_view id) {
  const auto it = std::find_if(
      contract.periods().begin(), contract.periods().end(),
      [&](const auto& period) { return absl::string_view(period.id()) == id; });
  return it == contract.periods().end() ? nullptr : &*it;
}

bool Lists(const IncentiveTerms& terms, IncentiveTerms::Exclusion exclusion) {
  return std::find(terms.exclusions().begin(), terms.exclusions().end(),
                   exclusion) != terms.exclusions().end();
}

IncentiveTerms::Exclusion PersonExclusion(const Known& known,
                                          absl::string_view person, int32_t day,
                                          const IncentiveTerms& terms) {
  const auto it = known.people.find(person);
  if (it == known.people.end()) return IncentiveTerms::EXCLUSION_UNSPECIFIED;
  IncentiveTerms::Exclusion exclusion = IncentiveTerms::EXCLUSION_UNSPECIFIED;
  switch (StatusOn(it->second, day).value_or(Person::STATUS_ACTIVE)) {
    case Person::STATUS_DIED:
      exclusion = IncentiveTerms::EXCLUSION_DIED;
      break;
    case Person::STATUS_LEFT:
      exclusion = IncentiveTerms::EXCLUSION_MOVED;
      break;
    case Person::STATUS_PAUSED:
      exclusion = IncentiveTerms::EXCLUSION_AWAY;
      break;
    default:
      break;
  }
  return Lists(terms, exclusion) ? exclusion
                                 : IncentiveTerms::EXCLUSION_UNSPECIFIED;
}

}  // namespace tidemark::incentives
