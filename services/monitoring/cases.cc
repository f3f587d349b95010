#include "services/monitoring/cases.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "common/type/date.h"
#include "services/monitoring/credit_rule.h"
#include "services/monitoring/package_counts.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using Source = Definition::Source;
using v1::CaseCells;
using v1::PackageCells;

using MonthCells = google::protobuf::RepeatedPtrField<v1::StepDownCell>;
using DatedCells = google::protobuf::RepeatedPtrField<v1::DatedCell>;

// Visits a piece for each month to which the cells add something.
void VisitMonths(const MonthCells& months, const DatedCells& dated,
                 const Definition& definition, const Range& range,
                 Viewer viewer, Piece piece,
                 absl::FunctionRef<void(const Piece&)> visit) {
  std::map<int32_t, Sums> sums;
  for (const v1::StepDownCell& cell : months) {
    if (range.HoldsMonth(cell.month())) {
      AddTo(sums[cell.month()], MonthOf(cell), range.today);
    }
  }
  for (const v1::DatedCell& cell : dated) {
    if (range.HoldsMonth(cell.month())) {
      AddTo(sums[cell.month()], DatedOf(cell), range.today);
    }
  }
  for (const auto& [month, of_month] : sums) {
    piece.month = month;
    piece.sums =
        viewer == Viewer::kProvider ? of_month.ForProvider() : of_month;
    if (TallyOf(definition, piece.sums).any()) visit(piece);
  }
}

// Visits each message of `table` under `contract`.
template <typename Message>
absl::Status VisitUnder(const store::Reader& reader,
                        const store::Table<Message>& table,
                        const store::Index<Message>& index,
                        absl::string_view contract,
                        absl::FunctionRef<void(const Message&)> visit) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                            table.Lookup(reader, index, contract));
  for (const std::string& name : names) {
    TIDEMARK_ASSIGN_OR_RETURN(const Message message, table.Get(reader, name));
    visit(message);
  }
  return absl::OkStatus();
}

std::string Counted(int64_t count, absl::string_view thing) {
  return absl::StrCat(count, " ", thing, count == 1 ? "" : "s");
}

std::string JudgedFromText(int32_t month) {
  return type::FormatLongDate(DateOf(JudgedFrom(month)));
}

std::string HeldNote(const Sums& sums, int32_t month) {
  if (sums.judged == 0 && sums.too_young != 0) {
    return absl::StrCat(Counted(sums.too_young, "step-down"), ", judged from ",
                        JudgedFromText(month));
  }
  return absl::StrCat(Counted(sums.judged, "step-down"), ", ", sums.held,
                      sums.held == 1 ? " counts" : " count");
}

std::string LooksNote(const Sums& sums) {
  std::string note = absl::StrCat(Counted(sums.looks_due, "check-back"), ", ",
                                  sums.looks_on_time, " on time");
  if (sums.looks_missed != 0) {
    absl::StrAppend(&note, ", ", sums.looks_missed, " overdue");
  }
  return note;
}

std::string EndsNote(const Sums& sums, int32_t month) {
  if (sums.ends_too_young != 0) {
    return absl::StrCat(Counted(sums.ends_too_young, "end"), ", judged from ",
                        JudgedFromText(month));
  }
  return absl::StrCat(Counted(sums.ends, "end"), " with a known outcome, ",
                      sums.ends_at_home, " in the community 12 weeks later");
}

std::string DecisionNote(const Sums& sums) {
  if (sums.by_rule != 0) return "accepted by rule, nobody had to decide";
  if (sums.withdrawn != 0) return "withdrawn by the provider";
  if (sums.decisions_not_due != 0) return "waits, not overdue";
  return sums.decided_on_time != 0 ? "decided in time" : "not decided in time";
}

// The tallies of entries by their marks.
using MarkTallies = std::array<Tally, kMarks>;

MarkTallies TalliesByMark(const Definition& definition) {
  MarkTallies tallies;
  for (size_t mark = 0; mark < kMarks; ++mark) {
    PeriodCounts entry = {.version = 1};
    CountEntry(static_cast<Mark>(mark), entry);
    // A return of which a version stands is neither due nor outstanding here.
    tallies[mark] =
        TallyOf(definition, SumOf(entry, /*returns_due=*/false, /*today=*/0));
  }
  return tallies;
}

// Visits the entries of contracts, one contract after the other.
class Entries {
 public:
  Entries(const store::Reader& reader, const Definition& definition,
          const Range& range,
          absl::FunctionRef<absl::Status(const Case&)> visit)
      : reader_(reader),
        range_(range),
        tallies_(TalliesByMark(definition)),
        visit_(visit) {}

