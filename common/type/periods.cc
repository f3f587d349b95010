#include "common/type/periods.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/status_macros.h"

namespace tidemark::type {
namespace {

constexpr size_t kMaxIdLength = 63;

absl::Status CheckRules(const PeriodRules& rules) {
  if (rules.end < rules.start) {
    return Error(
        absl::StatusCode::kInvalidArgument, "END_BEFORE_START",
        absl::StrCat("must end on or after ", FormatIsoDate(rules.start),
                     ", its start; ends ", FormatIsoDate(rules.end)),
        {{"start", FormatIsoDate(rules.start)},
         {"end", FormatIsoDate(rules.end)}});
  }
  if (rules.due_days < 0) {
    return Error(absl::StatusCode::kInvalidArgument, "DUE_DAYS_NEGATIVE",
                 absl::StrCat("returns must be due 0 or more days after a "
                              "period's end; is ",
                              rules.due_days),
                 {{"due_days", absl::StrCat(rules.due_days)}});
  }
  return absl::OkStatus();
}

// Appends the period from `start` to the earlier of `end` and the contract's.
absl::Status Append(const PeriodRules& rules, std::string id, Date start,
                    Date end, std::vector<Period>& periods) {
  if (periods.size() == kMaxPeriods) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_MANY_PERIODS",
                 absl::StrCat("a contract may have at most ", kMaxPeriods,
                              " periods; the last one that fits ends on ",
                              FormatIsoDate(periods.back().end)),
                 {{"max_periods", absl::StrCat(kMaxPeriods)},
                  {"end", FormatIsoDate(periods.back().end)}});
  }
  const Date last = std::min(end, rules.end);
  periods.push_back(
      {.id = std::move(id),
       .start = start,
       .end = last,
       .due = rules.calendar.NextWorkingDayOnOrAfter(last + rules.due_days)});
  return absl::OkStatus();
}

constexpr absl::string_view kMonths[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// The number in `digits`; nothing if they are none.
std::optional<int> NumberIn(absl::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return {};
    number = 10 * number + (c - '0');
  }
  return number;
}

bool IsPeriodId(absl::string_view id) {
  if (id.empty() || id.size() > kMaxIdLength || id.front() == '-') return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '-';
  });
}

// A period whose dates may not be known.
struct Draft {
  absl::string_view id;
  std::optional<Date> start;
  std::optional<Date> end;
  std::optional<Date> due;
};

// Adds faults to one list of periods.
class Checker {
 public:
  Checker(absl::string_view field, Faults& faults)
      : field_(field), faults_(faults) {}

  std::string Path(size_t i, absl::string_view name) const {
    return absl::StrCat(field_, "[", i, "].", name);
  }

  bool CheckCount(size_t count) {
    if (count <= kMaxPeriods) return true;
    faults_.Add({.field = std::string(field_),
                 .code = "TOO_MANY_PERIODS",
                 .message = absl::StrCat("must be at most ", kMaxPeriods,
                                         " periods; are ", count),
                 .value = absl::StrCat(count)});
    return false;
  }

  void Check(const std::vector<Draft>& drafts) {
    for (size_t i = 0; i < drafts.size(); ++i) {
      CheckId(i, drafts[i].id);
      CheckDates(i, drafts[i]);
      CheckOrder(i, drafts[i]);
    }
  }

 private:
  void CheckId(size_t i, absl::string_view id) {
    if (!IsPeriodId(id)) {
      faults_.Add({.field = Path(i, "id"),
                   .code = "PERIOD_ID_INVALID",
                   .message = absl::StrCat("must be 1 to ", kMaxIdLength,
                                           " of a-z, 0-9 and -, not starting "
                                           "with -, such as 2026-p1"),
                   .value = std::string(id.substr(0, kMaxIdLength))});
      return;
    }
    const auto [it, inserted] = first_use_.try_emplace(id, i);
    if (inserted) return;
    faults_.Add({.field = Path(i, "id"),
                 .code = "PERIOD_ID_TAKEN",
                 .message = absl::StrCat("must be unique; ", field_, "[",
                                         it->second, "] has it already"),
                 .value = std::string(id)});
  }

  void CheckDates(size_t i, const Draft& draft) {
    if (draft.start && draft.end && *draft.end < *draft.start) {
      faults_.Add({.field = Path(i, "end_date"),
                   .code = "END_BEFORE_START",
                   .message = absl::StrCat(
                       "must be on or after ", FormatIsoDate(*draft.start),
                       ", the start; is ", FormatIsoDate(*draft.end)),
                   .value = FormatIsoDate(*draft.end)});
    }
    if (draft.end && draft.due && *draft.due < *draft.end) {
      faults_.Add({.field = Path(i, "due_date"),
                   .code = "DUE_BEFORE_END",
                   .message = absl::StrCat(
                       "must be on or after ", FormatIsoDate(*draft.end),
                       ", the end; is ", FormatIsoDate(*draft.due)),
                   .value = FormatIsoDate(*draft.due)});
    }
  }

