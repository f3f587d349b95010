#include "services/publications/months.h"

#include <algorithm>
#include <tuple>
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

// The cases of a contract by location; where something is missing without any
// case, at no location.
std::map<std::string, Tallies> TalliesOf(const MonthCases& month) {
  std::map<std::string, Tallies> places;
  for (const PersonCases& person : month.people()) {
    Tallies& tallies = places[person.location()];
    AddTo(person, 0, "", tallies);
    for (int i = 0; i < person.groups_size(); ++i) {
      AddTo(person, i + 1, person.groups(i), tallies);
    }
  }
  if (places.empty()) places[""];
  return places;
}

// Which cases a line of a month is of.
using LineKey = std::tuple<std::string, std::string, int32_t, std::string>;

LineKey KeyOf(const ContractMonth& contract, const GroupCases& group) {
  return {contract.contract(), contract.location(), group.attribute(),
          group.group()};
}

std::map<LineKey, const GroupCases*> LinesOf(const ClosedMonth& month) {
  std::map<LineKey, const GroupCases*> lines;
  for (const ContractMonth& contract : month.contracts()) {
    for (const GroupCases& group : contract.groups()) {
      lines.emplace(KeyOf(contract, group), &group);
    }
  }
  return lines;
}

int64_t RestOf(const GroupCases& group) {
  return group.denominator() - group.numerator();
}

int64_t LeastNumerator(const GroupCases& group) {
  return group.has_least_numerator() ? group.least_numerator()
                                     : group.numerator();
}
int64_t LeastRest(const GroupCases& group) {
  return group.has_least_rest() ? group.least_rest() : RestOf(group);
}

// Whether both hold the same cases, as far as they are told apart.
bool HoldsTheSame(const ClosedMonth& a, const ClosedMonth& b) {
  const auto counts = [](const ClosedMonth& month) {
    std::map<LineKey, std::pair<int64_t, int64_t>> lines;
    for (const auto& [key, group] : LinesOf(month)) {
      if (group->denominator() == 0) continue;
      lines[key] = {group->numerator(), group->denominator()};
    }
    return lines;
  };
  return counts(a) == counts(b);
}

// Makes one line a contract and group of those of its locations.
void ForgetLocations(ClosedMonth& month) {
  std::map<std::string, std::pair<ContractMonth, Tallies>> contracts;
  for (ContractMonth& contract : *month.mutable_contracts()) {
    auto& [whole, tallies] = contracts[contract.contract()];
    for (const GroupCases& group : contract.groups()) {
      GroupCases& sum = tallies[{group.attribute(), group.group()}];
      sum.set_attribute(group.attribute());
      sum.set_group(group.group());
      sum.set_numerator(sum.numerator() + group.numerator());
      sum.set_denominator(sum.denominator() + group.denominator());
    }
    contract.clear_groups();
    contract.clear_location();
    whole = std::move(contract);
  }
  month.clear_contracts();
  month.set_by_location(false);
  for (auto& [name, contract] : contracts) {
    auto& [whole, tallies] = contract;
    for (auto& [key, cases] : tallies) *whole.add_groups() = std::move(cases);
    *month.add_contracts() = std::move(whole);
  }
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
    for (auto& [location, tallies] : TalliesOf(*found)) {
      ContractMonth& filled = *closed.add_contracts();
      filled.set_contract(contract.contract());
      filled.set_provider(contract.provider());
      filled.set_location(location);
      for (auto& [key, group] : tallies) {
        *filled.add_groups() = std::move(group);
      }
      filled.set_missing(found->missing());
    }
  }
  closed.set_by_location(true);
  return closed;
}

ClosedMonth ChangesOf(const ClosedMonth& before, const ClosedMonth& now) {
  const std::map<LineKey, const GroupCases*> old = LinesOf(before);
  ClosedMonth changes = now;
  for (ContractMonth& contract : *changes.mutable_contracts()) {
    for (GroupCases& group : *contract.mutable_groups()) {
      const auto found = old.find(KeyOf(contract, group));
      group.clear_least_numerator();
      group.clear_least_rest();
      if (found == old.end()) continue;
      group.set_numerator(group.numerator() - found->second->numerator());
      group.set_denominator(group.denominator() - found->second->denominator());
    }
  }
  return changes;
}

std::optional<ClosedMonth> Correct(const ClosedMonth& before, ClosedMonth now) {
  if (!before.by_location()) ForgetLocations(now);
  if (HoldsTheSame(before, now)) return std::nullopt;
  std::map<LineKey, const GroupCases*> old = LinesOf(before);
  for (ContractMonth& contract : *now.mutable_contracts()) {
    for (GroupCases& group : *contract.mutable_groups()) {
      const auto found = old.extract(KeyOf(contract, group));
      group.set_least_numerator(
          found ? std::min(group.numerator(), LeastNumerator(*found.mapped()))
                : 0);
      group.set_least_rest(
          found ? std::min(RestOf(group), LeastRest(*found.mapped())) : 0);
    }
  }
  // What is left was there before and is not any more.
  for (const ContractMonth& contract : before.contracts()) {
    ContractMonth gone = contract;
    gone.clear_groups();
    gone.set_missing(false);
    for (const GroupCases& group : contract.groups()) {
      // Groups of nobody stay, or what they once were would be forgotten.
      if (!old.contains(KeyOf(contract, group))) continue;
      GroupCases& none = *gone.add_groups();
      none.set_attribute(group.attribute());
      none.set_group(group.group());
      none.set_least_numerator(0);
      none.set_least_rest(0);
    }
    if (!gone.groups().empty()) *now.add_contracts() = std::move(gone);
  }
  return now;
}

}  // namespace tidemark::publications
