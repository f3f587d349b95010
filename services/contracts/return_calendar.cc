#include "services/contracts/return_calendar.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/type/periods.h"

namespace tidemark::contracts {
namespace {

using Calendar = v1::Contract::ReturnCalendar;
using type::Date;
using type::FormatIsoDate;
using type::Period;

constexpr char kField[] = "contract.return_calendar";
constexpr char kPeriodsField[] = "contract.return_calendar.periods";

int DueDays(const Calendar& calendar) {
  return calendar.due_days() == 0 ? type::kDefaultDueDays : calendar.due_days();
}

bool IsExplicit(const Calendar& calendar) {
  return calendar.frequency() == Calendar::FREQUENCY_EXPLICIT;
}

// The periods as stored, which have been checked.
std::vector<Period> StoredPeriods(const Calendar& calendar) {
  const auto day = [](const tidemark::type::v1::Date& date) {
    return type::FromProto(date).value_or(Date());
  };
  std::vector<Period> periods;
  periods.reserve(static_cast<size_t>(calendar.periods_size()));
  for (const Calendar::Period& period : calendar.periods()) {
    periods.push_back({.id = period.id(),
                       .start = day(period.start_date()),
                       .end = day(period.end_date()),
                       .due = day(period.due_date())});
  }
  return periods;
}

void SetPeriods(const std::vector<Period>& periods, Calendar& calendar) {
  calendar.clear_periods();
  for (const Period& period : periods) {
    Calendar::Period* const added = calendar.add_periods();
    added->set_id(period.id);
    *added->mutable_start_date() = type::ToProto(period.start);
    *added->mutable_end_date() = type::ToProto(period.end);
    *added->mutable_due_date() = type::ToProto(period.due);
  }
}

absl::StatusOr<std::vector<Period>> MakeByFrequency(
    Calendar::Frequency frequency, const type::PeriodRules& rules) {
  switch (frequency) {
    case Calendar::FREQUENCY_MONTHLY:
      return type::MonthlyPeriods(rules);
    case Calendar::FREQUENCY_QUARTERLY:
      return type::QuarterlyPeriods(rules);
    case Calendar::FREQUENCY_FOUR_WEEKLY:
      return type::FourWeeklyPeriods(rules);
    default:
      return Error(absl::StatusCode::kInvalidArgument, "FREQUENCY_UNKNOWN",
                   "must say how the periods are made: monthly, quarterly, "
                   "four-weekly or explicit");
  }
}

// The periods that the frequency makes; empty, with a fault, if it makes none.
std::vector<Period> Made(const Calendar& calendar, const Term& term,
                         const type::WorkingCalendar& working_days,
                         Faults& faults) {
  absl::StatusOr<std::vector<Period>> made =
      MakeByFrequency(calendar.frequency(), {.start = term.start,
                                             .end = term.end,
                                             .due_days = DueDays(calendar),
                                             .calendar = working_days});
  if (made.ok()) return *std::move(made);
  const std::string reason = ReasonOf(made.status());
  faults.Add({.field = reason == "FREQUENCY_UNKNOWN"
                           ? absl::StrCat(kField, ".frequency")
                           : kField,
              .code = reason,
              .message = std::string(made.status().message())});
  return {};
}

// The periods given, as given; empty, with faults, if anything is wrong.
std::vector<Period> Given(const Calendar& calendar, Faults& faults) {
  if (calendar.periods().empty()) {
    faults.Add({.field = kPeriodsField,
                .code = "PERIODS_MISSING",
                .message = "must be given, with the start, the end and the due "
                           "date of each, as the frequency is explicit"});
    return {};
  }
  std::vector<type::GivenPeriod> given;
  given.reserve(static_cast<size_t>(calendar.periods_size()));
  for (const Calendar::Period& period : calendar.periods()) {
    given.push_back({.id = period.id(),
                     .start_date = period.start_date(),
                     .end_date = period.end_date(),
                     .due_date = period.due_date()});
  }
  return type::ReadPeriods(given, kPeriodsField, faults);
}

std::string PathOf(size_t i, absl::string_view field) {
  return absl::StrCat(kPeriodsField, "[", i, "].", field);
}

void CheckInTerm(size_t i, const Period& period, const Term& term,
                 Faults& faults) {
  const auto outside = [&](absl::string_view field, absl::string_view rule,
                           Date limit, Date date) {
    faults.Add({.field = PathOf(i, field),
                .code = "PERIOD_OUTSIDE_CONTRACT",
                .message = absl::StrCat(
                    "must be on or ", rule, " ", FormatIsoDate(limit),
                    " to lie in the contract; is ", FormatIsoDate(date)),
                .value = FormatIsoDate(date)});
  };
  if (period.start < term.start) {
    outside("start_date", "after", term.start, period.start);
  }
  if (period.end > term.end) {
    outside("end_date", "before", term.end, period.end);
  }
}

void MoveDueDates(const type::WorkingCalendar& working_days,
                  std::vector<Period>& periods) {
  for (Period& period : periods) {
    period.due = working_days.NextWorkingDayOnOrAfter(period.due);
  }
}

// `periods` without what comes after `end`.
std::vector<Period> CutTo(Date end, std::vector<Period> periods) {
  std::erase_if(periods,
                [end](const Period& period) { return period.start > end; });
  for (Period& period : periods) period.end = std::min(period.end, end);
  return periods;
}

// What changes in a contract's calendar.
struct Difference {
  // The frequency, or the days until a made return is due.
  bool rules;
  // The explicit periods.
  bool given;
  // The last day.
  bool term;

