#include "services/monitoring/breakdown_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/cases.h"
#include "services/monitoring/cohorts.h"
#include "services/monitoring/growth_cases.h"
#include "services/monitoring/slices.h"
#include "services/monitoring/targets.h"

namespace tidemark::monitoring {
namespace {

using Kind = Subject::Kind;
using Source = Definition::Source;
using v1::Breakdown;
using v1::BreakdownRow;
using v1::ExplanationLine;

// A sum of cases, each person counted once a return.
struct Slice {
  Tally tally = {};
  int64_t last_person_in_return = 0;

  void Add(const Case& one) {
    tally += *one.tally;
    if (one.person_in_return == last_person_in_return) return;
    last_person_in_return = one.person_in_return;
    ++tally.people;
  }
};

// What becomes one row.
struct Row {
  std::string value;
  std::string display_name;
  // Where it stands among the rows: of values with an order of their own.
  int order = 0;
  Tally tally;
};

bool IsOfContracts(v1::Dimension dimension) {
  return dimension == v1::DIMENSION_PROVIDER ||
         dimension == v1::DIMENSION_CONTRACT;
}

// Visits what each contract of the subject adds, from its cells.
absl::Status VisitTallies(
    const store::Reader& reader, const BreakdownQuestion& question,
    absl::FunctionRef<void(const v1::ContractCells&, const Tally&)> visit) {
  return VisitContracts(
      reader, question.subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        Sums sums;
        TIDEMARK_RETURN_IF_ERROR(AddTo(sums, cells, question.range));
        if (question.viewer == Viewer::kProvider) sums = sums.ForProvider();
        const Tally tally = TallyOf(*question.definition, sums);
        if (tally.any()) visit(cells, tally);
        return true;
      });
}

// Providers or contracts, by their cells.
absl::StatusOr<std::vector<Row>> RowsOfContracts(
    const store::Reader& reader, const BreakdownQuestion& question) {
  std::map<std::string, Tally> tallies;
  TIDEMARK_RETURN_IF_ERROR(VisitTallies(
      reader, question, [&](const v1::ContractCells& cells, const Tally& one) {
        tallies[question.dimension == v1::DIMENSION_PROVIDER ? cells.provider()
                                                             : cells.name()] +=
            one;
      }));
  std::vector<Row> rows;
  for (const auto& [value, tally] : tallies) {
    TIDEMARK_ASSIGN_OR_RETURN(std::string display_name,
                              DisplayNameOf(reader, value));
    rows.push_back({.value = value,
                    .display_name = std::move(display_name),
                    .tally = tally});
  }
  return rows;
}

absl::StatusOr<std::map<int, Tally>> GrowthBySlice(
    const store::Reader& reader, const BreakdownQuestion& question,
    Slices& slices) {
  using People = std::map<int, PeopleOverTime>;
  TIDEMARK_ASSIGN_OR_RETURN(
      const People people,
      ReadPeopleOverTime(reader, question.subject, question.range, slices));
  std::map<int, Tally> tallies;
  for (const auto& [value, of_value] : people) {
    for (const auto& [name, person] : of_value) {
      tallies[value] += TallyOf(person);
    }
  }
  return tallies;
}

absl::StatusOr<std::map<int, Tally>> CasesBySlice(
    const store::Reader& reader, const BreakdownQuestion& question,
    Slices& slices) {
  std::vector<Slice> found;
  TIDEMARK_RETURN_IF_ERROR(
      VisitCases(reader, question.subject, *question.definition, question.range,
                 question.viewer, [&](const Case& one) -> absl::Status {
                   TIDEMARK_ASSIGN_OR_RETURN(const absl::Span<const int> values,
                                             slices.Of(one));
                   for (const int value : values) {
                     const auto at = static_cast<size_t>(value);
                     if (at >= found.size()) found.resize(at + 1);
                     found[at].Add(one);
                   }
                   return absl::OkStatus();
                 }));
  std::map<int, Tally> tallies;
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].tally.any()) tallies[static_cast<int>(i)] = found[i].tally;
  }
  return tallies;
}

