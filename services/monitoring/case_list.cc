#include "services/monitoring/case_list.h"

#include <cstdint>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/rated_cases.h"

namespace tidemark::monitoring {
namespace {

using v1::ContractCases;
using v1::MonthCases;
using v1::PersonCases;

// One month in the making.
struct MonthTally {
  std::map<std::string, PersonCases> people;
  bool missing = false;
};

// Whether the period lacks something that was expected: a return that was due
// or handed in and of which nothing stands, or a rating.
bool IsMissing(const PeriodCounts& period, bool returns_due, int32_t today) {
  const Sums sums = SumOf(period, returns_due, today);
  return sums.outstanding != 0 || sums.unrated != 0;
}

void FillMonth(int32_t index, MonthTally& tally, MonthCases& month) {
  month.mutable_month()->set_year(index / 12);
  month.mutable_month()->set_month(index % 12 + 1);
  for (auto& [id, person] : tally.people) {
    *month.add_people() = std::move(person);
  }
  month.set_missing(tally.missing);
}

absl::StatusOr<std::map<int32_t, MonthTally>> TallyMonths(
    const store::Reader& reader, const v1::ContractCells& cells,
    const Range& range, People& people) {
  std::map<int32_t, MonthTally> months;
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(cells));
  for (int i = 0; i < columns.periods(); ++i) {
    const PeriodCounts period = columns.PeriodAt(i);
    if (!range.Holds(period) ||
        !IsMissing(period, cells.returns_due(), range.today)) {
      continue;
    }
    months[type::YearMonth(DateOf(period.end())).index()].missing = true;
  }
  absl::Status failed;
  TIDEMARK_RETURN_IF_ERROR(
      VisitRatedCases(reader, cells, range, [&](const RatedCase& one) {
        const auto known = people.Find(one.person);
        if (!known.ok()) {
          failed = known.status();
          return;
        }
        MonthTally& month = months[type::YearMonth(one.day).index()];
        const auto [it, is_new] =
            month.people.try_emplace(std::string(one.person));
        PersonCases& person = it->second;
        person.set_numerator(person.numerator() + (one.met ? 1 : 0));
        person.set_denominator(person.denominator() + 1);
        if (!is_new) return;
        person.set_person(it->first);
        for (const v1::Attribute attribute : AllAttributes()) {
          const absl::string_view group = GroupOf(attribute, *known, one.day);
          person.add_groups(group.data(), group.size());
        }
      }));
  TIDEMARK_RETURN_IF_ERROR(failed);
  return months;
}

}  // namespace

absl::StatusOr<CasesPage> ListContractCases(const store::Reader& reader,
                                            const Subject& council,
                                            const Range& range,
                                            absl::string_view start,
                                            size_t limit) {
  CasesPage page;
  People people(reader, council.name);
  std::map<std::string, std::string> provider_names;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, council,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        if (absl::string_view(cells.name()) < start) return true;
        TIDEMARK_ASSIGN_OR_RETURN(auto months,
                                  TallyMonths(reader, cells, range, people));
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
  return page;
}

}  // namespace tidemark::monitoring
