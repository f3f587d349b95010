#include "services/monitoring/credit_rule.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/strings/str_cat.h"

#include "common/type/date.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/reductions.h"
#include "services/monitoring/support.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using v1::StepDown;

// Notes how the person sees the ends of the package.
void AddExitViews(const std::vector<ExitView>& exits, Run& run) {
  for (Part& part : run) {
    if (!part.exit()) continue;
    for (const ExitView& view : exits) {
      if (view.date != part.day) continue;
      // Of two views, the one further from agreement.
      part.agreement = std::max(part.agreement, view.agreement);
    }
  }
}

StepDown::Condition Because(StepDown::State state, std::string note) {
  StepDown::Condition condition;
  condition.set_state(state);
  condition.set_note(std::move(note));
  return condition;
}

StepDown::Condition JudgeAgreement(const Run& run) {
  bool best_interests = false;
  bool unrecorded = false;
  for (const Part& part : run) {
    switch (part.agreement) {
      case SupportLevel::AGREEMENT_PERSON_AGREES:
      case SupportLevel::AGREEMENT_ADVOCATE_AGREES:
        break;
      case SupportLevel::AGREEMENT_PERSON_DISAGREES:
        return Because(
            StepDown::STATE_AGAINST,
            absl::StrCat("the person does not agree with the change of ",
                         type::FormatLongDate(DateOf(part.day))));
      case SupportLevel::AGREEMENT_BEST_INTERESTS:
        best_interests = true;
        break;
      default:
        unrecorded = true;
    }
  }
  if (unrecorded) {
    return Because(StepDown::STATE_LACKING,
                   "whether the person agrees is not recorded");
  }
  if (best_interests) {
    return Because(StepDown::STATE_LACKING,
                   "decided in the person's best interests; an advocate's "
                   "agreement is lacking");
  }
  return Because(StepDown::STATE_HOLDS, "the person or an advocate agrees");
}

// The last rating for a period that ended before `day`.
const Rating* LastBefore(const std::vector<Rating>& ratings, int32_t day) {
  const Rating* found = nullptr;
  for (const Rating& rating : ratings) {
    if (rating.period_end < day && (found == nullptr || *found < rating)) {
      found = &rating;
    }
  }
  return found;
}

// The rating that tells how an outcome stands after the step-down.
const Rating* After(const std::vector<Rating>& ratings, const Run& run) {
  const int32_t from = LastDay(run) + (run.back().exit() ? 0 : kRatedFromDays);
  if (const Rating* const within =
          LastBefore(ratings, LastDay(run) + kRatedToDays + 1);
      within != nullptr && within->period_end >= from) {
    return within;
  }
  const Rating* first = nullptr;
  for (const Rating& rating : ratings) {
    if (rating.period_end > LastDay(run) + kRatedToDays &&
        (first == nullptr || rating < *first)) {
      first = &rating;
    }
  }
  return first;
}

bool IsClosed(const PersonalOutcome& outcome) {
  return outcome.status() != PersonalOutcome::STATUS_ACTIVE &&
         outcome.status() != PersonalOutcome::STATUS_UNSPECIFIED;
}

bool WorkedTowards(const PersonalOutcome& outcome, int32_t day) {
  if (DayOf(outcome.start_date()) > day) return false;
  return !IsClosed(outcome) || DayOf(outcome.close_date()) >= day;
}

// `nullopt` if the outcome is left aside.
std::optional<StepDown::Goal> JudgeGoal(const PersonalOutcome& outcome,
                                        const std::vector<Rating>& ratings,
                                        const Run& run) {
  StepDown::Goal goal;
  goal.set_outcome(outcome.name());
  goal.set_level_before(outcome.baseline_level());
  if (const Rating* before = LastBefore(ratings, FirstDay(run))) {
    goal.set_level_before(before->level);
    goal.set_return_before(before->returned);
  }
  const Rating* const after = After(ratings, run);
  if (after != nullptr) {
    goal.set_level_after(after->level);
    goal.set_return_after(after->returned);
  }
  if (outcome.status() == PersonalOutcome::STATUS_ACHIEVED) {
    goal.set_state(StepDown::STATE_HOLDS);
  } else if (after != nullptr) {
    goal.set_state(after->level >= 0 || after->level >= goal.level_before()
                       ? StepDown::STATE_HOLDS
                       : StepDown::STATE_AGAINST);
  } else if (IsClosed(outcome)) {
    return std::nullopt;
  } else {
    goal.set_state(StepDown::STATE_LACKING);
  }
  return goal;
}

