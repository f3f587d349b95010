#include "services/monitoring/cells.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/package_counts.h"
#include "services/monitoring/ratings.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using ::google::protobuf::RepeatedField;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;
using v1::ContractCells;

// Day 1 is 1900-01-01, 25,567 days before 1970-01-01. On disk: never change.
constexpr int32_t kDayOffset = 25568;

// One list of `ContractCells` and the number that it holds of each period.
struct Column {
  int32_t PeriodCounts::*number;
  const RepeatedField<int32_t>& (ContractCells::*list)() const;
  RepeatedField<int32_t>* (ContractCells::*mutable_list)();
};

constexpr Column kColumns[] = {
    {&PeriodCounts::calendar_start, &ContractCells::calendar_start,
     &ContractCells::mutable_calendar_start},
    {&PeriodCounts::calendar_end, &ContractCells::calendar_end,
     &ContractCells::mutable_calendar_end},
    {&PeriodCounts::due, &ContractCells::due, &ContractCells::mutable_due},
    {&PeriodCounts::state, &ContractCells::state,
     &ContractCells::mutable_state},
    {&PeriodCounts::return_start, &ContractCells::return_start,
     &ContractCells::mutable_return_start},
    {&PeriodCounts::return_end, &ContractCells::return_end,
     &ContractCells::mutable_return_end},
    {&PeriodCounts::first_submit, &ContractCells::first_submit,
     &ContractCells::mutable_first_submit},
    {&PeriodCounts::extended_due, &ContractCells::extended_due,
     &ContractCells::mutable_extended_due},
    {&PeriodCounts::version, &ContractCells::version,
     &ContractCells::mutable_version},
    {&PeriodCounts::nil_return, &ContractCells::nil_return,
     &ContractCells::mutable_nil_return},
    {&PeriodCounts::entries, &ContractCells::entries,
     &ContractCells::mutable_entries},
    {&PeriodCounts::people, &ContractCells::people,
     &ContractCells::mutable_people},
    {&PeriodCounts::not_worked_on, &ContractCells::not_worked_on,
     &ContractCells::mutable_not_worked_on},
    {&PeriodCounts::unrated, &ContractCells::unrated,
     &ContractCells::mutable_unrated},
    {&PeriodCounts::met, &ContractCells::met, &ContractCells::mutable_met},
    {&PeriodCounts::person_rated, &ContractCells::person_rated,
     &ContractCells::mutable_person_rated},
    {&PeriodCounts::both_rated, &ContractCells::both_rated,
     &ContractCells::mutable_both_rated},
    {&PeriodCounts::disagree, &ContractCells::disagree,
     &ContractCells::mutable_disagree},
};
// A number without a column would be lost on disk.
static_assert(sizeof(PeriodCounts) == std::size(kColumns) * sizeof(int32_t));

// The lists of the numbers of months, in the order of `kMonthNumbers`.
struct MonthColumn {
  const RepeatedField<int32_t>& (ContractCells::*list)() const;
  RepeatedField<int32_t>* (ContractCells::*mutable_list)();
};

constexpr MonthColumn kMonthColumns[] = {
    {&ContractCells::steps, &ContractCells::mutable_steps},
    {&ContractCells::agreed, &ContractCells::mutable_agreed},
    {&ContractCells::packages, &ContractCells::mutable_packages},
    {&ContractCells::judged, &ContractCells::mutable_judged},
    {&ContractCells::held, &ContractCells::mutable_held},
    {&ContractCells::judged_packages, &ContractCells::mutable_judged_packages},
    {&ContractCells::not_less, &ContractCells::mutable_not_less},
    {&ContractCells::cut_short, &ContractCells::mutable_cut_short},
    {&ContractCells::looks, &ContractCells::mutable_looks},
    {&ContractCells::looks_on_time, &ContractCells::mutable_looks_on_time},
    {&ContractCells::looks_found, &ContractCells::mutable_looks_found},
    {&ContractCells::looks_sustained, &ContractCells::mutable_looks_sustained},
    {&ContractCells::looks_cut_short, &ContractCells::mutable_looks_cut_short},
    {&ContractCells::decided, &ContractCells::mutable_decided},
    {&ContractCells::decided_on_time, &ContractCells::mutable_decided_on_time},
    {&ContractCells::by_rule, &ContractCells::mutable_by_rule},
    {&ContractCells::withdrawn, &ContractCells::mutable_withdrawn},
    {&ContractCells::ends, &ContractCells::mutable_ends},
    {&ContractCells::ends_at_home, &ContractCells::mutable_ends_at_home},
    {&ContractCells::ends_unknown, &ContractCells::mutable_ends_unknown},
    {&ContractCells::ends_moved, &ContractCells::mutable_ends_moved},
};
static_assert(std::size(kMonthColumns) == std::size(kMonthNumbers));

