#include "services/publications/atoms.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"

namespace tidemark::publications {

using monitoring::v1::ListCasesResponse;
using v1::Publication;

CaseAtoms::CaseAtoms(const std::vector<const Publication*>& publications,
                     const MonthsOfCases& months,
                     const ListCasesResponse& cases) {
  for (const Publication* const publication : publications) {
    council_ = std::string(CouncilOf(publication->name()));
    finest_ = std::max(finest_, publication->row_kind());
    if (publication->attribute() != 0) {
      attributes_.insert(publication->attribute());
    }
  }
  if (attributes_.empty()) attributes_.insert(0);
  FindStretches(publications);
  FindUnits(months);
  AddPlaces(cases);
  for (const auto& [month, closed] : months) {
    if (const int stretch = StretchOf(month); stretch >= 0) {
      AddMonth(stretch, closed);
    }
  }
  AddPeople(cases);
  AddSame();
}

disclosure::Atoms CaseAtoms::Of(const CellKey& cell) const {
  const auto units = units_of_.find(cell.subject);
  disclosure::Atoms atoms;
  if (units == units_of_.end()) return atoms;
  // Everybody is all groups of any attribute; the first will do.
  const int32_t attribute =
      cell.attribute == 0 ? *attributes_.begin() : cell.attribute;
  for (const std::string& unit : units->second) {
    for (int i = 0; i < static_cast<int>(stretches_.size()); ++i) {
      if (!cell.months.Overlaps(stretches_[i])) continue;
      for (auto at = atom_at_.lower_bound({unit, i, attribute, ""});
           at != atom_at_.end() && at->first.unit == unit &&
           at->first.stretch == i && at->first.attribute == attribute;
           ++at) {
        if (cell.attribute == 0 || at->first.group == cell.group) {
          atoms.push_back(at->second);
        }
      }
    }
  }
  return atoms;
}

void CaseAtoms::FindStretches(
    const std::vector<const Publication*>& publications) {
  std::set<int32_t> cuts;
  std::vector<Months> periods;
  for (const Publication* const publication : publications) {
    for (const v1::PublishedPeriod& period : publication->periods()) {
      periods.push_back(MonthsOf(period));
      cuts.insert(periods.back().first);
      cuts.insert(periods.back().last + 1);
    }
  }
  for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
    const auto next = std::next(cut);
    if (next == cuts.end()) break;
    const Months stretch = {.first = *cut, .last = *next - 1};
    if (std::any_of(periods.begin(), periods.end(), [&](const Months& period) {
          return period.Overlaps(stretch);
        })) {
      stretches_.push_back(stretch);
    }
  }
}

void CaseAtoms::FindUnits(const MonthsOfCases& months) {
  for (const auto& [month, closed] : months) {
    for (const v1::ContractMonth& contract : closed.contracts()) {
      const std::string unit =
          UnitOf(contract.contract(), contract.provider(), contract.location());
      units_of_[council_].insert(unit);
      if (finest_ == Publication::ROWS_UNSPECIFIED) continue;
      units_of_[contract.provider()].insert(unit);
      if (finest_ == Publication::ROWS_PROVIDERS) continue;
      units_of_[contract.contract()].insert(unit);
      if (finest_ == Publication::ROWS_CONTRACTS) continue;
      units_of_[contract.location()].insert(unit);
    }
  }
}

void CaseAtoms::AddPlaces(const ListCasesResponse& cases) {
  const auto council = units_of_.find(council_);
  if (council == units_of_.end()) return;
  for (const std::string& unit : council->second) {
    for (int i = 0; i < static_cast<int>(stretches_.size()); ++i) {
      if (attributes_.contains(0)) AtomAt({unit, i, 0, ""});
      for (const auto& group : cases.groups()) {
        if (attributes_.contains(group.attribute())) {
          AtomAt({unit, i, group.attribute(), group.code()});
        }
      }
    }
  }
}

void CaseAtoms::AddMonth(int stretch, const v1::ClosedMonth& month) {
  for (const v1::ContractMonth& contract : month.contracts()) {
    const std::string unit =
        UnitOf(contract.contract(), contract.provider(), contract.location());
    for (const v1::GroupCases& group : contract.groups()) {
      if (!attributes_.contains(group.attribute())) continue;
      disclosure::Atom& atom =
          atoms_[AtomAt({unit, stretch, group.attribute(), group.group()})];
      atom.numerator += group.numerator();
      atom.denominator += group.denominator();
      if (group.has_least_numerator()) {
        atom.known_numerator += group.numerator() - group.least_numerator();
      }
      if (group.has_least_rest()) {
        atom.known_rest +=
            group.denominator() - group.numerator() - group.least_rest();
      }
    }
  }
}

void CaseAtoms::AddPeople(const ListCasesResponse& cases) {
  std::map<std::string, int64_t> number_of;
  // A person has one line an atom, however many contracts and months it is of.
  std::map<std::pair<int, int64_t>, int64_t> cases_of;
  for (const auto& contract : cases.contracts()) {
    for (const auto& month : contract.months()) {
      const int stretch = StretchOf(IndexOf(month.month()));
      if (stretch < 0) continue;
      for (const auto& person : month.people()) {
        const std::string unit =
            UnitOf(contract.contract(), contract.provider(), person.location());
        const int64_t number =
            number_of.try_emplace(person.person(), number_of.size())
                .first->second;
        for (const int32_t attribute : attributes_) {
          const auto at = atom_at_.find(
              {unit, stretch, attribute,
               attribute == 0 ? "" : person.groups(attribute - 1)});
          // What has come since the month was closed is not counted.
          if (at == atom_at_.end()) continue;
          cases_of[{at->second, number}] += person.denominator();
        }
      }
    }
  }
  for (const auto& [key, count] : cases_of) {
    atoms_[key.first].contributions.push_back(
        {.contributor = key.second, .cases = count});
  }
}

void CaseAtoms::AddSame() {
  // By unit, stretch and attribute.
  std::map<std::pair<std::string, int>, std::map<int32_t, disclosure::Atoms>>
      views;
  for (const auto& [place, atom] : atom_at_) {
    views[{place.unit, place.stretch}][place.attribute].push_back(atom);
  }
  for (const auto& [key, by_attribute] : views) {
    for (auto view = std::next(by_attribute.begin());
         view != by_attribute.end(); ++view) {
      same_.push_back({by_attribute.begin()->second, view->second});
    }
  }
}

int CaseAtoms::StretchOf(int32_t month) const {
  for (int i = 0; i < static_cast<int>(stretches_.size()); ++i) {
    if (stretches_[i].Overlaps({month, month})) return i;
  }
  return -1;
}

std::string CaseAtoms::UnitOf(const std::string& contract,
                              const std::string& provider,
                              const std::string& location) const {
  switch (finest_) {
    case Publication::ROWS_LOCATIONS:
      return absl::StrCat(contract, "\n", location);
    case Publication::ROWS_CONTRACTS:
      return contract;
    case Publication::ROWS_PROVIDERS:
      return provider;
    default:
      return council_;
  }
}

int CaseAtoms::AtomAt(const Place& place) {
  const auto [it, is_new] =
      atom_at_.try_emplace(place, static_cast<int>(atoms_.size()));
  if (is_new) atoms_.emplace_back();
  return it->second;
}

}  // namespace tidemark::publications
