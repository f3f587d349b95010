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
using outcomes::v1::Voice;
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

// The numbers of a month that add up.
constexpr int32_t MonthLine::*kMonthNumbers[] = {
    &MonthLine::steps,    &MonthLine::agreed,   &MonthLine::packages,
    &MonthLine::judged,   &MonthLine::held,     &MonthLine::judged_packages,
    &MonthLine::not_less, &MonthLine::cut_short};
// A number that is not listed would not be summed.
static_assert(sizeof(MonthLine) ==
              (std::size(kMonthNumbers) + 1) * sizeof(int32_t));

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

bool MakesReturnsDue(Contract::State state) {
  return state == Contract::STATE_ACTIVE ||
         state == Contract::STATE_SUSPENDED || state == Contract::STATE_ENDED;
}

void CountEntry(const ReturnEntry& entry, PeriodCounts& counts) {
  ++counts.entries;
  if (entry.not_worked_on()) {
    ++counts.not_worked_on;
    return;
  }
  const Voice& person = entry.person_voice();
  const Voice& provider = entry.provider_voice();
  if (person.has_level()) ++counts.person_rated;
  if (person.has_level() && provider.has_level()) {
    ++counts.both_rated;
    if (person.level() != provider.level()) ++counts.disagree;
  }
  const Voice& deciding = DecidingVoice(entry);
  if (!deciding.has_level()) {
    ++counts.unrated;
  } else if (deciding.level() >= 0) {
    ++counts.met;
  }
}

// Adds `sign` times what the package adds.
void ApplyPackage(const v1::PackageCells& package, int32_t sign, Cells& cells) {
  for (const v1::StepDownCell& step : package.step_downs()) {
    auto at =
        std::lower_bound(cells.months.begin(), cells.months.end(), step.month(),
                         [](const MonthLine& line, int32_t month) {
                           return line.month < month;
                         });
    if (at == cells.months.end() || at->month != step.month()) {
      at = cells.months.insert(at, MonthLine{.month = step.month()});
    }
    const MonthLine line = MonthOf(step);
    for (int32_t MonthLine::*const number : kMonthNumbers) {
      *at.*number += sign * line.*number;
    }
    if (at->empty()) cells.months.erase(at);
  }
}

}  // namespace

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
      stored.steps_size() == stored.step_month_size() &&
      stored.agreed_size() == stored.step_month_size() &&
      stored.packages_size() == stored.step_month_size() &&
      stored.judged_size() == stored.step_month_size() &&
      stored.held_size() == stored.step_month_size() &&
      stored.judged_packages_size() == stored.step_month_size() &&
      stored.not_less_size() == stored.step_month_size() &&
      stored.cut_short_size() == stored.step_month_size();
  if (!even) return Damaged(stored);
  return Columns(stored);
}

Columns::Columns(const ContractCells& stored)
    : periods_(stored.due_size()),
      months_(stored.step_month_size()),
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
      steps_(stored.steps().data()),
      agreed_(stored.agreed().data()),
      packages_(stored.packages().data()),
      judged_(stored.judged().data()),
      held_(stored.held().data()),
      judged_packages_(stored.judged_packages().data()),
      not_less_(stored.not_less().data()),
      cut_short_(stored.cut_short().data()) {}

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
  for (const MonthLine& line : cells.months) {
    stored.add_step_month(line.month);
    stored.add_steps(line.steps);
    stored.add_agreed(line.agreed);
    stored.add_packages(line.packages);
    stored.add_judged(line.judged);
    stored.add_held(line.held);
    stored.add_judged_packages(line.judged_packages);
    stored.add_not_less(line.not_less);
    stored.add_cut_short(line.cut_short);
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
    CountEntry(entry, counts);
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
  ApplyPackage(package, 1, cells);
}

void RemovePackage(const v1::PackageCells& package, Cells& cells) {
  ApplyPackage(package, -1, cells);
}

}  // namespace tidemark::monitoring
