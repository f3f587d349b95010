#include "services/sample/people.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "services/sample/packages.h"
#include "services/sample/words.h"

namespace tidemark::sample {
namespace {

using enablement::v1::Package;
using outcomes::v1::CloseOutcomeRequest;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Voice;
using type::Date;
using type::ToProto;
using type::YearMonth;

// What a person does over the time of the sample.
enum class Story { kStays, kPauses, kLeaves, kDies, kComesBack, kEnabledFirst };

Date DayBetween(Random& random, Date from, Date to) {
  if (to <= from) return from;
  return from + random.Between(0, static_cast<int>(to - from));
}

std::string LeavingReason(Package::Sequel sequel) {
  switch (sequel) {
    case Package::SEQUEL_NO_SUPPORT:
      return "Manages without paid support.";
    case Package::SEQUEL_UNIVERSAL_SERVICES:
      return "Uses what the community has to offer.";
    case Package::SEQUEL_LOW_LEVEL_SUPPORT:
      return "Equipment and a pendant alarm are enough.";
    case Package::SEQUEL_SHORT_TERM_SUPPORT:
      return "Needs a few more weeks of another kind of support.";
    case Package::SEQUEL_LONG_TERM_COMMUNITY:
      return "Goes on with long-term support at home.";
    case Package::SEQUEL_CARE_HOME:
      return "Moved into a care home.";
    case Package::SEQUEL_HOSPITAL:
      return "Admitted to hospital.";
    case Package::SEQUEL_SELF_FUNDED:
      return "Pays for support privately.";
    case Package::SEQUEL_DECLINED:
      return "Did not want more support.";
    case Package::SEQUEL_NHS_FUNDED:
      return "The NHS took over the funding.";
    case Package::SEQUEL_MOVED:
      return "Moved to another council's area.";
    case Package::SEQUEL_DIED:
      return "Died.";
    default:
      return "Ended.";
  }
}

void EndStint(Stint& stint, Date end, Package::Sequel sequel) {
  stint.end = end;
  stint.sequel = sequel;
  stint.reason = LeavingReason(sequel);
}

Package::Sequel ReablementSequel(Random& random) {
  constexpr Package::Sequel kSequels[] = {
      Package::SEQUEL_NO_SUPPORT,          Package::SEQUEL_UNIVERSAL_SERVICES,
      Package::SEQUEL_LOW_LEVEL_SUPPORT,   Package::SEQUEL_SHORT_TERM_SUPPORT,
      Package::SEQUEL_LONG_TERM_COMMUNITY, Package::SEQUEL_HOSPITAL,
      Package::SEQUEL_SELF_FUNDED,         Package::SEQUEL_DECLINED,
      Package::SEQUEL_NHS_FUNDED,          Package::SEQUEL_DIED};
  return kSequels[random.Weighted({36, 10, 14, 4, 19, 6, 3, 4, 1, 3})];
}

Package::Sequel LeavingSequel(Random& random) {
  constexpr Package::Sequel kSequels[] = {
      Package::SEQUEL_CARE_HOME,   Package::SEQUEL_NO_SUPPORT,
      Package::SEQUEL_SELF_FUNDED, Package::SEQUEL_MOVED,
      Package::SEQUEL_DECLINED,    Package::SEQUEL_NHS_FUNDED};
  return kSequels[random.Weighted({38, 22, 12, 14, 8, 6})];
}

// The stints of someone who joins on `join` and comes for reablement.
std::vector<Stint> ReablementStints(const PersonSetting& setting, Date join,
                                    Random& random) {
  std::vector<Stint> stints;
  Stint first{.stage = Package::STAGE_ENABLE, .start = join};
  EndStint(first, join + random.Between(20, kTimeLimitDays),
           ReablementSequel(random));
  const Date again = *first.end + random.Between(40, 200);
  const bool comes_back = random.Percent(18) &&
                          first.sequel != Package::SEQUEL_DIED &&
                          again <= setting.last_day - 5;
  stints.push_back(first);
  if (!comes_back) return stints;
  Stint second{.stage = Package::STAGE_ENABLE, .start = again};
  EndStint(second, again + random.Between(20, kTimeLimitDays),
           ReablementSequel(random));
  stints.push_back(second);
  return stints;
}

std::vector<Stint> LongTermStints(const PersonSetting& setting, Date join,
                                  Story story, Random& random) {
  const Date horizon = setting.last_day + kDaysBeyond;
  std::vector<Stint> stints;
  Stint stint{.start = join};
  const Date end = DayBetween(random, join + 45, horizon);
  switch (story) {
    case Story::kStays:
    case Story::kPauses:
      break;
    case Story::kLeaves:
      EndStint(stint, end, LeavingSequel(random));
      break;
    case Story::kDies:
      EndStint(stint, end, Package::SEQUEL_DIED);
      break;
    case Story::kComesBack: {
      const Date left = DayBetween(random, join + 45, setting.last_day - 60);
      const Date again = left + random.Between(25, 150);
      EndStint(stint, left,
               random.Percent(60) ? Package::SEQUEL_NO_SUPPORT
                                  : Package::SEQUEL_LOW_LEVEL_SUPPORT);
      if (again > setting.last_day - 5) break;
      stints.push_back(stint);
      stint = {.start = again};
      break;
    }
    case Story::kEnabledFirst: {
      Stint enable{
          .stage = Package::STAGE_ENABLE, .start = join, .goes_on = true};
      EndStint(enable, join + random.Between(28, kTimeLimitDays),
               Package::SEQUEL_LONG_TERM_COMMUNITY);
      if (*enable.end + 1 > setting.last_day - 5) {
        enable.goes_on = false;
        stints.push_back(enable);
        return stints;
      }
      stints.push_back(enable);
      stint = {.start = *enable.end + 1};
      break;
    }
  }
  stints.push_back(stint);
  return stints;
}

// Ends what lasts longer than the contract, and drops what begins after it.
void CutToContract(const PersonSetting& setting, std::vector<Stint>& stints) {
  if (!setting.contract_end) return;
  const Date end = *setting.contract_end;
  while (stints.size() > 1 && stints.back().start > end) stints.pop_back();
  Stint& last = stints.back();
  last.goes_on = false;
  if (last.end && *last.end <= end) return;
  last.end = end;
  last.sequel = Package::SEQUEL_LONG_TERM_COMMUNITY;
  last.reason = "The contract ended; another provider goes on.";
}

std::vector<Days> PlanPauses(const PersonSetting& setting,
                             const std::vector<Stint>& stints, int percent,
                             Random& random) {
  std::vector<Days> pauses;
  const Date horizon = setting.last_day + kDaysBeyond;
  for (const Stint& stint : stints) {
    if (stint.stage != Package::STAGE_SUPPORT) continue;
    // A pause may still last when the plan ends.
    const Date last = stint.end.value_or(horizon + 110);
    Date from = stint.start + 20;
    for (int tries = 0; tries < 2 && random.Percent(percent); ++tries) {
      const Date start = DayBetween(random, from, std::min(last - 10, horizon));
      const Date end = start + (random.Percent(45) ? random.Between(35, 110)
                                                   : random.Between(4, 30));
      if (start < from || end >= last) break;
      pauses.push_back({start, end});
      from = end + 30;
    }
  }
  return pauses;
}

// How an outcome goes.
enum class Course { kRises, kStalls, kSlips, kWaves, kRisesAndSlips };

Course PickCourse(Standing standing, Random& random) {
  size_t pick = 0;
  switch (standing) {
    case Standing::kOrdinary:
      pick = random.Weighted({42, 24, 10, 14, 10});
      break;
    case Standing::kBetter:
      pick = random.Weighted({72, 8, 2, 13, 5});
      break;
    case Standing::kWorse:
      pick = random.Weighted({14, 44, 26, 8, 8});
      break;
  }
  return static_cast<Course>(pick);
}

// The level at the end of each of `months` months, `quick` for reablement.
std::vector<int8_t> PlanLevels(int baseline, int months, Course course,
                               bool quick, Random& random) {
  const int cap = random.Weighted({45, 38, 17}) == 0 ? 0 : random.Between(1, 2);
  const int pace = quick ? 75 : 26;
  const int turn = months * 2 / 3;
  std::vector<int8_t> levels;
  int level = baseline;
  for (int month = 0; month < months; ++month) {
    // One draw a month whatever the course, so that a longer plan of the same
    // outcome begins as the shorter one does.
    const int draw = random.Between(0, 99);
    switch (course) {
      case Course::kRises:
        if (draw < pace) level = std::min(level + 1, cap);
        if (draw >= 97) level -= 1;
        break;
      case Course::kStalls:
        if (draw < 5) level = std::min(level + 1, 0);
        if (draw >= 93) level = std::max(level - 1, baseline);
        break;
      case Course::kSlips:
        if (draw < 4) level += 1;
        if (draw >= 85) level -= 1;
        break;
      case Course::kWaves:
        if (draw < 24) level = std::min(level + 1, 1);
        if (draw >= 80) level -= 1;
        break;
      case Course::kRisesAndSlips:
        if (month < turn && draw < pace + 6) level = std::min(level + 1, cap);
        if (month >= turn && draw >= 72) level -= 1;
        break;
    }
    level = std::clamp(level, -2, 2);
    levels.push_back(static_cast<int8_t>(level));
  }
  return levels;
}

int MonthsBetween(Date from, Date to) {
  return YearMonth(to).index() - YearMonth(from).index();
}

// When an outcome is closed before support ends, and how; no date if it is
// not.
struct Closing {
  std::optional<Date> date = std::nullopt;
  PersonalOutcome::Status status = PersonalOutcome::STATUS_SUPPORT_ENDED;
};

Closing PlanClosing(const std::vector<int8_t>& levels, const Days& days,
                    Random& random) {
  Closing closing;
  int good = 0;
  for (size_t month = 0; month < levels.size(); ++month) {
    good = levels[month] >= 1 ? good + 1 : 0;
    const int draw = random.Between(0, 999);
    PersonalOutcome::Status status = PersonalOutcome::STATUS_UNSPECIFIED;
    if (good >= 5 && draw < 120) status = PersonalOutcome::STATUS_ACHIEVED;
    if (month >= 2 && draw >= 996) {
      status = PersonalOutcome::STATUS_NO_LONGER_RELEVANT;
    } else if (month >= 2 && draw >= 993) {
      status = PersonalOutcome::STATUS_PERSON_CHOSE_DIFFERENTLY;
    }
    const Date date =
        YearMonth(days.start).AddMonths(static_cast<int>(month)).last_day();
    if (status == PersonalOutcome::STATUS_UNSPECIFIED || date >= days.end) {
      continue;
    }
    if (closing.date) continue;
    closing = {.date = date, .status = status};
  }
  return closing;
}

PersonalOutcome WriteOutcome(const OutcomeWords& words,
                             const PersonSetting& setting,
                             const std::string& name, Date start,
                             Random& random) {
  PersonalOutcome outcome;
  outcome.set_name(name);
  outcome.set_own_words(random.Reword(words.own_words));
  const std::string why = random.Reword(words.why);
  if (random.Percent(70)) outcome.set_why_it_matters(why);
  outcome.add_themes(
      absl::StrCat("wellbeing-", std::string(1, words.wellbeing)));
  outcome.add_themes(absl::StrCat("mir18-", words.making_it_real));
  outcome.set_contract(setting.contract);
  outcome.set_location(setting.location);
  const bool all_levels = random.Percent(80);
  for (int level = -2; level <= 2; ++level) {
    if (!all_levels && (level == -2 || level == 2)) continue;
    PersonalOutcome::LevelDescription& description = *outcome.add_levels();
    description.set_level(level);
    description.set_description(
        std::string(words.levels[static_cast<size_t>(level + 2)]));
  }
  outcome.set_baseline_level(random.Percent(80) ? -1 : -2);
  const int weight = random.Between(1, 3) * random.Between(1, 3);
  if (random.Percent(60)) outcome.set_weight(weight);
  *outcome.mutable_start_date() = ToProto(start);
  const Date target = start + random.Between(60, 365);
  if (random.Percent(75)) *outcome.mutable_target_date() = ToProto(target);
  if (!words.benefit.empty() && random.Percent(70)) {
    outcome.set_possible_benefit(std::string(words.benefit));
    outcome.set_possible_harm(std::string(words.harm));
  }
  return outcome;
}

PersonalOutcome::Status StatusAtEnd(const Stint& last, int level) {
  const bool left_well = last.sequel == Package::SEQUEL_NO_SUPPORT ||
                         last.sequel == Package::SEQUEL_UNIVERSAL_SERVICES ||
                         last.sequel == Package::SEQUEL_LOW_LEVEL_SUPPORT;
  return left_well && level >= 0 ? PersonalOutcome::STATUS_ACHIEVED
                                 : PersonalOutcome::STATUS_SUPPORT_ENDED;
}

// A time over which outcomes run: one stint, or two without a gap.
struct Span {
  Date start;
  const Stint* last;
};

std::vector<Span> SpansOf(const std::vector<Stint>& stints) {
  std::vector<Span> spans;
  for (size_t i = 0; i < stints.size(); ++i) {
    Span span{.start = stints[i].start, .last = &stints[i]};
    while (stints[i].goes_on && i + 1 < stints.size()) {
      span.last = &stints[++i];
    }
    spans.push_back(span);
  }
  return spans;
}

OutcomePlan PlanOutcome(const PersonSetting& setting, const Span& span,
                        const OutcomeWords& words, const std::string& name,
                        Random& random) {
  const Date horizon = setting.last_day + kDaysBeyond;
  const Date span_end = std::min(span.last->end.value_or(horizon), horizon);
  const bool later = random.Percent(25);
  const Date later_start = span.start + random.Between(20, 240);
  const bool fits =
      later_start <= span_end - 30 && later_start <= setting.last_day - 5;
  OutcomePlan plan;
  plan.days = {.start = later && fits ? later_start : span.start,
               .end = span_end};
  plan.outcome = WriteOutcome(words, setting, name, plan.days.start, random);
  const Course course = PickCourse(setting.standing, random);
  plan.levels =
      PlanLevels(plan.outcome.baseline_level(),
                 MonthsBetween(plan.days.start, plan.days.end) + 1, course,
                 span.last->stage == Package::STAGE_ENABLE, random);
  Closing closing = PlanClosing(plan.levels, plan.days, random);
  if (!closing.date && span.last->end && *span.last->end <= horizon) {
    closing = {.date = *span.last->end,
               .status = StatusAtEnd(*span.last, plan.levels.back())};
  }
  if (closing.date) plan.days.end = *closing.date;
  if (closing.date && *closing.date <= setting.until) {
    CloseOutcomeRequest& close = plan.close.emplace();
    close.set_name(name);
    close.set_status(closing.status);
    *close.mutable_close_date() = ToProto(*closing.date);
    close.set_request_id(UuidOf(setting.seed, absl::StrCat("close/", name)));
  }
  return plan;
}

std::vector<OutcomePlan> PlanOutcomes(const PersonSetting& setting,
                                      const std::string& person,
                                      const std::vector<Stint>& stints,
                                      Random& random) {
  const std::vector<Span> spans = SpansOf(stints);
  const auto count =
      static_cast<size_t>(2 + random.Weighted({30, 30, 22, 12, 6}));
  std::vector<OutcomePlan> outcomes;
  std::vector<bool> used(AllOutcomeWords().size());
  for (size_t i = 0; i < count; ++i) {
    size_t words = 0;
    do {
      words = random.Below(AllOutcomeWords().size());
    } while (used[words]);
    used[words] = true;
    outcomes.push_back(PlanOutcome(
        setting, spans[i * spans.size() / count], AllOutcomeWords()[words],
        NameIn(person, "outcomes", absl::StrCat("o", i + 1)), random));
  }
  return outcomes;
}

Person::SupportReason PickReason(Random& random) {
  constexpr Person::SupportReason kReasons[] = {
      Person::SUPPORT_REASON_PHYSICAL_PERSONAL_CARE,
      Person::SUPPORT_REASON_PHYSICAL_ACCESS_AND_MOBILITY,
      Person::SUPPORT_REASON_MEMORY_AND_COGNITION,
      Person::SUPPORT_REASON_LEARNING_DISABILITY,
      Person::SUPPORT_REASON_MENTAL_HEALTH,
      Person::SUPPORT_REASON_SENSORY_VISUAL,
      Person::SUPPORT_REASON_SENSORY_HEARING,
      Person::SUPPORT_REASON_SENSORY_DUAL,
      Person::SUPPORT_REASON_SUBSTANCE_MISUSE,
      Person::SUPPORT_REASON_SOCIAL_ISOLATION_OR_OTHER,
      Person::SUPPORT_REASON_SUPPORT_TO_CARER,
      Person::SUPPORT_REASON_UNSPECIFIED};
  return kReasons[random.Weighted({44, 14, 14, 14, 7, 1, 1, 1, 1, 1, 1, 1})];
}

int PickBirthYear(Person::SupportReason reason, int this_year, Random& random) {
  switch (reason) {
    case Person::SUPPORT_REASON_LEARNING_DISABILITY:
      return this_year - random.Between(20, 68);
    case Person::SUPPORT_REASON_MENTAL_HEALTH:
    case Person::SUPPORT_REASON_SUBSTANCE_MISUSE:
      return this_year - random.Between(23, 72);
    case Person::SUPPORT_REASON_MEMORY_AND_COGNITION:
      return this_year - random.Between(68, 98);
    default:
      return this_year - (random.Percent(22) ? random.Between(30, 66)
                                             : random.Between(67, 101));
  }
}

Voice::Source UsualSource(Person::SupportReason reason, Random& random) {
  constexpr Voice::Source kSources[] = {
      Voice::SOURCE_SAID, Voice::SOURCE_SHOWN, Voice::SOURCE_ADVOCATE,
      Voice::SOURCE_CARER, Voice::SOURCE_OBSERVED};
  switch (reason) {
    case Person::SUPPORT_REASON_MEMORY_AND_COGNITION:
      return kSources[random.Weighted({45, 10, 10, 25, 10})];
    case Person::SUPPORT_REASON_LEARNING_DISABILITY:
      return kSources[random.Weighted({50, 22, 14, 7, 7})];
    default:
      return kSources[random.Weighted({88, 3, 3, 5, 1})];
  }
}

Person WritePerson(const PersonSetting& setting, Random& random) {
  Person person;
  person.set_name(NameIn(setting.council, "people",
                         PseudonymOf(setting.seed, setting.number)));
  person.set_support_reason(PickReason(random));
  const int birth_year =
      PickBirthYear(person.support_reason(),
                    static_cast<int>(setting.last_day.year()), random);
  if (random.Percent(99)) person.set_birth_year(birth_year);
  constexpr Person::Sex kSexes[] = {Person::SEX_FEMALE, Person::SEX_MALE,
                                    Person::SEX_OTHER, Person::SEX_UNSPECIFIED};
  person.set_sex(kSexes[random.Weighted({580, 410, 4, 6})]);
  constexpr Person::EthnicGroup kGroups[] = {
      Person::ETHNIC_GROUP_WHITE, Person::ETHNIC_GROUP_MIXED,
      Person::ETHNIC_GROUP_ASIAN, Person::ETHNIC_GROUP_BLACK,
      Person::ETHNIC_GROUP_OTHER, Person::ETHNIC_GROUP_UNSPECIFIED};
  person.set_ethnic_group(kGroups[random.Weighted({88, 2, 3, 3, 1, 3})]);
  person.set_has_unpaid_carer(random.Percent(42));
  return person;
}

void SetStatus(const PersonSetting& setting, const std::vector<Stint>& stints,
               const std::vector<Days>& pauses, Person& person) {
  const Stint* now = &stints.front();
  for (const Stint& stint : stints) {
    if (stint.start <= setting.until) now = &stint;
  }
  person.set_status(Person::STATUS_ACTIVE);
  *person.mutable_status_date() = ToProto(now->start);
  for (const Days& pause : pauses) {
    if (pause.start > setting.until || pause.end <= setting.until) continue;
    person.set_status(Person::STATUS_PAUSED);
    *person.mutable_status_date() = ToProto(pause.start);
  }
  if (!now->end || *now->end > setting.until) return;
  if (now->sequel == Package::SEQUEL_DIED) {
    person.set_status(Person::STATUS_DIED);
    *person.mutable_status_date() = ToProto(*now->end);
  } else if (now->sequel != Package::SEQUEL_LONG_TERM_COMMUNITY) {
    person.set_status(Person::STATUS_LEFT);
    *person.mutable_status_date() = ToProto(*now->end + 1);
  }
}

// What the support of `package` is for: what is worked towards as it starts.
void SetGoals(const std::vector<OutcomePlan>& outcomes, Package& package) {
  const auto start = type::FromProto(package.start_date());
  for (const OutcomePlan& outcome : outcomes) {
    if (!start.ok() || outcome.days.start > *start ||
        outcome.days.end < *start) {
      continue;
    }
    package.add_goals(outcome.outcome.name());
  }
}

Date PickJoin(const PersonSetting& setting, Random& random) {
  Date last = setting.last_day - 10;
  if (setting.contract_end) last = std::min(last, *setting.contract_end - 60);
  const bool at_once = random.Percent(setting.reablement ? 5 : 58);
  const Date later = DayBetween(random, setting.contract_start, last);
  return at_once ? setting.contract_start : later;
}

}  // namespace

std::string PseudonymOf(uint64_t seed, int number) {
  // Odd, so that it permutes the numbers below 2^30.
  constexpr uint64_t kMultiplier = 0x2545F491;
  constexpr uint64_t kMask = (uint64_t{1} << 30) - 1;
  constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  uint64_t value =
      (static_cast<uint64_t>(number) * kMultiplier + SeedOf(seed, "people")) &
      kMask;
  std::string id = "p-";
  for (int i = 0; i < 6; ++i) {
    id.push_back(kDigits[value & 31]);
    value >>= 5;
  }
  return id;
}

PersonPlan PlanPerson(const PersonSetting& setting, Random& random) {
  PersonPlan plan;
  plan.person = WritePerson(setting, random);
  const std::string& name = plan.person.name();
  plan.voice_source = UsualSource(plan.person.support_reason(), random);
  plan.voice_percent = plan.voice_source == Voice::SOURCE_SAID
                           ? random.Between(70, 97)
                           : random.Between(40, 80);

  const Date join = PickJoin(setting, random);
  const auto story = static_cast<Story>(random.Weighted({55, 13, 9, 9, 7, 7}));
  std::vector<Stint> stints =
      setting.reablement ? ReablementStints(setting, join, random)
                         : LongTermStints(setting, join, story, random);
  CutToContract(setting, stints);
  plan.pauses =
      PlanPauses(setting, stints, story == Story::kPauses ? 90 : 8, random);
  plan.outcomes = PlanOutcomes(setting, name, stints, random);
  plan.packages = PlanPackages(setting, name, stints, plan.pauses, random);
  for (enablement::v1::PackageRecord& record : plan.packages) {
    SetGoals(plan.outcomes, *record.mutable_package());
  }
  SetStatus(setting, stints, plan.pauses, plan.person);
  return plan;
}

}  // namespace tidemark::sample
