#include "services/monitoring/explanations.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/monitoring/cases.h"
#include "services/monitoring/targets.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;
using Source = Definition::Source;
using v1::ExplanationLine;

// A line, and where it stands in the order of all: by contract, then time, then
// name. Each part ends with a character that is in no name, so that the keys
// sort as the parts do.
struct Placed {
  std::string key;
  ExplanationLine line;
};

std::string KeyOf(absl::string_view contract, int32_t time,
                  absl::string_view id) {
  return absl::StrCat(contract, "\n", absl::Dec(time, absl::kZeroPad8), "\n",
                      id);
}

std::string DayText(int32_t day) { return type::FormatLongDate(DateOf(day)); }

// Whether the period has a line in the explanation of the figure.
bool IsShown(const Definition& definition, const Sums& sums) {
  if (definition.denominator == &Sums::returns_due) {
    return sums.returns_due != 0 || sums.not_yet_due != 0 ||
           sums.outside_calendar != 0;
  }
  return sums.returns_accepted != 0 || sums.outstanding != 0;
}

void FillCounts(const Definition& definition, const Sums& sums,
                ExplanationLine& line) {
  line.set_numerator(sums.*definition.numerator);
  if (!definition.is_count()) {
    line.set_denominator(sums.*definition.denominator);
  }
  if (definition.people != nullptr) {
    line.set_people(static_cast<int32_t>(sums.*definition.people));
  }
  for (v1::Exclusion& exclusion : ExclusionsOf(definition, sums)) {
    *line.add_exclusions() = std::move(exclusion);
  }
}

void AddReturns(const Cells& cells, const Definition& definition,
                const Range& range, std::vector<Placed>& lines) {
  for (const PeriodLine& period : cells.periods) {
    if (!range.Holds(period.counts)) continue;
    const Sums sums = SumOf(period.counts, cells.returns_due, range.today);
    if (!IsShown(definition, sums)) continue;
    Placed& placed = lines.emplace_back();
    placed.key = KeyOf(cells.name, period.counts.end(), period.id);
    ExplanationLine& line = placed.line;
    line.set_name(absl::StrCat(cells.name, "/returns/", period.id));
    line.set_contract(cells.name);
    line.set_period(period.id);
    line.set_version(period.counts.version);
    FillCounts(definition, sums, line);
    line.set_note(
        NoteOf(definition, period.counts, cells.returns_due, range.today));
  }
}

absl::Status AddPieces(const store::Reader& reader, const Cells& cells,
                       const Definition& definition, const Range& range,
                       Viewer viewer, std::vector<Placed>& lines) {
  TIDEMARK_RETURN_IF_ERROR(VisitPieces(
      reader, cells.name, definition, range, viewer, [&](const Piece& piece) {
        Placed& placed = lines.emplace_back();
        placed.key = KeyOf(cells.name, piece.month, piece.name);
        ExplanationLine& line = placed.line;
        line.set_name(piece.name.data(), piece.name.size());
        line.set_contract(cells.name);
        line.set_period(type::YearMonth::FromIndex(piece.month).Format());
        FillCounts(definition, piece.sums, line);
        line.set_note(NoteOf(definition, piece));
      }));
  std::sort(lines.begin(), lines.end(),
            [](const Placed& a, const Placed& b) { return a.key < b.key; });
  return absl::OkStatus();
}

// How far a return has come of which no version stands.
std::string OutstandingNote(const PeriodCounts& period) {
  switch (period.state) {
    case Return::STATE_WITHDRAWN:
      return "withdrawn and not submitted again";
    case Return::STATE_RETURNED_FOR_CHANGES:
      return "returned for changes, not accepted yet";
    case Return::STATE_SUBMITTED:
    case Return::STATE_RESUBMITTED:
      return "submitted, not accepted yet";
    default:
      return "not submitted";
  }
}

std::string DueText(const PeriodCounts& period) {
  const std::string due = absl::StrCat("due ", DayText(period.due_by()));
  return period.due_by() == period.due
             ? due
             : absl::StrCat(due, " (extended from ", DayText(period.due), ")");
}

