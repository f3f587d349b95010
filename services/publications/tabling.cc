#include "services/publications/tabling.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/disclosure/rounding.h"
#include "common/disclosure/suppression.h"
#include "common/proto/names.h"
#include "services/publications/atoms.h"

namespace tidemark::publications {
namespace {

using disclosure::Decision;
using disclosure::Question;
using v1::Publication;
using v1::PublishedCell;
using v1::PublishedRow;

// Rows and what they are called, the council's first.
std::vector<std::pair<std::string, std::string>> SubjectsOf(
    const Material& material, const Publication& publication) {
  std::map<std::string, std::string> names;
  for (const auto& contract : material.cases.contracts()) {
    names.emplace(contract.contract(), contract.title());
    names.emplace(contract.provider(), contract.provider_name());
  }
  std::map<std::string, std::string> subjects;
  for (const auto& location : material.cases.locations()) {
    names.emplace(location.name(), location.display_name());
  }
  names.emplace("", "No location recorded");
  const auto add = [&](const std::string& subject) {
    const auto name = names.find(subject);
    subjects.emplace(subject, name == names.end() ? std::string(IdOf(subject))
                                                  : name->second);
  };
  for (const auto& [in, closed] : material.months) {
    const int32_t month = in;
    const bool asked =
        std::any_of(publication.periods().begin(), publication.periods().end(),
                    [&](const v1::PublishedPeriod& period) {
                      return MonthsOf(period).Overlaps({month, month});
                    });
    if (!asked) continue;
    for (const v1::ContractMonth& contract : closed.contracts()) {
      if (publication.row_kind() == Publication::ROWS_PROVIDERS) {
        add(contract.provider());
      }
      if (publication.row_kind() == Publication::ROWS_CONTRACTS) {
        add(contract.contract());
      }
      if (publication.row_kind() == Publication::ROWS_LOCATIONS &&
          !contract.groups().empty()) {
        add(contract.location());
      }
    }
  }
  std::vector<std::pair<std::string, std::string>> rows(subjects.begin(),
                                                        subjects.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return absl::AsciiStrToLower(a.second) < absl::AsciiStrToLower(b.second);
  });
  rows.insert(rows.begin(), {std::string(CouncilOf(publication.name())),
                             material.cases.council_name()});
  return rows;
}

CellKey KeyOf(const Publication& publication, const PublishedRow& row,
              const PublishedCell& cell) {
  return {
      .subject = row.subject(),
      .months = MonthsOf(publication.periods(cell.period())),
      .attribute = cell.group().empty() ? 0 : int32_t{publication.attribute()},
      .group = cell.group()};
}

// Makes the rows, without numbers.
void LayOut(const Material& material, Publication& publication) {
  for (const auto& group : material.cases.groups()) {
    if (group.attribute() == publication.attribute()) {
      *publication.add_groups() = group;
    }
  }
  for (auto& [subject, name] : SubjectsOf(material, publication)) {
    PublishedRow& row = *publication.add_rows();
    row.set_subject(subject);
    row.set_display_name(name);
    for (int period = 0; period < publication.periods_size(); ++period) {
      row.add_cells()->set_period(period);
      for (const auto& group : publication.groups()) {
        PublishedCell& cell = *row.add_cells();
        cell.set_period(period);
        cell.set_group(group.code());
      }
    }
  }
}

// What a cell comes to.
struct Sum {
  int64_t numerator = 0;
  int64_t denominator = 0;
};

Sum SumOf(const CaseAtoms& atoms, const disclosure::Atoms& cell) {
  Sum sum;
  for (const int atom : cell) {
    sum.numerator += atoms.atoms()[atom].numerator;
    sum.denominator += atoms.atoms()[atom].denominator;
  }
  return sum;
}

// The contracts with a case at a location, in any month: what is missing of a
// contract is missing where it has cases.
std::set<std::string> ContractsAt(const Material& material,
                                  const std::string& location) {
  std::set<std::string> contracts;
  if (Matches(location, "councils/*/providers/*/locations/*")) {
    for (const auto& [month, closed] : material.months) {
      for (const v1::ContractMonth& contract : closed.contracts()) {
        if (contract.location() == location) {
          contracts.insert(contract.contract());
        }
      }
    }
  }
  return contracts;
}

// Whether something is missing in the months of a row.
bool IsMissing(const Material& material, const PublishedRow& row,
               const Months& months) {
  const std::set<std::string> contracts = ContractsAt(material, row.subject());
  for (const auto& [month, closed] : material.months) {
    if (!months.Overlaps({month, month})) continue;
    for (const v1::ContractMonth& contract : closed.contracts()) {
      if (contract.missing() &&
          (contracts.contains(contract.contract()) ||
           row.subject() == contract.contract() ||
           row.subject() == contract.provider() ||
           row.subject() == CouncilOf(contract.contract()))) {
        return true;
      }
    }
  }
  return false;
}

PublishedCell::Reason ReasonOf(disclosure::Reason reason) {
  switch (reason) {
    case disclosure::Reason::kFewInAll:
      return PublishedCell::REASON_FEW_CASES;
    case disclosure::Reason::kFewInNumerator:
      return PublishedCell::REASON_FEW_MET;
    case disclosure::Reason::kFewInRest:
      return PublishedCell::REASON_FEW_NOT_MET;
    case disclosure::Reason::kFewContributors:
      return PublishedCell::REASON_FEW_PEOPLE;
    case disclosure::Reason::kDominated:
      return PublishedCell::REASON_ONE_PERSON_DOMINATES;
    case disclosure::Reason::kGivesAway:
      return PublishedCell::REASON_GIVES_AWAY_ANOTHER;
    default:
      return PublishedCell::REASON_UNSPECIFIED;
  }
}

void FillCell(const Decision& decision, const Sum& sum,
              PublishedCell::Marker marker_of_nothing, PublishedCell& cell) {
  if (!decision.shown()) {
    cell.set_marker(PublishedCell::MARKER_CONFIDENTIAL);
    cell.set_reason(ReasonOf(decision.reason));
    return;
  }
  if (sum.denominator == 0) {
    cell.set_marker(marker_of_nothing);
    return;
  }
  cell.set_marker(PublishedCell::MARKER_NUMBER);
  cell.set_numerator(disclosure::RoundedToFive(sum.numerator));
  cell.set_denominator(disclosure::RoundedToFive(sum.denominator));
  cell.set_per_mille(static_cast<int32_t>(
      disclosure::ShareInTenths(sum.numerator, sum.denominator)));
}

// What all know already, and what they must not come to know.
void AddPublished(const Material& material, const CaseAtoms& atoms,
                  Question& question) {
  for (const Publication& published : material.published) {
    for (const PublishedRow& row : published.rows()) {
      for (const PublishedCell& cell : row.cells()) {
        (cell.marker() == PublishedCell::MARKER_CONFIDENTIAL ? question.hidden
                                                             : question.known)
            .push_back(atoms.Of(KeyOf(published, row, cell)));
      }
    }
  }
}

// Each cell of the table; a total of its row or of its groups goes last.
void AddCandidates(const CaseAtoms& atoms, const Publication& publication,
                   Question& question) {
  for (const PublishedRow& row : publication.rows()) {
    for (const PublishedCell& cell : row.cells()) {
      disclosure::Candidate candidate;
      candidate.atoms = atoms.Of(KeyOf(publication, row, cell));
      const bool everybody = cell.group().empty();
      candidate.nothing = SumOf(atoms, candidate.atoms).denominator == 0;
      candidate.rank = (Matches(row.subject(), "councils/*") ? 1 : 0) +
                       (everybody && publication.groups_size() > 0 ? 1 : 0);
      question.candidates.push_back(std::move(candidate));
    }
  }
}

// Decides on the cells. That a group is empty is told where all groups beside
// it are told, and where nobody in the whole council is in it; else, where one
// beside it is kept back, it is as well, or all would know that the others are
// not empty. The council's row is the first.
std::vector<Decision> DecideAll(int groups, int periods, Question& question) {
  const size_t cells_a_line = groups + 1;
  const size_t cells_a_row = cells_a_line * periods;
  while (true) {
    std::vector<Decision> decisions = disclosure::Decide(question);
    bool changed = false;
    for (size_t i = 0; i < decisions.size(); ++i) {
      const size_t line = i - i % cells_a_line;
      if (i == line || question.candidates[i % cells_a_row].nothing ||
          question.candidates[line].nothing || decisions[i].known_before) {
        continue;
      }
      const auto first = decisions.begin() + static_cast<std::ptrdiff_t>(line);
      if (std::any_of(first + 1,
                      first + static_cast<std::ptrdiff_t>(cells_a_line),
                      [](const Decision& d) { return !d.shown(); })) {
        changed |= std::exchange(question.candidates[i].nothing, false);
      }
    }
    if (!changed) return decisions;
  }
}

absl::Status CheckSize(const Publication& publication) {
  int64_t cells = 0;
  for (const PublishedRow& row : publication.rows()) cells += row.cells_size();
  Faults faults;
  if (cells > kMaxCells) {
    faults.Add({.field = "publication",
                .code = "TOO_MANY_CELLS",
                .message = absl::StrCat("must have at most ", kMaxCells,
                                        " cells; has ", cells,
                                        ": take fewer periods or rows")});
  }
  return faults.ToStatus();
}

}  // namespace