absl::StatusOr<std::vector<Row>> RowsOfSlices(
    const store::Reader& reader, const BreakdownQuestion& question) {
  Slices slices(reader, CouncilOf(question.subject.name), question.dimension);
  using Tallies = std::map<int, Tally>;
  TIDEMARK_ASSIGN_OR_RETURN(const Tallies tallies,
                            question.definition->source == Source::kGrowth
                                ? GrowthBySlice(reader, question, slices)
                                : CasesBySlice(reader, question, slices));
  std::vector<Row> rows;
  for (const auto& [number, tally] : tallies) {
    TIDEMARK_ASSIGN_OR_RETURN(std::string display_name,
                              slices.DisplayNameOf(number));
    rows.push_back({.value = slices.value(number),
                    .display_name = std::move(display_name),
                    .order = slices.ordered() ? number : 0,
                    .tally = tally});
  }
  return rows;
}

// By their own order or by name as people read it; what is not recorded last.
void Sort(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    const auto key = [](const Row& row) {
      return std::make_tuple(row.value.empty(), row.order,
                             absl::AsciiStrToLower(row.display_name),
                             absl::string_view(row.value));
    };
    return key(a) < key(b);
  });
}

absl::StatusOr<Tally> TotalOf(const store::Reader& reader,
                              const BreakdownQuestion& question) {
  Tally total;
  if (question.definition->source == Source::kGrowth) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const PeopleOverTime people,
        ReadPeopleOverTime(reader, question.subject, question.range));
    for (const auto& [name, person] : people) total += TallyOf(person);
    return total;
  }
  TIDEMARK_RETURN_IF_ERROR(VisitTallies(
      reader, question,
      [&](const v1::ContractCells&, const Tally& one) { total += one; }));
  return total;
}

bool AddUp(const std::vector<Row>& rows, const Tally& total) {
  Tally sum;
  for (const Row& row : rows) sum += row.tally;
  return sum.numerator == total.numerator &&
         sum.denominator == total.denominator;
}

std::string NoteOf(const BreakdownQuestion& question, bool adds_up) {
  if (question.definition->source == Source::kGrowth) {
    return adds_up ? ""
                   : "A person is in each row in which they have a package, "
                     "with the packages of that row only.";
  }
  if (question.dimension == v1::DIMENSION_THEME) {
    return adds_up ? "Something may have several themes; here nothing has."
                   : "What has several themes is in each of them, so the rows "
                     "come to more than the total.";
  }
  return "";
}

// The provider of a contract that is the subject, or the subject itself.
absl::StatusOr<std::string> ProviderOfSubject(const store::Reader& reader,
                                              const Subject& subject) {
  std::string provider(ProviderOf(subject.name));
  if (subject.kind != Kind::kContract) return provider;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        provider = cells.provider();
        return true;
      }));
  return provider;
}

// What the row is judged as: the provider or contract that it is of, of a
// location its provider, and else the subject itself. A contract asks the same
// of all its rows.
Subject JudgedAs(const BreakdownQuestion& question, const std::string& value) {
  if (question.subject.kind == Kind::kContract || value.empty()) {
    return question.subject;
  }
  switch (question.dimension) {
    case v1::DIMENSION_CONTRACT:
      return Subject{.kind = Kind::kContract, .name = value};
    case v1::DIMENSION_PROVIDER:
    case v1::DIMENSION_LOCATION:
      return Subject{.kind = Kind::kProvider,
                     .name = std::string(ProviderOf(value))};
    default:
      return question.subject;
  }
}