void JudgeGoals(const Evidence& evidence, const Run& run, StepDown& step) {
  const std::vector<Rating> none;
  int held = 0;
  int slipped = 0;
  for (const PersonalOutcome& outcome : evidence.outcomes) {
    if (outcome.contract() != evidence.package.contract() ||
        !WorkedTowards(outcome, FirstDay(run))) {
      continue;
    }
    const auto rated = evidence.ratings.find(outcome.name());
    std::optional<StepDown::Goal> goal = JudgeGoal(
        outcome, rated == evidence.ratings.end() ? none : rated->second, run);
    if (!goal) continue;
    if (goal->state() == StepDown::STATE_HOLDS) ++held;
    if (goal->state() == StepDown::STATE_AGAINST) ++slipped;
    *step.add_goal_details() = *std::move(goal);
  }
  auto& goals = *step.mutable_goal_details();
  std::sort(goals.begin(), goals.end(),
            [](const StepDown::Goal& a, const StepDown::Goal& b) {
              return a.outcome() < b.outcome();
            });
  const int all = goals.size();
  if (all == 0) {
    *step.mutable_goals() =
        Because(StepDown::STATE_LACKING,
                "no outcome of the person under the contract to judge by");
  } else if (slipped > 0) {
    *step.mutable_goals() =
        Because(StepDown::STATE_AGAINST,
                absl::StrCat(slipped, " of ", all,
                             all == 1 ? " goal" : " goals", " slipped"));
  } else if (held < all) {
    *step.mutable_goals() = Because(
        StepDown::STATE_LACKING,
        absl::StrCat(all - held, " of ", all, all == 1 ? " goal" : " goals",
                     " not rated since in an accepted return"));
  } else {
    *step.mutable_goals() = Because(
        StepDown::STATE_HOLDS,
        all == 1 ? "the goal holds" : absl::StrCat("all ", all, " goals hold"));
  }
}

// Whether the finding of a check-back can decide about the step-down.
bool CanDecide(const CheckBack& check_back, const Run& run) {
  const int32_t checked = DayOf(check_back.check_date());
  switch (check_back.result()) {
    case CheckBack::RESULT_SUSTAINED:
      return checked >= LastDay(run) + kSettledDays;
    case CheckBack::RESULT_SLIPPED:
    case CheckBack::RESULT_RETURNED:
      return checked >= LastDay(run);
    default:
      return false;
  }
}

// Later findings decide; of those of one day, the worse.
auto DecidingOrder(const CheckBack& check_back) {
  return std::tuple(DayOf(check_back.check_date()),
                    check_back.result() != CheckBack::RESULT_SUSTAINED,
                    DayOf(check_back.due_date()), check_back.name());
}

StepDown::Condition CheckBackCondition(const CheckBack* decides,
                                       const StepDown& step) {
  if (decides != nullptr) {
    const std::string day =
        type::FormatLongDate(DateOf(DayOf(decides->check_date())));
    switch (decides->result()) {
      case CheckBack::RESULT_SUSTAINED:
        return Because(StepDown::STATE_HOLDS,
                       absl::StrCat("found sustained on ", day));
      case CheckBack::RESULT_SLIPPED:
        return Because(StepDown::STATE_AGAINST,
                       absl::StrCat("found slipped on ", day));
      default:
        return Because(
            StepDown::STATE_AGAINST,
            absl::StrCat("the person was found to have returned on ", day));
    }
  }
  if (step.findings().empty()) {
    return Because(StepDown::STATE_LACKING, "no check-back is planned");
  }
  for (const StepDown::Finding& finding : step.findings()) {
    if (finding.result() == CheckBack::RESULT_UNSPECIFIED) {
      return Because(
          StepDown::STATE_LACKING,
          absl::StrCat("the check-back due on ",
                       type::FormatLongDate(DateOf(DayOf(finding.due_date()))),
                       " is not recorded"));
    }
  }
  return Because(StepDown::STATE_LACKING,
                 "no check-back found how it is, a week or more after");
}

void JudgeCheckBacks(const Evidence& evidence, const Run& run, StepDown& step) {
  std::vector<const CheckBack*> all;
  const CheckBack* decides = nullptr;
  for (const CheckBack& check_back : evidence.check_backs) {
    const int32_t step_day = DayOf(check_back.step_date());
    if (std::none_of(run.begin(), run.end(),
                     [&](const Part& part) { return part.day == step_day; })) {
      continue;
    }
    all.push_back(&check_back);
    if (CanDecide(check_back, run) &&
        (decides == nullptr ||
         DecidingOrder(*decides) < DecidingOrder(check_back))) {
      decides = &check_back;
    }
  }
  std::sort(all.begin(), all.end(), [](const CheckBack* a, const CheckBack* b) {
    return std::tuple(DayOf(a->due_date()), a->name()) <
           std::tuple(DayOf(b->due_date()), b->name());
  });
  for (const CheckBack* const check_back : all) {
    StepDown::Finding& finding = *step.add_findings();
    finding.set_check_back(check_back->name());
    *finding.mutable_due_date() = check_back->due_date();
    finding.set_result(check_back->result());
    if (check_back->has_check_date()) {
      *finding.mutable_check_date() = check_back->check_date();
    }
    finding.set_decides(check_back == decides);
  }
  *step.mutable_check_back() = CheckBackCondition(decides, step);
}

int64_t MinutesOn(const std::vector<Package>& packages, int32_t day) {
  int64_t minutes = 0;
  for (const Package& package : packages) {
    const std::optional<Support> support = SupportOn(package, day);
    if (support) minutes += support->minutes;
  }
  return minutes;
}