  // Compares with the latest start and the latest end before it, not only with
  // its neighbour: one long period may reach over several.
  void CheckOrder(size_t i, const Draft& draft) {
    if (draft.start) {
      if (latest_start_ && *draft.start < *latest_start_) {
        AddOrderFault(i, *draft.start, "PERIODS_NOT_IN_ORDER",
                      "periods must be in order of their start; an earlier "
                      "one starts ",
                      *latest_start_);
      } else if (latest_end_ && *draft.start <= *latest_end_) {
        AddOrderFault(i, *draft.start, "PERIODS_OVERLAP",
                      "must be after the end of earlier periods, ",
                      *latest_end_);
      }
      latest_start_ =
          std::max(latest_start_.value_or(*draft.start), *draft.start);
    }
    // An end before its start is a fault of its own; it overlaps nothing.
    if (draft.end && (!draft.start || *draft.start <= *draft.end)) {
      latest_end_ = std::max(latest_end_.value_or(*draft.end), *draft.end);
    }
  }

  void AddOrderFault(size_t i, Date start, absl::string_view code,
                     absl::string_view rule, Date other) {
    faults_.Add({.field = Path(i, "start_date"),
                 .code = std::string(code),
                 .message = absl::StrCat(rule, FormatIsoDate(other), "; is ",
                                         FormatIsoDate(start)),
                 .value = FormatIsoDate(start)});
  }

  const absl::string_view field_;
  Faults& faults_;
  absl::flat_hash_map<absl::string_view, size_t> first_use_;
  std::optional<Date> latest_start_;
  std::optional<Date> latest_end_;
};

}  // namespace

absl::StatusOr<std::vector<Period>> MonthlyPeriods(const PeriodRules& rules) {
  TIDEMARK_RETURN_IF_ERROR(CheckRules(rules));
  std::vector<Period> periods;
  Date start = rules.start;
  while (start <= rules.end) {
    const YearMonth month(start);
    TIDEMARK_RETURN_IF_ERROR(
        Append(rules, month.Format(), start, month.last_day(), periods));
    start = month.AddMonths(1).first_day();
  }
  return periods;
}

absl::StatusOr<std::vector<Period>> QuarterlyPeriods(const PeriodRules& rules) {
  TIDEMARK_RETURN_IF_ERROR(CheckRules(rules));
  std::vector<Period> periods;
  Date start = rules.start;
  while (start <= rules.end) {
    const YearMonth month(start);
    // Quarters begin in months 1, 4, 7 and 10.
    const YearMonth next = month.AddMonths(3 - (month.month() - 1) % 3);
    TIDEMARK_RETURN_IF_ERROR(
        Append(rules,
               absl::StrCat(FinancialYearLabel(FinancialYear(start)), "-q",
                            FinancialQuarter(start)),
               start, next.first_day() - 1, periods));
    start = next.first_day();
  }
  return periods;
}

absl::StatusOr<std::vector<Period>> FourWeeklyPeriods(
    const PeriodRules& rules) {
  TIDEMARK_RETURN_IF_ERROR(CheckRules(rules));
  std::vector<Period> periods;
  for (Date start = rules.start; start <= rules.end; start += 28) {
    TIDEMARK_RETURN_IF_ERROR(
        Append(rules, absl::StrFormat("4w-%03d", periods.size() + 1), start,
               start + 27, periods));
  }
  return periods;
}

std::string PeriodInWords(absl::string_view id) {
  const std::optional<int> year = NumberIn(id.substr(0, 4));
  if (!year || id.size() < 7 || id[4] != '-') return std::string(id);
  const std::optional<int> second = NumberIn(id.substr(5, 2));
  if (!second) return std::string(id);
  if (id.size() == 7 && *second >= 1 && *second <= 12) {
    return absl::StrCat(kMonths[*second - 1], " ", *year);
  }
  const absl::string_view quarter = id.substr(7);
  if (*second != (*year + 1) % 100 || quarter.size() != 3 ||
      !absl::StartsWith(quarter, "-q") || quarter[2] < '1' ||
      quarter[2] > '4') {
    return std::string(id);
  }
  const int first = (3 * (quarter[2] - '1') + 3) % 12;
  return absl::StrCat(kMonths[first], " to ", kMonths[first + 2], " ",
                      quarter[2] == '4' ? *year + 1 : *year);
}

void CheckPeriods(std::span<const Period> periods, absl::string_view field,
                  Faults& faults) {
  Checker checker(field, faults);
  if (!checker.CheckCount(periods.size())) return;
  std::vector<Draft> drafts;
  drafts.reserve(periods.size());
  for (const Period& period : periods) {
    drafts.push_back({period.id, period.start, period.end, period.due});
  }
  checker.Check(drafts);
}

std::vector<Period> ReadPeriods(std::span<const GivenPeriod> periods,
                                absl::string_view field, Faults& faults) {
  const size_t faults_before = faults.size();
  Checker checker(field, faults);
  if (!checker.CheckCount(periods.size())) return {};
  std::vector<Draft> drafts;
  drafts.reserve(periods.size());
  for (size_t i = 0; i < periods.size(); ++i) {
    const GivenPeriod& given = periods[i];
    drafts.push_back(
        {given.id,
         ReadDate(given.start_date, checker.Path(i, "start_date"), faults),
         ReadDate(given.end_date, checker.Path(i, "end_date"), faults),
         ReadDate(given.due_date, checker.Path(i, "due_date"), faults)});
  }
  checker.Check(drafts);
  if (faults.size() > faults_before) return {};
  std::vector<Period> read;
  read.reserve(drafts.size());
  for (const Draft& draft : drafts) {
    read.push_back({.id = std::string(draft.id),
                    .start = *draft.start,
                    .end = *draft.end,
                    .due = *draft.due});
  }
  return read;
}

}  // namespace tidemark::type