  bool any() const { return rules || given || term; }
};

Difference Compare(const CalendarChange& change, const Calendar& after) {
  const Calendar& before = change.before.return_calendar();
  const bool same_days = IsExplicit(after) || DueDays(before) == DueDays(after);
  const bool same_periods = std::equal(
      before.periods().begin(), before.periods().end(), after.periods().begin(),
      after.periods().end(),
      [](const Calendar::Period& a, const Calendar::Period& b) {
        return google::protobuf::util::MessageDifferencer::Equals(a, b);
      });
  return {.rules = before.frequency() != after.frequency() || !same_days,
          .given = IsExplicit(after) &&
                   (before.frequency() != after.frequency() || !same_periods),
          .term = type::FromProto(change.before.end_date()).value_or(Date()) !=
                  change.term.end};
}

// The later periods of an explicit calendar that is given anew.
std::vector<Period> GivenAfter(const std::vector<Period>& kept,
                               const CalendarChange& change,
                               const Calendar& calendar, Faults& faults) {
  const size_t faults_before = faults.size();
  std::vector<Period> given = Given(calendar, faults);
  if (faults.size() > faults_before) return {};
  MoveDueDates(change.working_days, given);
  absl::flat_hash_map<absl::string_view, const Period*> kept_by_id;
  for (const Period& period : kept) kept_by_id.emplace(period.id, &period);
  std::vector<Period> later;
  for (size_t i = 0; i < given.size(); ++i) {
    Period& period = given[i];
    const auto it = kept_by_id.find(period.id);
    if (it == kept_by_id.end()) {
      if (!kept.empty() && period.start <= kept.back().end) {
        faults.Add({.field = PathOf(i, "start_date"),
                    .code = "PERIODS_OVERLAP",
                    .message = absl::StrCat("must be after ",
                                            FormatIsoDate(kept.back().end),
                                            ", the end of ", kept.back().id,
                                            ", which keeps its dates; is ",
                                            FormatIsoDate(period.start)),
                    .value = FormatIsoDate(period.start)});
      }
      CheckInTerm(i, period, change.term, faults);
      later.push_back(std::move(period));
      continue;
    }
    // The stored due date may have become a holiday since; it stays.
    const Period& stays = *it->second;
    const Date due =
        type::FromProto(calendar.periods(static_cast<int>(i)).due_date())
            .value_or(Date());
    if (period.start == stays.start && period.end == stays.end &&
        (period.due == stays.due || due == stays.due)) {
      continue;
    }
    faults.Add({.field = absl::StrCat(kPeriodsField, "[", i, "]"),
                .code = "PERIOD_BEGUN",
                .message = absl::StrCat(
                    stays.id, " keeps its dates: ", FormatIsoDate(stays.start),
                    " to ", FormatIsoDate(stays.end), ", due ",
                    FormatIsoDate(stays.due), "; give it so, or leave it out"),
                .value = stays.id});
  }
  return later;
}

// The made periods after those that stay.
std::vector<Period> MadeAfter(const std::vector<Period>& kept,
                              std::vector<Period> made) {
  if (kept.empty()) return made;
  const Date last = kept.back().end;
  absl::flat_hash_set<std::string> ids;
  for (const Period& period : kept) ids.insert(period.id);
  std::vector<Period> later;
  for (Period& period : made) {
    if (period.end <= last) continue;
    period.start = std::max(period.start, last + 1);
    const std::string id = period.id;
    for (int n = 2; !ids.insert(period.id).second; ++n) {
      period.id = absl::StrCat(id, "-", n);
    }
    later.push_back(std::move(period));
  }
  return later;
}

}  // namespace

void MakePeriods(const Term& term, const type::WorkingCalendar& working_days,
                 v1::Contract& contract, Faults& faults) {
  Calendar& calendar = *contract.mutable_return_calendar();
  const size_t faults_before = faults.size();
  std::vector<Period> periods;
  if (IsExplicit(calendar)) {
    periods = Given(calendar, faults);
    for (size_t i = 0; i < periods.size(); ++i) {
      CheckInTerm(i, periods[i], term, faults);
    }
    MoveDueDates(working_days, periods);
  } else {
    periods = Made(calendar, term, working_days, faults);
  }
  if (faults.size() == faults_before) SetPeriods(periods, calendar);
}

void ChangePeriods(const CalendarChange& change, v1::Contract& after,
                   Faults& faults) {
  Calendar& calendar = *after.mutable_return_calendar();
  const Difference difference = Compare(change, calendar);
  if (!difference.any()) {
    *calendar.mutable_periods() = change.before.return_calendar().periods();
    return;
  }
  std::vector<Period> periods = StoredPeriods(change.before.return_calendar());
  const auto first_later =
      std::find_if(periods.begin(), periods.end(), [&](const Period& period) {
        return period.start > change.today &&
               !(difference.rules && period.start < change.effective);
      });
  std::vector<Period> later(first_later, periods.end());
  periods.erase(first_later, periods.end());

  const size_t faults_before = faults.size();
  if (!periods.empty() && periods.back().start > change.term.end) {
    faults.Add({.field = "contract.end_date",
                .code = "PERIOD_BEGUN",
                .message = absl::StrCat(
                    "must be on or after ", FormatIsoDate(periods.back().start),
                    ", as the period ", periods.back().id,
                    " keeps its dates; end the contract with EndContract to "
                    "cut its periods"),
                .value = FormatIsoDate(change.term.end)});
  }
  if (difference.given) {
    later = GivenAfter(periods, change, calendar, faults);
  } else if (IsExplicit(calendar)) {
    later = CutTo(change.term.end, std::move(later));
  } else {
    later = MadeAfter(periods,
                      Made(calendar, change.term, change.working_days, faults));
  }
  periods.insert(periods.end(), later.begin(), later.end());
  if (periods.size() > type::kMaxPeriods) {
    faults.Add({.field = kField,
                .code = "TOO_MANY_PERIODS",
                .message = absl::StrCat("a contract may have at most ",
                                        type::kMaxPeriods,
                                        " periods, those that stay included; "
                                        "there would be ",
                                        periods.size())});
  }
  if (faults.size() == faults_before) SetPeriods(periods, calendar);
}

void CutPeriods(Date end, v1::Contract& contract) {
  Calendar& calendar = *contract.mutable_return_calendar();
  SetPeriods(CutTo(end, StoredPeriods(calendar)), calendar);
}

}  // namespace tidemark::contracts