// Colours the total and the rows.
absl::Status JudgeAll(const store::Reader& reader,
                      const BreakdownQuestion& question, Breakdown& breakdown) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string provider,
                            ProviderOfSubject(reader, question.subject));
  TIDEMARK_RETURN_IF_ERROR(JudgeFigure(reader, question.subject.name, provider,
                                       question.range,
                                       *breakdown.mutable_total()));
  for (BreakdownRow& row : *breakdown.mutable_rows()) {
    const Subject judged = JudgedAs(question, row.value());
    TIDEMARK_ASSIGN_OR_RETURN(const std::string of_row,
                              ProviderOfSubject(reader, judged));
    TIDEMARK_RETURN_IF_ERROR(JudgeFigure(
        reader, judged.name, of_row, question.range, *row.mutable_figure()));
  }
  return absl::OkStatus();
}

// The lines of a row, by where they stand, and their sum.
struct Lines {
  struct Line {
    Slice slice;
    ExplanationLine line;
  };

  std::map<std::string, Line> lines;
  Tally total;
};

std::string LineKey(const Case& one) {
  return absl::StrCat(one.contract, "\n", absl::Dec(one.day, absl::kZeroPad8),
                      "\n", one.name);
}

void AddLine(const Case& one, Lines& lines) {
  Lines::Line& line = lines.lines[LineKey(one)];
  line.slice.Add(one);
  if (!line.line.name().empty()) return;
  line.line.set_name(one.name.data(), one.name.size());
  line.line.set_contract(one.contract.data(), one.contract.size());
  line.line.set_period(one.period.data(), one.period.size());
  line.line.set_version(one.version);
  line.line.set_note(one.note.data(), one.note.size());
}

absl::Status ReadLines(const store::Reader& reader,
                       const BreakdownQuestion& question,
                       absl::string_view value, Lines& lines) {
  Slices slices(reader, CouncilOf(question.subject.name), question.dimension);
  return VisitCases(reader, question.subject, *question.definition,
                    question.range, question.viewer,
                    [&](const Case& one) -> absl::Status {
                      TIDEMARK_ASSIGN_OR_RETURN(
                          const absl::Span<const int> values, slices.Of(one));
                      for (const int number : values) {
                        if (slices.value(number) == value) AddLine(one, lines);
                      }
                      return absl::OkStatus();
                    });
}

absl::StatusOr<PeopleOverTime> PeopleOf(const store::Reader& reader,
                                        const BreakdownQuestion& question,
                                        absl::string_view value) {
  if (question.dimension == v1::DIMENSION_UNSPECIFIED) {
    return ReadPeopleOverTime(reader, question.subject, question.range);
  }
  Slices slices(reader, CouncilOf(question.subject.name), question.dimension);
  using People = std::map<int, PeopleOverTime>;
  TIDEMARK_ASSIGN_OR_RETURN(
      People people,
      ReadPeopleOverTime(reader, question.subject, question.range, slices));
  for (auto& [number, of_value] : people) {
    if (slices.value(number) == value) return std::move(of_value);
  }
  return PeopleOverTime();
}

absl::Status ReadPeopleLines(const store::Reader& reader,
                             const BreakdownQuestion& question,
                             absl::string_view value, Lines& lines) {
  TIDEMARK_ASSIGN_OR_RETURN(const PeopleOverTime people,
                            PeopleOf(reader, question, value));
  for (const auto& [name, person] : people) {
    const Tally tally = TallyOf(person);
    const std::string note = monitoring::NoteOf(person, question.range);
    AddLine({.tally = &tally, .name = name, .note = note}, lines);
  }
  return absl::OkStatus();
}

void FillLine(const Definition& definition, Lines::Line& from,
              ExplanationLine& line) {
  line.Swap(&from.line);
  const Tally& tally = from.slice.tally;
  line.set_numerator(tally.numerator);
  line.set_denominator(definition.is_count() ? 0 : tally.denominator);
  line.set_people(static_cast<int32_t>(tally.people));
  for (v1::Exclusion& exclusion : ExclusionsOf(definition, tally)) {
    *line.add_exclusions() = std::move(exclusion);
  }
  if (line.note().empty()) {
    line.set_note(absl::StrCat("accepted, ", tally.numerator, " of ",
                               tally.denominator, " of this row"));
  }
}