absl::Status Damaged(const ContractCells& stored) {
  return absl::DataLossError(
      absl::StrCat("the cells of ", stored.name(), " do not fit together"));
}

// Puts the lines in order and drops those that no source knows.
void Tidy(std::vector<PeriodLine>& lines) {
  std::erase_if(lines, [](const PeriodLine& line) {
    return !line.counts.in_calendar() && !line.counts.has_return();
  });
  std::sort(lines.begin(), lines.end(),
            [](const PeriodLine& a, const PeriodLine& b) {
              return std::forward_as_tuple(a.counts.end(), a.id) <
                     std::forward_as_tuple(b.counts.end(), b.id);
            });
}

PeriodLine& LineOf(absl::string_view period, std::vector<PeriodLine>& lines) {
  const auto found =
      std::find_if(lines.begin(), lines.end(),
                   [&](const PeriodLine& line) { return line.id == period; });
  if (found != lines.end()) return *found;
  return lines.emplace_back(PeriodLine{.id = std::string(period)});
}

// Which of the ids, each ended by a line feed, is `period`; -1 if none is.
int IndexOf(absl::string_view period, absl::string_view ids) {
  for (int index = 0; !ids.empty(); ++index) {
    const size_t end = ids.find('\n');
    if (ids.substr(0, end) == period) return index;
    if (end == absl::string_view::npos) break;
    ids.remove_prefix(end + 1);
  }
  return -1;
}

void ClearCalendar(std::vector<PeriodLine>& lines) {
  for (PeriodLine& line : lines) {
    line.counts.calendar_start = 0;
    line.counts.calendar_end = 0;
    line.counts.due = 0;
  }
}

// Columns of nothing but 0 stay empty.
void EncodeMonths(const std::vector<MonthLine>& months, ContractCells& stored) {
  for (const MonthLine& line : months) stored.add_step_month(line.month);
  for (size_t i = 0; i < std::size(kMonthNumbers); ++i) {
    int32_t MonthLine::*const number = kMonthNumbers[i];
    if (std::all_of(months.begin(), months.end(),
                    [&](const MonthLine& line) { return line.*number == 0; })) {
      continue;
    }
    RepeatedField<int32_t>& list = *(stored.*kMonthColumns[i].mutable_list)();
    list.Reserve(static_cast<int>(months.size()));
    for (const MonthLine& line : months) list.AddAlreadyReserved(line.*number);
  }
}

bool MakesReturnsDue(Contract::State state) {
  return state == Contract::STATE_ACTIVE ||
         state == Contract::STATE_SUSPENDED || state == Contract::STATE_ENDED;
}

// The line for `month`, made if there is none.
MonthLine& LineOf(int32_t month, std::vector<MonthLine>& lines) {
  auto at = std::lower_bound(lines.begin(), lines.end(), month,
                             [](const MonthLine& line, int32_t wanted) {
                               return line.month < wanted;
                             });
  if (at == lines.end() || at->month != month) {
    at = lines.insert(at, MonthLine{.month = month});
  }
  return *at;
}

// Adds `sign` times what is dated.
void ApplyDated(const v1::DatedCell& cell, int32_t sign,
                std::vector<DatedLine>& lines) {
  DatedLine line = DatedOf(cell);
  line.count *= sign;
  const auto at =
      std::find_if(lines.begin(), lines.end(),
                   [&](const DatedLine& other) { return other.SameAs(line); });
  if (at == lines.end()) {
    lines.insert(std::upper_bound(lines.begin(), lines.end(), line), line);
    return;
  }
  at->count += line.count;
  if (at->count == 0) lines.erase(at);
}

// Adds `sign` times what a package, a proposal or a story adds.
void Apply(const google::protobuf::RepeatedPtrField<v1::StepDownCell>& months,
           const google::protobuf::RepeatedPtrField<v1::DatedCell>& dated,
           int32_t sign, Cells& cells) {
  for (const v1::StepDownCell& cell : months) {
    LineOf(cell.month(), cells.months).Add(MonthOf(cell), sign);
  }
  std::erase_if(cells.months,
                [](const MonthLine& line) { return line.empty(); });
  for (const v1::DatedCell& cell : dated) ApplyDated(cell, sign, cells.dated);
}

}  // namespace

bool MonthLine::empty() const {
  return std::all_of(
      std::begin(kMonthNumbers), std::end(kMonthNumbers),
      [&](int32_t MonthLine::*const number) { return this->*number == 0; });
}

void MonthLine::Add(const MonthLine& other, int32_t sign) {
  for (int32_t MonthLine::*const number : kMonthNumbers) {
    this->*number += sign * other.*number;
  }
}

