#include "services/monitoring/case_list.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/cases.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/credit_rule.h"
#include "services/monitoring/rated_cases.h"
#include "services/monitoring/slices.h"

namespace tidemark::monitoring {
namespace {

using v1::ContractCases;
using v1::MonthCases;
using v1::PersonCases;

using Source = Definition::Source;

// One month in the making.
struct MonthTally {
  // By id and location.
  std::map<std::pair<std::string, std::string>, PersonCases> people;
  bool missing = false;
};
using MonthTallies = std::map<int32_t, MonthTally>;

bool IsOfPeople(const Definition& definition) {
  return !definition.is_count() && (definition.source == Source::kEntries ||
                                    definition.source == Source::kPackages ||
                                    definition.source == Source::kProposals);
}

int32_t MonthOfDay(int32_t day) { return type::YearMonth(DateOf(day)).index(); }

// Marks the months of which a return was due or handed in and none stands, or,
// where ratings are what counts, one is missing.
absl::Status MarkMissing(const v1::ContractCells& cells,
                         const Definition& definition, const Range& range,
                         MonthTallies& months) {
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(cells));
  const bool of_ratings = definition.numerator == &Sums::met;
  for (int i = 0; i < columns.periods(); ++i) {
    const PeriodCounts period = columns.PeriodAt(i);
    if (!range.Holds(period)) continue;
    const Sums sums = SumOf(period, cells.returns_due(), range.today);
    if (sums.outstanding != 0 || (of_ratings && sums.unrated != 0)) {
      months[MonthOfDay(period.end())].missing = true;
    }
  }
  return absl::OkStatus();
}

void FillMonth(int32_t index, MonthTally& tally, MonthCases& month) {
  month.mutable_month()->set_year(index / 12);
  month.mutable_month()->set_month(index % 12 + 1);
  for (auto& [key, person] : tally.people) {
    *month.add_people() = std::move(person);
  }
  month.set_missing(tally.missing);
}

// Finds what cases are of, reading everything once.
class CaseLister {
 public:
  CaseLister(const store::Reader& reader, const Subject& council,
             const Definition& definition, const Range& range)
      : reader_(reader),
        definition_(definition),
        range_(range),
        people_(reader, council.name),
        places_(reader, council.name, v1::DIMENSION_LOCATION) {}

  absl::StatusOr<MonthTallies> Tally(const v1::ContractCells& cells) {
    MonthTallies months;
    if (definition_.source == Source::kEntries) {
      TIDEMARK_RETURN_IF_ERROR(MarkMissing(cells, definition_, range_, months));
    }
    TIDEMARK_RETURN_IF_ERROR(VisitCases(
        reader_, {.kind = Subject::Kind::kContract, .name = cells.name()},
        definition_, range_, Viewer::kCouncil,
        [&](const Case& one) { return Add(one, months); }));
    return months;
  }

  // Where the cases are that were found.
  absl::StatusOr<std::vector<v1::CaseLocation>> Locations() const {
    std::vector<v1::CaseLocation> locations;
    for (const int number : found_) {
      if (number == kNotRecorded) continue;
      v1::CaseLocation& location = locations.emplace_back();
      location.set_name(places_.value(number));
      TIDEMARK_ASSIGN_OR_RETURN(*location.mutable_display_name(),
                                places_.DisplayNameOf(number));
    }
    return locations;
  }

 private:
  absl::Status Add(const Case& one, MonthTallies& months) {
    if (one.tally->denominator == 0) {
      // What would have given it a case, as a check-back that nobody made.
      if (definition_.source != Source::kEntries && one.tally->expected > 0) {
        months[MonthOfDay(one.day)].missing = true;
      }
      return absl::OkStatus();
    }
    TIDEMARK_ASSIGN_OR_RETURN(const absl::Span<const int> places,
                              places_.Of(one));
    const int place = places.front();
    found_.insert(place);
    MonthTally& month = months[MonthOfDay(one.day)];
    const auto [it, is_new] = month.people.try_emplace(
        {std::string(one.person), places_.value(place)});
    PersonCases& person = it->second;
    person.set_numerator(person.numerator() +
                         static_cast<int32_t>(one.tally->numerator));
    person.set_denominator(person.denominator() +
                           static_cast<int32_t>(one.tally->denominator));
    if (!is_new) return absl::OkStatus();
    person.set_person(it->first.first);
    person.set_location(it->first.second);
    TIDEMARK_ASSIGN_OR_RETURN(const outcomes::v1::Person* const known,
                              people_.Find(one.person));
    for (const v1::Attribute attribute : AllAttributes()) {
      const absl::string_view group =
          GroupOf(attribute, known, DateOf(one.day));
      person.add_groups(group.data(), group.size());
    }
    return absl::OkStatus();
  }

  const store::Reader& reader_;
  const Definition& definition_;
  const Range& range_;
  People people_;
  Slices places_;
  std::set<int> found_;
};

}  // namespace

absl::StatusOr<const Definition*> ReadMetricOfCases(absl::string_view id,
                                                    Faults& faults) {
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const definition,
                            GetDefinition(id));
  if (!IsOfPeople(*definition)) {
    faults.Add({.field = "metric",
                .code = "METRIC_WITHOUT_PEOPLE",
                .message = absl::StrCat(
                    "must be a share whose cases are people's; ", id,
                    definition->is_count() ? " is a count"
                                           : " is of returns as a whole")});
  }
  return definition;
}

std::vector<std::string> MetricsOfTheSameCases(const Definition& definition) {
  std::vector<std::string> metrics;
  for (const Definition& other : Definitions()) {
    if (other.source == definition.source &&
        other.metric.id() != definition.metric.id()) {
      metrics.push_back(other.metric.id());
    }
  }
  return metrics;
}

type::YearMonth LastSettledMonth(const Definition& definition,
                                 type::Date today) {
  type::YearMonth month = type::YearMonth(today).AddMonths(-1);
  const bool waits =
      std::any_of(definition.exclusions.begin(), definition.exclusions.end(),
                  [](const Definition::Exclusion& exclusion) {
                    return exclusion.count == &Sums::too_young ||
                           exclusion.count == &Sums::ends_too_young;
                  });
  while (waits && JudgedFrom(month.index()) > DayOf(today)) {
    month = month.AddMonths(-1);
  }
  return month;
}

absl::StatusOr<CasesPage> ListContractCases(const store::Reader& reader,
                                            const Subject& council,
                                            const Definition& definition,
                                            const Range& range,
                                            absl::string_view start,
                                            size_t limit) {
  CasesPage page;
  CaseLister lister(reader, council, definition, range);
  std::map<std::string, std::string> provider_names;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, council,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        if (absl::string_view(cells.name()) < start) return true;
        TIDEMARK_ASSIGN_OR_RETURN(MonthTallies months, lister.Tally(cells));
        if (months.empty()) return true;
        if (page.contracts.size() == limit) {
          page.next = cells.name();
          return false;
        }
        const auto [name, is_new] =
            provider_names.try_emplace(cells.provider());
        if (is_new) {
          TIDEMARK_ASSIGN_OR_RETURN(name->second,
                                    DisplayNameOf(reader, cells.provider()));
        }
        ContractCases& contract = page.contracts.emplace_back();
        contract.set_contract(cells.name());
        contract.set_title(cells.title());
        contract.set_provider(cells.provider());
        contract.set_provider_name(name->second);
        for (auto& [index, tally] : months) {
          FillMonth(index, tally, *contract.add_months());
        }
        return true;
      }));
  TIDEMARK_ASSIGN_OR_RETURN(page.locations, lister.Locations());
  return page;
}

}  // namespace tidemark::monitoring