  absl::Status Visit(const v1::ContractCells& stored) {
    TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(stored));
    absl::string_view ids = stored.periods();
    for (int i = 0; i < columns.periods(); ++i) {
      const size_t end = std::min(ids.find('\n'), ids.size());
      const absl::string_view id = ids.substr(0, end);
      ids.remove_prefix(std::min(end + 1, ids.size()));
      if (!range_.HoldsDay(columns.EndAt(i))) continue;
      const PeriodCounts period = columns.PeriodAt(i);
      if (period.version == 0 || period.entries == 0) continue;
      TIDEMARK_RETURN_IF_ERROR(VisitReturn(stored.name(), id, period));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status VisitReturn(const std::string& contract, absl::string_view id,
                           const PeriodCounts& period) {
    const std::string name = absl::StrCat(contract, "/returns/", id);
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::RatingCells> cells,
                              kRatingCells.Find(reader_, name));
    if (!cells) return absl::OkStatus();
    Case entry = {.contract = contract,
                  .day = period.end(),
                  .name = name,
                  .period = id,
                  .version = period.version};
    absl::Status failed;
    const absl::Status visited =
        VisitEntries(*cells, [&](const MarkedEntry& marked) {
          if (!failed.ok()) return;
          if (marked.person.data() != entry.person.data()) ++person_in_return_;
          entry.person = marked.person;
          entry.outcome = marked.outcome;
          entry.tally = &tallies_[marked.mark];
          entry.person_in_return = person_in_return_;
          failed = visit_(entry);
        });
    TIDEMARK_RETURN_IF_ERROR(visited);
    return failed;
  }

  const store::Reader& reader_;
  const Range& range_;
  const MarkTallies tallies_;
  const absl::FunctionRef<absl::Status(const Case&)> visit_;
  int64_t person_in_return_ = 0;
};

int32_t LastDayOf(int32_t month) {
  return DayOf(type::YearMonth::FromIndex(month).last_day());
}

absl::Status VisitPieceCases(
    const store::Reader& reader, const v1::ContractCells& stored,
    const Definition& definition, const Range& range, Viewer viewer,
    absl::FunctionRef<absl::Status(const Case&)> visit) {
  Sums sums;
  TIDEMARK_RETURN_IF_ERROR(AddTo(sums, stored, range));
  if (!TallyOf(definition, sums).any()) return absl::OkStatus();
  absl::Status failed;
  TIDEMARK_RETURN_IF_ERROR(VisitPieces(
      reader, stored.name(), definition, range, viewer,
      [&](const Piece& piece) {
        if (!failed.ok()) return;
        const Tally tally = TallyOf(definition, piece.sums);
        const std::string period =
            type::YearMonth::FromIndex(piece.month).Format();
        const std::string note = NoteOf(definition, piece);
        failed =
            visit({.contract = stored.name(),
                   .person = IdOf(piece.person),
                   .outcome = IdOf(piece.outcome),
                   .package = AncestorOf(piece.name, "councils/*/packages/*"),
                   .themes = piece.themes,
                   .day = LastDayOf(piece.month),
                   .tally = &tally,
                   .name = piece.name,
                   .period = period,
                   .note = note});
      }));
  return failed;
}

}  // namespace

absl::Status VisitPieces(const store::Reader& reader,
                         absl::string_view contract,
                         const Definition& definition, const Range& range,
                         Viewer viewer,
                         absl::FunctionRef<void(const Piece&)> visit) {
  if (definition.source == Source::kPackages) {
    return VisitUnder<PackageCells>(
        reader, kPackageCells, kPackagesByContract, contract,
        [&](const PackageCells& cells) {
          VisitMonths(cells.step_downs(), cells.dated(), definition, range,
                      viewer, {.name = cells.name(), .person = cells.person()},
                      visit);
        });
  }
  const bool stories = definition.source == Source::kStories;
  return VisitUnder<CaseCells>(
      reader, stories ? kStoryCells : kProposalCells, kCasesByContract,
      contract, [&](const CaseCells& cells) {
        VisitMonths(cells.months(), cells.dated(), definition, range, viewer,
                    {.name = cells.name(),
                     .person = cells.person(),
                     .outcome = cells.outcome(),
                     .themes = stories ? &cells.themes() : nullptr},
                    visit);
      });
}

std::string NoteOf(const Definition& definition, const Piece& piece) {
  const Sums& sums = piece.sums;
  const auto is = [&](int64_t Sums::*const numerator) {
    return definition.numerator == numerator;
  };
  if (is(&Sums::held)) return HeldNote(sums, piece.month);
  if (is(&Sums::looks_on_time)) return LooksNote(sums);
  if (is(&Sums::looks_sustained)) {
    return absl::StrCat(Counted(sums.looks_found, "check-back"),
                        " with a finding, ", sums.looks_sustained,
                        " sustained");
  }
  if (is(&Sums::ends_at_home)) return EndsNote(sums, piece.month);
  if (is(&Sums::decided_on_time)) return DecisionNote(sums);
  if (is(&Sums::stories)) return "may be used for council monitoring";
  return absl::StrCat(Counted(sums.steps, "step-down"), ", ", sums.agreed,
                      " agreed by the person or an advocate");
}

absl::Status VisitCases(const store::Reader& reader, const Subject& subject,
                        const Definition& definition, const Range& range,
                        Viewer viewer,
                        absl::FunctionRef<absl::Status(const Case&)> visit) {
  Entries entries(reader, definition, range, visit);
  return VisitContracts(
      reader, subject,
      [&](const v1::ContractCells& stored) -> absl::StatusOr<bool> {
        TIDEMARK_RETURN_IF_ERROR(definition.source == Source::kEntries
                                     ? entries.Visit(stored)
                                     : VisitPieceCases(reader, stored,
                                                       definition, range,
                                                       viewer, visit));
        return true;
      });
}

}  // namespace tidemark::monitoring