// The subject that the value of a breakdown by provider or contract is, as far
// as it is the subject's own; nothing if it has none of it.
absl::StatusOr<std::optional<Subject>> Narrowed(
    const store::Reader& reader, const BreakdownQuestion& question,
    absl::string_view value) {
  const bool by_provider = question.dimension == v1::DIMENSION_PROVIDER;
  bool own = false;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, question.subject,
      [&](const v1::ContractCells& cells) -> absl::StatusOr<bool> {
        own = (by_provider ? cells.provider() : cells.name()) == value;
        return !own;
      }));
  if (!own) return std::optional<Subject>();
  if (question.subject.kind == Kind::kContract) return question.subject;
  return Subject{.kind = by_provider ? Kind::kProvider : Kind::kContract,
                 .name = std::string(value)};
}

}  // namespace

absl::StatusOr<Breakdown> MakeBreakdown(const store::Reader& reader,
                                        const BreakdownQuestion& question) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, question.subject));
  const bool growth = question.definition->source == Source::kGrowth;
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<Row> rows,
                            IsOfContracts(question.dimension) && !growth
                                ? RowsOfContracts(reader, question)
                                : RowsOfSlices(reader, question));
  Sort(rows);
  TIDEMARK_ASSIGN_OR_RETURN(const Tally total, TotalOf(reader, question));

  const Definition& definition = *question.definition;
  Breakdown breakdown;
  breakdown.set_subject(question.subject.name);
  breakdown.set_dimension(question.dimension);
  *breakdown.mutable_total() =
      MakeFigure(definition, total, known.council_minimum);
  for (const Row& row : rows) {
    BreakdownRow& made = *breakdown.add_rows();
    made.set_value(row.value);
    made.set_display_name(row.display_name);
    *made.mutable_figure() =
        MakeFigure(definition, row.tally, known.council_minimum);
    made.set_people(row.tally.people);
    for (v1::Exclusion& exclusion : ExclusionsOf(definition, row.tally)) {
      *made.add_exclusions() = std::move(exclusion);
    }
  }
  breakdown.set_adds_up(AddUp(rows, total));
  breakdown.set_note(NoteOf(question, breakdown.adds_up()));
  TIDEMARK_RETURN_IF_ERROR(JudgeAll(reader, question, breakdown));
  return breakdown;
}

absl::StatusOr<ExplainedFigure> ExplainSlice(const store::Reader& reader,
                                             const BreakdownQuestion& question,
                                             absl::string_view value,
                                             absl::string_view start,
                                             size_t limit) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, question.subject));
  const Definition& definition = *question.definition;
  Lines lines;
  if (definition.source == Source::kGrowth) {
    TIDEMARK_RETURN_IF_ERROR(ReadPeopleLines(reader, question, value, lines));
  } else if (IsOfContracts(question.dimension)) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<Subject> narrowed,
                              Narrowed(reader, question, value));
    if (narrowed) {
      return Explain(reader,
                     {.subject = *narrowed,
                      .display_name = {},
                      .council_minimum = known.council_minimum},
                     definition, question.range, start, limit, question.viewer);
    }
  } else {
    TIDEMARK_RETURN_IF_ERROR(ReadLines(reader, question, value, lines));
  }

  ExplainedFigure explained;
  v1::Explanation& explanation = explained.explanation;
  for (const auto& [key, line] : lines.lines) lines.total += line.slice.tally;
  for (auto it = lines.lines.lower_bound(std::string(start));
       it != lines.lines.end(); ++it) {
    if (static_cast<size_t>(explanation.lines_size()) == limit) {
      explained.next = it->first;
      break;
    }
    FillLine(definition, it->second, *explanation.add_lines());
  }
  explanation.set_subject(question.subject.name);
  *explanation.mutable_figure() =
      MakeFigure(definition, lines.total, known.council_minimum);
  for (v1::Exclusion& exclusion : ExclusionsOf(definition, lines.total)) {
    *explanation.add_exclusions() = std::move(exclusion);
  }
  explanation.set_people(lines.total.people);
  return explained;
}

}  // namespace tidemark::monitoring