std::vector<Publication> Related(const Publication& publication,
                                 const std::vector<Publication>& published) {
  std::vector<Publication> related;
  std::vector<bool> taken(published.size());
  const auto touches = [&](const Publication& other) {
    const auto overlaps = [&](const Publication& one) {
      for (const v1::PublishedPeriod& a : one.periods()) {
        for (const v1::PublishedPeriod& b : other.periods()) {
          if (MonthsOf(a).Overlaps(MonthsOf(b))) return true;
        }
      }
      return false;
    };
    return overlaps(publication) ||
           std::any_of(related.begin(), related.end(), overlaps);
  };
  bool more = true;
  while (more) {
    more = false;
    for (size_t i = 0; i < published.size(); ++i) {
      if (taken[i] || !touches(published[i])) continue;
      taken[i] = more = true;
      related.push_back(published[i]);
    }
  }
  return related;
}

Months SpanOf(const Publication& publication,
              const std::vector<Publication>& related) {
  Months span = MonthsOf(publication.periods(0));
  const auto widen = [&](const Publication& one) {
    for (const v1::PublishedPeriod& period : one.periods()) {
      const Months months = MonthsOf(period);
      span.first = std::min(span.first, months.first);
      span.last = std::max(span.last, months.last);
    }
  };
  widen(publication);
  for (const Publication& one : related) widen(one);
  return span;
}

