#include "services/sample/returns.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/working_days.h"
#include "services/sample/random.h"
#include "services/sample/words.h"

namespace tidemark::sample {
namespace {

using contracts::v1::Contract;
using outcomes::v1::ReturnEntry;
using outcomes::v1::Voice;
using type::Date;
using type::Period;
using type::YearMonth;

const type::WorkingCalendar& WorkingDays() {
  static const type::WorkingCalendar* const calendar =
      new type::WorkingCalendar();
  return *calendar;
}

absl::StatusOr<std::vector<Period>> ExplicitPeriods(
    const Contract::ReturnCalendar& calendar) {
  std::vector<type::GivenPeriod> given;
  for (const auto& period : calendar.periods()) {
    given.push_back({.id = period.id(),
                     .start_date = period.start_date(),
                     .end_date = period.end_date(),
                     .due_date = period.due_date()});
  }
  Faults faults;
  std::vector<Period> periods = type::ReadPeriods(given, "periods", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  for (Period& period : periods) {
    period.due = WorkingDays().NextWorkingDayOnOrAfter(period.due);
  }
  return periods;
}

absl::StatusOr<std::vector<Period>> AllPeriods(const Contract& contract) {
  const Contract::ReturnCalendar& calendar = contract.return_calendar();
  TIDEMARK_ASSIGN_OR_RETURN(const Date start,
                            type::FromProto(contract.start_date()));
  TIDEMARK_ASSIGN_OR_RETURN(const Date end,
                            type::FromProto(contract.end_date()));
  const type::PeriodRules rules{.start = start,
                                .end = end,
                                .due_days = calendar.due_days() == 0
                                                ? type::kDefaultDueDays
                                                : calendar.due_days(),
                                .calendar = WorkingDays()};
  switch (calendar.frequency()) {
    case Contract::ReturnCalendar::FREQUENCY_MONTHLY:
      return type::MonthlyPeriods(rules);
    case Contract::ReturnCalendar::FREQUENCY_QUARTERLY:
      return type::QuarterlyPeriods(rules);
    case Contract::ReturnCalendar::FREQUENCY_FOUR_WEEKLY:
      return type::FourWeeklyPeriods(rules);
    default:
      return ExplicitPeriods(calendar);
  }
}

// The shares of returns that a provider is late with and never sends.
struct Habits {
  int late_percent;
  int missing_permille;
};

Habits HabitsOf(Punctuality punctuality) {
  switch (punctuality) {
    case Punctuality::kMixed:
      return {.late_percent = 20, .missing_permille = 45};
    case Punctuality::kTardy:
      return {.late_percent = 42, .missing_permille = 130};
    default:
      return {.late_percent = 4, .missing_permille = 8};
  }
}

// The hour of each kind of step, so that those of a day that are alike share
// one time.
absl::Time TimeOf(Step::Kind kind, Date day) {
  int hour = 10;
  switch (kind) {
    case Step::Kind::kSave:
      hour = 9;
      break;
    case Step::Kind::kSubmit:
      hour = 10;
      break;
    case Step::Kind::kSendBack:
      hour = 11;
      break;
    case Step::Kind::kWithdraw:
      hour = 12;
      break;
    case Step::Kind::kAccept:
      hour = 14;
      break;
    case Step::Kind::kPractitionerVoice:
      hour = 15;
      break;
  }
  return absl::FromCivil(absl::CivilSecond(day) + hour * 3600,
                         absl::UTCTimeZone());
}

// Adds steps on later and later days.
class Steps {
 public:
  Steps(Date first, std::vector<Step>& steps) : day_(first), steps_(steps) {}

  Date day() const { return day_; }
  int version() const { return version_; }

  void Add(Step::Kind kind) {
    if (kind == Step::Kind::kSubmit) ++version_;
    steps_.push_back(
        {.kind = kind, .time = TimeOf(kind, day_), .version = version_});
  }

  void AddAfter(int working_days, Step::Kind kind) {
    day_ = WorkingDays().AddWorkingDays(day_, working_days);
    Add(kind);
  }

 private:
  Date day_;
  int version_ = 0;
  std::vector<Step>& steps_;
};

// The day of the first submission. Contracts of one provider whose periods end
// together are mostly reported together.
Date PickSubmitDay(const ProviderPlan& plan, const ReturnPlan& planned,
                   uint64_t seed, Random& random) {
  const Period& period = planned.period;
  Random together(SeedOf(seed, absl::StrCat("lag/", plan.provider.name(), "/",
                                            type::FormatIsoDate(period.end))));
  const int lag = together.Between(1, 13);
  const size_t how_late = together.Weighted({55, 32, 13});
  const int late_by = how_late == 0   ? together.Between(1, 5)
                      : how_late == 1 ? together.Between(6, 20)
                                      : together.Between(21, 45);
  if (planned.late) {
    return WorkingDays().NextWorkingDayOnOrAfter(period.due + late_by);
  }
  const int own_lag = random.Percent(15) ? random.Between(0, 3) : 0;
  return std::min(period.due, WorkingDays().NextWorkingDayOnOrAfter(
                                  period.end + lag + own_lag));
}

bool AnyExpected(const ProviderPlan& plan, const ReturnPlan& planned) {
  const ContractPlan& contract = plan.contracts[planned.contract];
  return std::any_of(
      contract.people.begin(), contract.people.end(), [&](size_t person) {
        const auto& outcomes = plan.people[person].outcomes;
        return std::any_of(outcomes.begin(), outcomes.end(),
                           [&](const OutcomePlan& outcome) {
                             return IsExpected(outcome, planned.period);
                           });
      });
}

// Whether the outcome could not be worked on, on any day of the period.
bool RestsThroughout(const PersonPlan& person, const OutcomePlan& outcome,
                     const Period& period) {
  const Date first = std::max(period.start, outcome.days.start);
  const Date last = std::min(period.end, outcome.days.end);
  return std::any_of(person.pauses.begin(), person.pauses.end(),
                     [&](const Days& pause) {
                       return pause.start <= first && last <= pause.end;
                     });
}

int LevelAt(const OutcomePlan& outcome, Date day) {
  const auto months = static_cast<size_t>(std::max(
      0, YearMonth(day).index() - YearMonth(outcome.days.start).index()));
  return outcome.levels[std::min(months, outcome.levels.size() - 1)];
}

// `level` as one sees it who tends to see it lower or higher in so many of a
// hundred cases.
int Seen(int level, int lower_percent, int higher_percent, Random& random) {
  const int draw = random.Between(0, 99);
  if (draw < lower_percent) --level;
  if (draw >= 100 - higher_percent) ++level;
  return std::clamp(level, -2, 2);
}

Voice::NotObtained WhyNotObtained(Random& random) {
  constexpr Voice::NotObtained kReasons[] = {
      Voice::NOT_OBTAINED_DECLINED, Voice::NOT_OBTAINED_UNWELL,
      Voice::NOT_OBTAINED_AWAY, Voice::NOT_OBTAINED_NOT_ASKED,
      Voice::NOT_OBTAINED_NO_ADVOCATE};
  return kReasons[random.Weighted({22, 20, 10, 36, 12})];
}

ReturnEntry WriteEntry(const PersonPlan& person, const OutcomePlan& outcome,
                       const Period& period, Random& random) {
  ReturnEntry entry;
  entry.set_outcome(outcome.outcome.name());
  const int level = LevelAt(outcome, std::min(period.end, outcome.days.end));
  const bool obtained = random.Percent(person.voice_percent);
  const int person_level = Seen(level, 14, 11, random);
  const int provider_level = Seen(level, 6, 15, random);
  const Voice::NotObtained why = WhyNotObtained(random);
  const bool person_words = random.Percent(12);
  const bool provider_words = random.Percent(8);
  const std::string person_says(random.OneOf(PersonSays(person_level)));
  const std::string provider_says(random.OneOf(ProviderSays(provider_level)));

  Voice& own = *entry.mutable_person_voice();
  if (RestsThroughout(person, outcome, period)) {
    entry.set_not_worked_on(true);
    own.set_not_obtained(Voice::NOT_OBTAINED_AWAY);
    return entry;
  }
  if (obtained) {
    own.set_level(person_level);
    own.set_source(person.voice_source);
    if (person_words) own.set_words(person_says);
  } else {
    own.set_not_obtained(why);
  }
  entry.mutable_provider_voice()->set_level(provider_level);
  if (provider_words) entry.mutable_provider_voice()->set_words(provider_says);
  return entry;
}

// What the council asks to be asked after: own views that nobody asked for.
void ForgetToAsk(std::vector<ReturnEntry>& entries, Random& random) {
  for (ReturnEntry& entry : entries) {
    if (entry.not_worked_on() || !random.Percent(30)) continue;
    entry.mutable_person_voice()->Clear();
    entry.mutable_person_voice()->set_not_obtained(
        Voice::NOT_OBTAINED_NOT_ASKED);
  }
}

// What a correction changes: the levels of some entries, of one at least.
void Correct(std::vector<ReturnEntry>& entries, Random& random) {
  bool changed = false;
  for (ReturnEntry& entry : entries) {
    if (entry.not_worked_on()) continue;
    if (changed && !random.Percent(8)) continue;
    changed = true;
    for (Voice* voice :
         {entry.mutable_person_voice(), entry.mutable_provider_voice()}) {
      if (!voice->has_level()) continue;
      voice->set_level(voice->level() > 0 ? voice->level() - 1
                                          : voice->level() + 1);
      voice->clear_words();
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<Period>> PeriodsOf(const Contract& contract,
                                              Date until) {
  TIDEMARK_ASSIGN_OR_RETURN(std::vector<Period> periods, AllPeriods(contract));
  periods.erase(std::find_if(periods.begin(), periods.end(),
                             [until](const Period& period) {
                               return period.end > until;
                             }),
                periods.end());
  return periods;
}

bool IsExpected(const OutcomePlan& outcome, const Period& period) {
  return outcome.days.start <= period.end && outcome.days.end >= period.start;
}

ReturnPlan PlanReturn(const ProviderPlan& plan, size_t contract,
                      const Period& period, uint64_t seed, Date until) {
  ReturnPlan planned{.name = NameIn(plan.contracts[contract].contract.name(),
                                    "returns", period.id),
                     .contract = contract,
                     .period = period};
  Random random(SeedOf(seed, absl::StrCat("steps/", planned.name)));
  const Habits habits = HabitsOf(plan.punctuality);
  planned.nil = !AnyExpected(plan, planned);
  planned.missing = random.Between(0, 999) < habits.missing_permille;
  planned.late = random.Percent(habits.late_percent);
  planned.corrected = random.Percent(5) && !planned.nil;
  planned.sent_back = random.Percent(6) && !planned.nil;
  planned.withdrawn = random.Percent(1) && !planned.sent_back;
  const bool never_decided = random.Percent(1);
  const bool decided_slowly = random.Percent(8);
  const bool drafted = random.Percent(4) && !planned.nil;
  const bool practitioner = random.Percent(4) && !planned.nil;
  if (planned.missing) {
    planned.late = planned.corrected = planned.sent_back = planned.withdrawn =
        false;
    return planned;
  }

  using Kind = Step::Kind;
  Steps steps(PickSubmitDay(plan, planned, seed, random), planned.steps);
  if (drafted && steps.day() > period.end) {
    planned.steps.push_back({.kind = Kind::kSave,
                             .time = TimeOf(Kind::kSave, steps.day() - 1),
                             .version = 0});
  }
  steps.Add(Kind::kSubmit);
  if (planned.sent_back) {
    steps.AddAfter(random.Between(1, 8), Kind::kSendBack);
    steps.AddAfter(random.Between(1, 10), Kind::kSubmit);
  }
  if (planned.withdrawn) {
    steps.AddAfter(1, Kind::kWithdraw);
    steps.AddAfter(random.Between(1, 5), Kind::kSubmit);
  }
  if (never_decided) {
    planned.corrected = false;
  } else {
    steps.AddAfter(
        decided_slowly ? random.Between(15, 30) : random.Between(1, 9),
        Kind::kAccept);
    if (planned.corrected) {
      steps.AddAfter(random.Between(8, 40), Kind::kSubmit);
      steps.AddAfter(random.Between(1, 8), Kind::kAccept);
    }
    if (practitioner) {
      steps.AddAfter(random.Between(1, 5), Kind::kPractitionerVoice);
    }
  }
  planned.steps.erase(std::find_if(planned.steps.begin(), planned.steps.end(),
                                   [until](const Step& step) {
                                     return step.time >=
                                            absl::FromCivil(
                                                until + 1, absl::UTCTimeZone());
                                   }),
                      planned.steps.end());
  return planned;
}

int LastVersion(const ReturnPlan& planned) {
  return 1 + (planned.sent_back ? 1 : 0) + (planned.withdrawn ? 1 : 0) +
         (planned.corrected ? 1 : 0);
}

std::vector<ReturnEntry> EntriesOf(const ProviderPlan& plan,
                                   const ReturnPlan& planned, uint64_t seed,
                                   int version) {
  std::vector<ReturnEntry> entries;
  if (planned.nil) return entries;
  Random random(SeedOf(seed, absl::StrCat("entries/", planned.name)));
  for (const size_t index : plan.contracts[planned.contract].people) {
    const PersonPlan& person = plan.people[index];
    for (const OutcomePlan& outcome : person.outcomes) {
      if (!IsExpected(outcome, planned.period)) continue;
      entries.push_back(WriteEntry(person, outcome, planned.period, random));
    }
  }
  Random changes(SeedOf(seed, absl::StrCat("changes/", planned.name)));
  if (planned.sent_back && version <= 1) ForgetToAsk(entries, changes);
  if (planned.corrected && version == LastVersion(planned)) {
    Correct(entries, changes);
  }
  return entries;
}

}  // namespace tidemark::sample