int32_t DayOf(type::Date date) { return type::DayNumber(date) + kDayOffset; }

int32_t DayOf(const type::v1::Date& date) {
  const absl::StatusOr<type::Date> day = type::FromProto(date);
  return day.ok() ? DayOf(*day) : 0;
}

type::Date DateOf(int32_t day) { return type::FromDayNumber(day - kDayOffset); }

absl::StatusOr<Columns> Columns::Of(const ContractCells& stored) {
  const bool even =
      std::all_of(
          std::begin(kColumns), std::end(kColumns),
          [&](const Column& column) {
            const int size = (stored.*column.list)().size();
            return size == stored.due_size() ||
                   (size == 0 && column.number == &PeriodCounts::extended_due);
          }) &&
      std::all_of(std::begin(kMonthColumns), std::end(kMonthColumns),
                  [&](const MonthColumn& column) {
                    const int size = (stored.*column.list)().size();
                    return size == stored.step_month_size() || size == 0;
                  }) &&
      stored.dated_month_size() == stored.dated_kind_size() &&
      stored.dated_day_size() == stored.dated_kind_size() &&
      stored.dated_count_size() == stored.dated_kind_size();
  if (!even) return Damaged(stored);
  return Columns(stored);
}

Columns::Columns(const ContractCells& stored)
    : periods_(stored.due_size()),
      months_(stored.step_month_size()),
      dated_(stored.dated_kind_size()),
      calendar_start_(stored.calendar_start().data()),
      calendar_end_(stored.calendar_end().data()),
      due_(stored.due().data()),
      state_(stored.state().data()),
      return_start_(stored.return_start().data()),
      return_end_(stored.return_end().data()),
      first_submit_(stored.first_submit().data()),
      extended_due_(stored.extended_due().empty()
                        ? nullptr
                        : stored.extended_due().data()),
      version_(stored.version().data()),
      nil_return_(stored.nil_return().data()),
      entries_(stored.entries().data()),
      people_(stored.people().data()),
      not_worked_on_(stored.not_worked_on().data()),
      unrated_(stored.unrated().data()),
      met_(stored.met().data()),
      person_rated_(stored.person_rated().data()),
      both_rated_(stored.both_rated().data()),
      disagree_(stored.disagree().data()),
      step_month_(stored.step_month().data()),
      month_numbers_{},
      dated_kind_(stored.dated_kind().data()),
      dated_month_(stored.dated_month().data()),
      dated_day_(stored.dated_day().data()),
      dated_count_(stored.dated_count().data()) {
  for (size_t i = 0; i < month_numbers_.size(); ++i) {
    const RepeatedField<int32_t>& list = (stored.*kMonthColumns[i].list)();
    if (!list.empty()) month_numbers_[i] = list.data();
  }
}

absl::StatusOr<Cells> Decode(const ContractCells& stored) {
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(stored));
  Cells cells;
  cells.name = stored.name();
  cells.provider = stored.provider();
  cells.title = stored.title();
  cells.returns_due = stored.returns_due();
  std::vector<absl::string_view> ids;
  if (absl::string_view text = stored.periods(); !text.empty()) {
    if (!absl::ConsumeSuffix(&text, "\n")) return Damaged(stored);
    ids = absl::StrSplit(text, '\n');
  }
  if (ids.size() != static_cast<size_t>(columns.periods()))
    return Damaged(stored);
  cells.periods.reserve(ids.size());
  for (int i = 0; i < columns.periods(); ++i) {
    cells.periods.push_back({.id = std::string(ids[static_cast<size_t>(i)]),
                             .counts = columns.PeriodAt(i)});
  }
  for (int i = 0; i < columns.months(); ++i) {
    cells.months.push_back(columns.MonthAt(i));
  }
  for (int i = 0; i < columns.dated(); ++i) {
    cells.dated.push_back(columns.DatedAt(i));
  }
  return cells;
}

ContractCells Encode(const Cells& cells) {
  ContractCells stored;
  stored.set_name(cells.name);
  stored.set_provider(cells.provider);
  stored.set_title(cells.title);
  stored.set_returns_due(cells.returns_due);
  for (const PeriodLine& line : cells.periods) {
    absl::StrAppend(stored.mutable_periods(), line.id, "\n");
  }
  for (const Column& column : kColumns) {
    RepeatedField<int32_t>& list = *(stored.*column.mutable_list)();
    list.Reserve(static_cast<int>(cells.periods.size()));
    for (const PeriodLine& line : cells.periods) {
      list.AddAlreadyReserved(line.counts.*column.number);
    }
  }
  EncodeMonths(cells.months, stored);
  for (const DatedLine& line : cells.dated) {
    stored.add_dated_kind(line.kind);
    stored.add_dated_month(line.month);
    stored.add_dated_day(line.day);
    stored.add_dated_count(line.count);
  }
  return stored;
}