bool AreLarge(const MonthsOfCases& changes,
              const std::vector<Publication>& published,
              const monitoring::v1::ListCasesResponse& cases) {
  std::vector<const Publication*> all;
  for (const Publication& one : published) all.push_back(&one);
  const CaseAtoms parts(all, changes, cases);
  const auto large = [](int64_t change) {
    return std::abs(change) >= disclosure::Rule().minimum;
  };
  return std::all_of(parts.atoms().begin(), parts.atoms().end(),
                     [&](const disclosure::Atom& part) {
                       const int64_t rest = part.denominator - part.numerator;
                       return (part.numerator == 0 && rest == 0) ||
                              (large(part.numerator) && large(rest));
                     });
}

absl::Status MakeTable(const Material& material, Publication& publication) {
  publication.clear_rows();
  publication.clear_groups();
  LayOut(material, publication);
  if (absl::Status size = CheckSize(publication); !size.ok()) return size;
  std::vector<const Publication*> all = {&publication};
  for (const Publication& one : material.published) all.push_back(&one);
  const CaseAtoms atoms(all, material.months, material.cases);
  Question question;
  question.atoms = atoms.atoms();
  question.same = atoms.same();
  AddPublished(material, atoms, question);
  AddCandidates(atoms, publication, question);
  const std::vector<Decision> decisions = DecideAll(
      publication.groups_size(), publication.periods_size(), question);

  publication.set_cells(static_cast<int32_t>(decisions.size()));
  publication.set_cells_kept_back(0);
  size_t next = 0;
  for (PublishedRow& row : *publication.mutable_rows()) {
    for (PublishedCell& cell : *row.mutable_cells()) {
      const Months months = MonthsOf(publication.periods(cell.period()));
      const Decision& decision = decisions[next];
      FillCell(decision, SumOf(atoms, question.candidates[next].atoms),
               cell.group().empty() && IsMissing(material, row, months)
                   ? PublishedCell::MARKER_NOT_AVAILABLE
                   : PublishedCell::MARKER_NOT_APPLICABLE,
               cell);
      if (!decision.shown()) {
        publication.set_cells_kept_back(publication.cells_kept_back() + 1);
      }
      ++next;
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::publications
