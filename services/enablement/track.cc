#include "services/enablement/track.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "services/enablement/episode_clock.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"

namespace tidemark::enablement {
namespace {

using type::Date;
using type::FormatLongDate;
using v1::EpisodeWarning;
using v1::Package;

// "1 day", "2 days".
std::string Count(int64_t count, absl::string_view what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

// "15 minutes", "1 hour", "2 hours 5 minutes".
std::string Hours(int64_t minutes) {
  if (minutes < 60) return Count(minutes, "minute");
  std::string hours = Count(minutes / 60, "hour");
  if (minutes % 60 == 0) return hours;
  return absl::StrCat(hours, " ", Count(minutes % 60, "minute"));
}

// The warnings of one episode on one day.
class Warnings {
 public:
  Warnings(const Track& track, Date today) : track_(track), today_(today) {}

  std::vector<EpisodeWarning> Find() && {
    const bool paused =
        track_.package.state() == Package::STATE_PAUSED && !Supported(today_);
    if (!paused) {
      FindNoChange();
      FindOverPlan();
    }
    if (const auto clock = ClockOf(track_.package, today_);
        clock && clock->period_end) {
      if (!paused) FindNoExitPlan(*clock->period_end);
      FindPastPeriod(*clock->period_end);
    }
    FindCheckBack();
    FindDecision();
    return std::move(found_);
  }

 private:
  void Add(EpisodeWarning::Code code, Date since, std::string text,
           std::initializer_list<v1::Looker> lookers) {
    EpisodeWarning& warning = found_.emplace_back();
    warning.set_code(code);
    warning.set_text(std::move(text));
    *warning.mutable_since_date() = type::ToProto(since);
    for (const v1::Looker looker : lookers) warning.add_lookers(looker);
    if (today_ - since >= kQualityLooksAfterDays) {
      warning.add_lookers(v1::LOOKER_QUALITY);
    }
  }

  bool Supported(Date day) const {
    return StandingOn(track_.package, day, today_) ==
           v1::EpisodeDay::STANDING_SUPPORTED;
  }

  // The day from which on the support is as it is: another price is no change.
  Date LastChange() const {
    const Package& package = track_.package;
    Date last = DayOf(package.start_date());
    for (int i = 1; i < package.levels_size(); ++i) {
      const v1::SupportLevel& before = package.levels(i - 1);
      const v1::SupportLevel& level = package.levels(i);
      const Date from = DayOf(level.from_date());
      if (from > today_) break;
      if (PersonMinutes(before) != PersonMinutes(level) ||
          before.visits_per_week() != level.visits_per_week() ||
          before.instead() != level.instead()) {
        last = from;
      }
    }
    for (const Package::Reopening& reopening : package.reopenings()) {
      const Date reopened = DayOf(reopening.reopen_date());
      if (reopened <= today_) last = std::max(last, reopened);
    }
    return last;
  }

  void FindNoChange() {
    const Package& package = track_.package;
    const int most = track_.terms.no_change_days();
    if (package.stage() != Package::STAGE_ENABLE) return;
    const Date changed = LastChange();
    const int days = SupportDays(package, changed, today_ - 1, today_);
    if (days < most) return;
    Date since = today_;
    while (SupportDays(package, changed, since - 2, today_) >= most) --since;
    Add(EpisodeWarning::CODE_NO_CHANGE_TWO_WEEKS, since,
        absl::StrCat("The support has been the same since ",
                     FormatLongDate(changed), ", for ", Count(days, "day"),
                     " of support."),
        {v1::LOOKER_PROVIDER});
  }

  // How many minutes more a week people give on `day` than is planned.
  int64_t OverPlan(Date day) const {
    const v1::SupportLevel* const actual = LevelOn(track_.package, day);
    const Package::PlannedStep* const step = PlannedOn(track_.package, day);
    if (actual == nullptr || step == nullptr || !Supported(day)) return 0;
    return PersonMinutes(*actual) - PersonMinutes(*step, actual);
  }

  void FindOverPlan() {
    const int64_t over = OverPlan(today_);
    if (over <= 0) return;
    // Days of a pause in between do not make it anew.
    const Date start = DayOf(track_.package.start_date());
    Date since = today_;
    for (Date day = today_; day >= start; --day) {
      if (!Supported(day)) continue;
      if (OverPlan(day) <= 0) break;
      since = day;
    }
    Add(EpisodeWarning::CODE_OVER_PLAN, since,
        absl::StrCat("The support is ", Hours(over),
                     " a week above the plan, since ", FormatLongDate(since),
                     "."),
        {v1::LOOKER_PROVIDER, v1::LOOKER_PRACTITIONER});
  }

  bool HasExitPlan(Date period_end) const {
    for (const Package::PlannedStep& step : track_.package.plan()) {
      if (step.weekly_minutes() == 0 &&
          DayOf(step.from_date()) <= period_end + 1) {
        return true;
      }
    }
    return std::any_of(track_.waiting.begin(), track_.waiting.end(),
                       [](const v1::Proposal& proposal) {
                         return proposal.kind() == type::v1::PROPOSAL_KIND_EXIT;
                       });
  }

  void FindNoExitPlan(Date period_end) {
    const Date since =
        std::max(DayOf(track_.package.start_date()),
                 period_end - (track_.terms.near_end_days() - 1));
    if (today_ < since || today_ > period_end || HasExitPlan(period_end)) {
      return;
    }
    Add(EpisodeWarning::CODE_NEARING_END_NO_EXIT_PLAN, since,
        absl::StrCat("The specified period ends on ",
                     FormatLongDate(period_end),
                     ", and there is no plan for what comes after."),
        {v1::LOOKER_PRACTITIONER, v1::LOOKER_PROVIDER});
  }

  void FindPastPeriod(Date period_end) {
    if (today_ <= period_end) return;
    Add(EpisodeWarning::CODE_PAST_SPECIFIED_PERIOD, period_end + 1,
        absl::StrCat("The specified period ended on ",
                     FormatLongDate(period_end),
                     ". End the support, extend the period, or agree on what "
                     "comes after."),
        {v1::LOOKER_PRACTITIONER});
  }

  void FindCheckBack() {
    std::optional<Date> first;
    int overdue = 0;
    for (const v1::CheckBack& check_back : track_.check_backs) {
      const Date due = DayOf(check_back.due_date());
      if (!IsOpen(check_back) || due >= today_) continue;
      ++overdue;
      first = first ? std::min(*first, due) : due;
    }
    if (!first) return;
    Add(EpisodeWarning::CODE_CHECK_BACK_OVERDUE, *first + 1,
        overdue == 1
            ? absl::StrCat("A check-back was due on ", FormatLongDate(*first),
                           ".")
            : absl::StrCat(overdue,
                           " check-backs are overdue, the first since ",
                           FormatLongDate(*first), "."),
        {v1::LOOKER_PRACTITIONER});
  }

  void FindDecision() {
    std::optional<Date> first;
    for (const v1::Proposal& proposal : track_.waiting) {
      const Date due = DayOf(proposal.decide_by());
      if (due < today_) first = first ? std::min(*first, due) : due;
    }
    if (!first) return;
    Add(EpisodeWarning::CODE_DECISION_OVERDUE, *first + 1,
        absl::StrCat("A proposal was to be decided by ", FormatLongDate(*first),
                     "."),
        {v1::LOOKER_PRACTITIONER});
  }

  const Track& track_;
  const Date today_;
  std::vector<EpisodeWarning> found_;
};

}  // namespace

std::vector<EpisodeWarning> WarningsOf(const Track& track, Date today) {
  if (track.package.state() == Package::STATE_ENDED ||
      today < DayOf(track.package.start_date())) {
    return {};
  }
  return Warnings(track, today).Find();
}

v1::Episode::Status StatusOf(const Package& package,
                             const std::vector<EpisodeWarning>& warnings,
                             Date today) {
  if (package.state() == Package::STATE_ENDED) {
    return v1::Episode::STATUS_ENDED;
  }
  if (today < DayOf(package.start_date())) {
    return v1::Episode::STATUS_NOT_STARTED;
  }
  if (!warnings.empty()) return v1::Episode::STATUS_OFF_TRACK;
  return package.state() == Package::STATE_PAUSED
             ? v1::Episode::STATUS_PAUSED
             : v1::Episode::STATUS_ON_TRACK;
}

}  // namespace tidemark::enablement
