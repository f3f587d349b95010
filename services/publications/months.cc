#include "services/publications/months.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/publications/tables.h"

namespace tidemark::publications {
namespace {

using monitoring::v1::ListCasesResponse;
using monitoring::v1::MonthCases;
using monitoring::v1::PersonCases;
using v1::ClosedMonth;
using v1::ContractMonth;
using v1::GroupCases;

// Groups by attribute and code.
using Tallies = std::map<std::pair<int32_t, std::string>, GroupCases>;

void AddTo(const PersonCases& person, int32_t attribute,
           const std::string& group, Tallies& tallies) {
  GroupCases& cases = tallies[{attribute, group}];
  cases.set_attribute(attribute);
  cases.set_group(group);
  cases.set_numerator(cases.numerator() + person.numerator());
  cases.set_denominator(cases.denominator() + person.denominator());
}

void Fill(const MonthCases& month, ContractMonth& filled) {
  Tallies tallies;
  for (const PersonCases& person : month.people()) {
    AddTo(person, 0, "", tallies);
    for (int i = 0; i < person.groups_size(); ++i) {
      AddTo(person, i + 1, person.groups(i), tallies);
    }
  }
  for (auto& [key, cases] : tallies) *filled.add_groups() = std::move(cases);
  filled.set_missing(month.missing());
}

}  // namespace

int32_t IndexOf(const monitoring::v1::Month& month) {
  return month.year() * 12 + month.month() - 1;
}

monitoring::v1::Month MonthOf(int32_t index) {
  monitoring::v1::Month month;
  month.set_year(index / 12);
  month.set_month(index % 12 + 1);
  return month;
}

Months MonthsOf(const v1::PublishedPeriod& period) {
  return {.first = IndexOf(period.from_month()),
          .last = IndexOf(period.to_month())};
}

std::string MonthName(absl::string_view council, absl::string_view metric,
                      int32_t month) {
  return NameIn(NameIn(council, "metrics", metric), "months",
                type::YearMonth::FromIndex(month).Format());
}

absl::StatusOr<MonthsOfCases> ReadClosed(const store::Reader& reader,
                                         absl::string_view council,
                                         absl::string_view metric,
                                         const Months& wanted) {
  MonthsOfCases months;
  for (int32_t month = wanted.first; month <= wanted.last; ++month) {
    TIDEMARK_ASSIGN_OR_RETURN(
        auto closed,
        kClosedMonths.Find(reader, MonthName(council, metric, month)));
    if (closed) months.emplace(month, *std::move(closed));
  }
  return months;
}

ClosedMonth Close(const ListCasesResponse& cases, absl::string_view name,
                  int32_t month) {
  ClosedMonth closed;
  closed.set_name(std::string(name));
  for (const auto& contract : cases.contracts()) {
    const auto found = std::find_if(
        contract.months().begin(), contract.months().end(),
        [&](const MonthCases& of) { return IndexOf(of.month()) == month; });
    if (found == contract.months().end()) continue;
    ContractMonth& filled = *closed.add_contracts();
    filled.set_contract(contract.contract());
    filled.set_provider(contract.provider());
    Fill(*found, filled);
  }
  return closed;
}

}  // namespace tidemark::publications