StandingEntries StandingOf(const Return& returned) {
  switch (returned.state()) {
    case Return::STATE_ACCEPTED:
      return {.version = returned.version(),
              .nil_return = returned.nil_return(),
              .entries = &returned.entries()};
    case Return::STATE_RESUBMITTED:
    case Return::STATE_RETURNED_FOR_CHANGES:
      if (!returned.has_standing()) return {};
      return {.version = returned.standing().version(),
              .nil_return = returned.standing().nil_return(),
              .entries = &returned.standing().entries()};
    default:
      return {};
  }
}

PeriodCounts CountReturn(const Return& returned) {
  PeriodCounts counts;
  if (returned.state() == Return::STATE_UNSPECIFIED) return counts;
  counts.state = static_cast<int32_t>(returned.state());
  counts.return_start = DayOf(returned.period_start());
  counts.return_end = DayOf(returned.period_end());
  counts.first_submit = DayOf(returned.first_submit_date());
  counts.extended_due = DayOf(returned.extension().due_date());
  const StandingEntries standing = StandingOf(returned);
  if (standing.entries == nullptr) return counts;
  // A version counts from 1; what stands must never look as if nothing did.
  counts.version = std::max(standing.version, 1);
  counts.nil_return = standing.nil_return ? 1 : 0;
  absl::flat_hash_set<absl::string_view> people;
  for (const ReturnEntry& entry : *standing.entries) {
    CountEntry(MarkOf(entry), counts);
    people.insert(AncestorOf(entry.outcome(), "councils/*/people/*"));
  }
  counts.people = static_cast<int32_t>(people.size());
  return counts;
}

void SetContract(const Contract& contract, Cells& cells) {
  cells.provider = contract.provider();
  cells.title = contract.title();
  cells.returns_due = MakesReturnsDue(contract.state());
  ClearCalendar(cells.periods);
  for (const Contract::ReturnCalendar::Period& period :
       contract.return_calendar().periods()) {
    PeriodCounts& counts = LineOf(period.id(), cells.periods).counts;
    counts.calendar_start = DayOf(period.start_date());
    counts.calendar_end = DayOf(period.end_date());
    counts.due = DayOf(period.due_date());
  }
  Tidy(cells.periods);
}

void ClearContract(Cells& cells) {
  cells.provider.clear();
  cells.title.clear();
  cells.returns_due = false;
  ClearCalendar(cells.periods);
  Tidy(cells.periods);
}

void SetReturn(absl::string_view period, const PeriodCounts& counts,
               Cells& cells) {
  PeriodCounts& line = LineOf(period, cells.periods).counts;
  const int32_t end = line.end();
  PeriodCounts now = counts;
  now.calendar_start = line.calendar_start;
  now.calendar_end = line.calendar_end;
  now.due = line.due;
  line = now;
  // A line that is new, gone or elsewhere in time may be out of place.
  if (end == 0 || line.end() != end || !line.has_return()) {
    Tidy(cells.periods);
  }
}

absl::StatusOr<InPlace> SetReturnInPlace(absl::string_view period,
                                         const PeriodCounts& counts,
                                         ContractCells& stored) {
  TIDEMARK_ASSIGN_OR_RETURN(const Columns columns, Columns::Of(stored));
  const int index = IndexOf(period, stored.periods());
  if (index < 0 || !counts.has_return()) return InPlace::kNotPossible;
  if (index >= columns.periods()) return Damaged(stored);
  const PeriodCounts before = columns.PeriodAt(index);
  PeriodCounts now = counts;
  now.calendar_start = before.calendar_start;
  now.calendar_end = before.calendar_end;
  now.due = before.due;
  if (now == before) return InPlace::kUnchanged;
  if (now.end() != before.end()) return InPlace::kNotPossible;
  for (const Column& column : kColumns) {
    RepeatedField<int32_t>& list = *(stored.*column.mutable_list)();
    if (list.empty()) list.Resize(columns.periods(), 0);
    list.Set(index, now.*column.number);
  }
  return InPlace::kChanged;
}

void AddPackage(const v1::PackageCells& package, Cells& cells) {
  Apply(package.step_downs(), package.dated(), 1, cells);
}

void RemovePackage(const v1::PackageCells& package, Cells& cells) {
  Apply(package.step_downs(), package.dated(), -1, cells);
}

void AddCase(const v1::CaseCells& added, Cells& cells) {
  Apply(added.months(), added.dated(), 1, cells);
}

void RemoveCase(const v1::CaseCells& removed, Cells& cells) {
  Apply(removed.months(), removed.dated(), -1, cells);
}

}  // namespace tidemark::monitoring