// Whether what was taken away here went on under other packages.
bool WasMoved(const Evidence& evidence, const Run& run) {
  const int64_t rise = MinutesOn(evidence.others, LastDay(run) + kMovedDays) -
                       MinutesOn(evidence.others, FirstDay(run) - kMovedDays);
  const int64_t less =
      run.front().before - std::max<int64_t>(run.back().after, 0);
  return rise > 0 && rise >= less;
}

bool IsSoonAfter(int32_t day, const Run& run) {
  return day >= LastDay(run) && day <= LastDay(run) + kStandsDays;
}

// Whether nobody could find out what is lacking.
bool WasCutShort(const Evidence& evidence, const Run& run) {
  const Package& package = evidence.package;
  const bool gone = package.sequel() == Package::SEQUEL_DIED ||
                    package.sequel() == Package::SEQUEL_MOVED;
  if (gone && IsSoonAfter(DayOf(package.end_date()), run)) return true;
  return evidence.person.status() == Person::STATUS_DIED &&
         IsSoonAfter(DayOf(evidence.person.status_date()), run);
}

StepDown::Standing StandingFrom(const StepDown& step, bool cut_short) {
  const StepDown::State states[] = {step.goals().state(),
                                    step.agreement().state(),
                                    step.check_back().state()};
  const auto any = [&](StepDown::State state) {
    return std::find(std::begin(states), std::end(states), state) !=
           std::end(states);
  };
  if (any(StepDown::STATE_AGAINST)) return StepDown::STANDING_FAILED;
  if (!any(StepDown::STATE_LACKING)) return StepDown::STANDING_COUNTS;
  return cut_short ? StepDown::STANDING_CUT_SHORT : StepDown::STANDING_LACKING;
}

void Describe(const Evidence& evidence, const Run& run, StepDown& step) {
  const Package& package = evidence.package;
  const type::Date first = DateOf(FirstDay(run));
  const type::Date last = DateOf(LastDay(run));
  step.set_name(
      absl::StrCat(package.name(), "/stepDowns/", type::FormatIsoDate(first)));
  step.set_package(package.name());
  step.set_person(package.person());
  step.set_contract(package.contract());
  step.set_provider(package.provider());
  *step.mutable_first_date() = type::ToProto(first);
  *step.mutable_last_date() = type::ToProto(last);
  const auto shown = [](int64_t minutes) {
    return static_cast<int32_t>(std::max<int64_t>(minutes, 0));
  };
  step.set_minutes_before(shown(run.front().before));
  step.set_minutes_after(shown(run.back().after));
  for (const Part& part : run) {
    StepDown::Part& described = *step.add_parts();
    *described.mutable_date() = type::ToProto(DateOf(part.day));
    described.set_minutes_before(shown(part.before));
    described.set_minutes_after(shown(part.after));
    described.set_agreement(part.agreement);
    described.set_exit(part.exit());
  }
  *step.mutable_judged_from_date() =
      type::ToProto(DateOf(JudgedFrom(type::YearMonth(last).index())));
}

// The lowest that the package has had for good, as it goes along: what it began
// with, was re-opened with after a long time without support, or reached by a
// step-down that counts.
class LowestReached {
 public:
  explicit LowestReached(const Package& package) : package_(package) {
    if (!package.levels().empty()) {
      lowest_ = PersonMinutes(package.levels(0));
    }
  }

  // The lowest before `day`. Days must not go back.
  int64_t Before(int32_t day) {
    for (; next_ < package_.reopenings_size(); ++next_) {
      const Package::Reopening& reopening = package_.reopenings(next_);
      const int32_t reopened = DayOf(reopening.reopen_date());
      if (reopened > day) break;
      if (reopened - DayOf(reopening.end_date()) < kStandsDays) continue;
      const std::optional<Support> support = SupportOn(package_, reopened);
      if (support) lowest_ = support->minutes;
    }
    return lowest_;
  }

  void Reach(int64_t minutes) { lowest_ = std::min(lowest_, minutes); }

 private:
  const Package& package_;
  int64_t lowest_ = 0;
  int next_ = 0;
};

}  // namespace

std::vector<StepDown> JudgeStepDowns(const Evidence& evidence) {
  std::vector<StepDown> steps;
  LowestReached lowest(evidence.package);
  for (Run& run : RunsOf(evidence.package)) {
    AddExitViews(evidence.exits, run);
    StepDown& step = steps.emplace_back();
    Describe(evidence, run, step);
    *step.mutable_agreement() = JudgeAgreement(run);
    JudgeGoals(evidence, run, step);
    JudgeCheckBacks(evidence, run, step);
    const int64_t reached = run.back().after;
    if (reached >= lowest.Before(FirstDay(run)) || WasMoved(evidence, run)) {
      step.set_standing(StepDown::STANDING_NOT_LESS);
      continue;
    }
    step.set_standing(StandingFrom(step, WasCutShort(evidence, run)));
    if (step.standing() == StepDown::STANDING_COUNTS) lowest.Reach(reached);
  }
  return steps;
}

int32_t JudgedFrom(int32_t month) {
  return DayOf(type::YearMonth::FromIndex(month).last_day()) + kStandsDays + 1;
}

}  // namespace tidemark::monitoring