std::string OnTimeNote(const PeriodCounts& period, bool returns_due,
                       int32_t today) {
  if (!period.in_calendar()) {
    return "the contract's calendar no longer has this period: not counted";
  }
  const std::string due = period.due == 0 ? "no due date" : DueText(period);
  if (!IsDue(period, returns_due, today)) {
    return absl::StrCat(due, ", not before today: not counted yet");
  }
  if (!IsSubmitted(period)) {
    return absl::StrCat(due, ", ", OutstandingNote(period), ": not on time");
  }
  const int32_t late = period.first_submit - period.due_by();
  return absl::StrCat(
      due, ", submitted ", DayText(period.first_submit), ": ",
      late <= 0 ? "on time"
                : absl::StrCat(late, late == 1 ? " day late" : " days late"));
}

std::string EntriesNote(const Definition& definition,
                        const PeriodCounts& period, bool returns_due,
                        int32_t today) {
  if (period.version == 0) {
    const std::string due = period.in_calendar() && period.due != 0
                                ? absl::StrCat(DueText(period), ", ")
                                : "";
    return absl::StrCat(due, OutstandingNote(period), ": nothing to count");
  }
  const std::string stands =
      period.state == Return::STATE_ACCEPTED
          ? "accepted"
          : absl::StrCat("version ", period.version,
                         " stands while its correction is open");
  if (period.nil_return != 0) {
    return absl::StrCat(stands, ", nil return: nobody was supported");
  }
  const Sums sums = SumOf(period, returns_due, today);
  return absl::StrCat(stands, ", ", sums.*definition.numerator, " of ",
                      sums.*definition.denominator);
}

}  // namespace

std::string NoteOf(const Definition& definition, const PeriodCounts& period,
                   bool returns_due, int32_t today) {
  return definition.denominator == &Sums::returns_due
             ? OnTimeNote(period, returns_due, today)
             : EntriesNote(definition, period, returns_due, today);
}

absl::StatusOr<ExplainedFigure> Explain(const store::Reader& reader,
                                        const Subject& subject,
                                        const Definition& definition,
                                        const Range& range,
                                        absl::string_view start, size_t limit,
                                        Viewer viewer) {
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(reader, subject));
  return Explain(reader, known, definition, range, start, limit, viewer);
}

absl::StatusOr<ExplainedFigure> Explain(const store::Reader& reader,
                                        const KnownSubject& known,
                                        const Definition& definition,
                                        const Range& range,
                                        absl::string_view start, size_t limit,
                                        Viewer viewer) {
  const Subject& subject = known.subject;
  ExplainedFigure explained;
  v1::Explanation& explanation = explained.explanation;
  const absl::string_view start_contract = start.substr(0, start.find('\n'));
  Sums total;
  std::string provider(ProviderOf(subject.name));
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, subject,
      [&](const v1::ContractCells& stored) -> absl::StatusOr<bool> {
        Sums sums;
        TIDEMARK_RETURN_IF_ERROR(AddTo(sums, stored, range));
        if (viewer == Viewer::kProvider) sums = sums.ForProvider();
        if (subject.kind == Subject::Kind::kContract) {
          provider = stored.provider();
        }
        total += sums;
        // Contracts before and after the page only count.
        if (!explained.next.empty() ||
            absl::string_view(stored.name()) < start_contract) {
          return true;
        }
        TIDEMARK_ASSIGN_OR_RETURN(const Cells cells, Decode(stored));
        std::vector<Placed> lines;
        if (definition.source == Source::kReturns ||
            definition.source == Source::kEntries) {
          AddReturns(cells, definition, range, lines);
        } else if (TallyOf(definition, sums).any()) {
          TIDEMARK_RETURN_IF_ERROR(
              AddPieces(reader, cells, definition, range, viewer, lines));
        }
        for (Placed& placed : lines) {
          if (absl::string_view(placed.key) < start) continue;
          if (static_cast<size_t>(explanation.lines_size()) == limit) {
            explained.next = std::move(placed.key);
            break;
          }
          *explanation.add_lines() = std::move(placed.line);
        }
        return true;
      }));
  explanation.set_subject(subject.name);
  *explanation.mutable_figure() =
      MakeFigure(definition, total, known.council_minimum);
  TIDEMARK_RETURN_IF_ERROR(JudgeFigure(reader, subject.name, provider, range,
                                       *explanation.mutable_figure()));
  for (v1::Exclusion& exclusion : ExclusionsOf(definition, total)) {
    *explanation.add_exclusions() = std::move(exclusion);
  }
  if (definition.people != nullptr) {
    explanation.set_people(total.*definition.people);
  }
  return explained;
}

}  // namespace tidemark::monitoring
