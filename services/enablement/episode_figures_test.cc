// An episode's figures are the same from the stored records and from the
// change feed. The feed is replayed by a model that paints what each change
// says on a calendar and then counts days; it shares no code with the service.

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "common/testing/matchers.h"
#include "services/enablement/enablement_fixture.h"
#include "services/enablement/episode_view.h"

namespace tidemark::enablement {
namespace {

using ::tidemark::testing::EqualsProto;
using ::tidemark::testing::IsOk;
using type::Date;
using v1::Package;

// Over the end of a leap year's February, both clock changes and a new year.
constexpr Date kFirst(2024, 1, 1);
constexpr int kDays = 500;

// A package as a calendar.
class Calendar {
 public:
  // Paints what `after` has and the revision before did not.
  void Follow(const Package& after) {
    const int end_before = End(package_);
    if (package_.name().empty()) start_ = At(after.start_date());
    for (int i = 0; i < after.levels_size(); ++i) {
      if (i < package_.levels_size()) continue;
      PaintLevel(after.levels(i), At(after.levels(i).from_date()));
    }
    for (int i = 0; i < after.pauses_size(); ++i) {
      Paint(resting_, At(after.pauses(i).start_date()), true);
      if (after.pauses(i).has_end_date()) {
        Paint(resting_, At(after.pauses(i).end_date()) + 1, false);
      }
    }
    if (End(after) != end_before && after.has_end_date()) {
      Paint(over_, End(after) + 1, true);
      Paint(resting_, End(after) + 1, false);
      PaintLevel(*after.levels().rbegin(), End(after) + 1);
    }
    if (after.reopenings_size() > package_.reopenings_size()) {
      Paint(over_, At(after.reopenings().rbegin()->reopen_date()), false);
    }
    package_ = after;
  }

  // The minutes a week on `day`; nothing unless support is given.
  std::optional<int64_t> Minutes(int day) const {
    if (day < start_ || over_[day] || resting_[day]) return std::nullopt;
    return minutes_[day];
  }

  // The last day of the period and of the days without charge: day by day.
  std::pair<int, int> Ends() const {
    int end = At(package_.time_limit_date());
    int free = start_ + 41;
    std::optional<int> promised;
    bool moves = false;
    for (int day = start_; day < kDays; ++day) {
      for (const Package::Extension& extension : package_.extensions()) {
        if (At(extension.decision_date()) != day) continue;
        end = At(extension.end_date());
        moves = extension.charging() == Package::Extension::CHARGING_STAYS_FREE;
        promised = moves ? end : At(extension.charged_from()) - 1;
      }
      if (!(over_[day] || resting_[day]) || IsEnded(day) || day > end ||
          IsOpenPause(day)) {
        continue;
      }
      ++end;
      if (moves) ++*promised;
    }
    if (promised) free = std::max(free, *promised);
    return {end, std::min(free, end)};
  }

  v1::EpisodeFigures Figures(int today) const {
    v1::EpisodeFigures figures;
    const int free = Ends().second;
    int planned = -1;
    for (int day = start_; day <= free; ++day) {
      figures.set_free_days(figures.free_days() + 1);
    }
    for (int day = start_; day <= today; ++day) {
      for (const Package::PlannedStep& step : package_.plan()) {
        if (At(step.from_date()) == day) planned = step.weekly_minutes();
      }
      if (IsEnded(day)) break;
      if (day <= free) figures.set_free_days_used(figures.free_days_used() + 1);
      if (resting_[day] && !over_[day]) {
        figures.set_days_paused(figures.days_paused() + 1);
      }
      const std::optional<int64_t> given = Minutes(day);
      if (!given) continue;
      figures.set_days_of_support(figures.days_of_support() + 1);
      if (planned < 0) continue;
      figures.set_planned_days(figures.planned_days() + 1);
      figures.set_deviation_minutes(figures.deviation_minutes() + *given -
                                    planned);
    }
    return figures;
  }

  const Package& package() const { return package_; }
  static int At(const type::v1::Date& date) {
    return static_cast<int>(Date(date.year(), date.month(), date.day()) -
                            kFirst);
  }

 private:
  using Bits = std::array<bool, kDays + 200>;

  static int End(const Package& package) {
    return package.has_end_date() ? At(package.end_date()) : -1;
  }
  bool IsEnded(int day) const {
    return package_.has_end_date() && day > End(package_);
  }
  // A pause that lasts has not moved anything yet.
  bool IsOpenPause(int day) const {
    return !package_.pauses().empty() &&
           !package_.pauses().rbegin()->has_end_date() &&
           day >= At(package_.pauses().rbegin()->start_date());
  }
  static void Paint(Bits& bits, int from, bool value) {
    std::fill(bits.begin() + from, bits.end(), value);
  }
  void PaintLevel(const v1::SupportLevel& level, int from) {
    std::fill(minutes_.begin() + from, minutes_.end(),
              int64_t{level.weekly_minutes()} *
                  std::max(1, level.people_per_visit()));
  }

  Package package_;
  int start_ = 0;
  std::array<int64_t, kDays + 200> minutes_ = {};
  Bits resting_ = {};
  Bits over_ = {};
};

class EpisodeFiguresTest : public EnablementFixture {
 protected:
  EpisodeFiguresTest() { SetToday(kFirst + 30); }

  void SetToday(Date day) {
    today_ = day;
    clock_.Set(absl::FromCivil(absl::CivilHour(day) + 12, absl::UTCTimeZone()));
  }

  int Below(int n) {
    return static_cast<int>(std::uniform_int_distribution<>(0, n - 1)(random_));
  }

  void Begin() {
    v1::CreatePackageRequest request = NewRequest("a");
    Package& package = *request.mutable_package();
    *package.mutable_start_date() = type::ToProto(today_);
    *package.mutable_levels(0)->mutable_from_date() = type::ToProto(today_);
    package.set_episode_type("reablement-at-home");
    ASSERT_THAT(Do(&Enablement::CreatePackage, request), IsOk());
  }

  // One move on this day; whether it is allowed is for the service to say.
  void Move() {
    switch (Below(8)) {
      case 0:
      case 1: {
        v1::ChangeLevelRequest level =
            LevelRequest(today_ + Below(5), 60 * Below(20));
        level.mutable_level()->set_people_per_visit(Below(3));
        (void)Do(&Enablement::ChangeLevel, level);
        return;
      }
      case 2: {
        v1::PausePackageRequest pause;
        pause.set_name(kPackageA);
        *pause.mutable_start_date() = type::ToProto(today_);
        pause.set_reason("In hospital");
        (void)Do(&Enablement::PausePackage, pause);
        return;
      }
      case 3:
      case 4: {
        v1::ResumePackageRequest resume;
        resume.set_name(kPackageA);
        *resume.mutable_resume_date() = type::ToProto(today_);
        (void)Do(&Enablement::ResumePackage, resume);
        return;
      }
      case 5: {
        v1::PlanStepDownRequest plan;
        plan.set_name(kPackageA);
        for (int i = 0, after = 0; i < 3; ++i) {
          after += 1 + Below(20);
          auto& step = *plan.add_plan();
          *step.mutable_from_date() = type::ToProto(today_ + after);
          step.set_weekly_minutes(60 * Below(20));
          step.set_people_per_visit(1);
        }
        (void)Do(&Enablement::PlanStepDown, plan);
        return;
      }
      case 6:
        if (Below(3) > 0) {
          (void)Exit(kPackageA, today_);
        } else {
          Extend();
        }
        return;
      default:
        (void)Reopen(kPackageA, today_);
    }
  }

  void Extend() {
    auto request = testing::ParseText<v1::ExtendPackageRequest>(R"(
      name: "councils/E10000012/packages/a"
      extension { reason: "Nearly there" decided_by: "users/ada" })");
    auto& extension = *request.mutable_extension();
    *extension.mutable_decision_date() = type::ToProto(today_);
    *extension.mutable_end_date() = type::ToProto(today_ + Below(60));
    if (Below(2) == 0) {
      extension.set_charging(Package::Extension::CHARGING_STAYS_FREE);
    } else {
      extension.set_charging(Package::Extension::CHARGING_CHARGED);
      *extension.mutable_charged_from() = type::ToProto(today_ + Below(30));
    }
    (void)Do(&Episodes::ExtendPackage, request);
  }

  // The package as the feed tells it.
  Calendar Replay() {
    Calendar calendar;
    int64_t after = 0;
    while (true) {
      const auto page = store::ReadFeed(*db_, {.after = after, .limit = 100});
      EXPECT_THAT(page, IsOk());
      if (!page.ok() || page->changes.empty()) return calendar;
      for (const feed::v1::Change& change : page->changes) {
        after = change.sequence();
        if (change.name() != kPackageA) continue;
        Package package;
        EXPECT_TRUE(package.ParseFromString(change.value()));
        calendar.Follow(package);
      }
    }
  }

  void Compare() {
    const Calendar calendar = Replay();
    v1::GetEpisodeRequest request;
    request.set_name(kPackageA);
    const auto episode = Do(&Episodes::GetEpisode, request);
    ASSERT_THAT(episode, IsOk());
    const Package& package = episode->package();
    SCOPED_TRACE(package.DebugString());
    const auto [end, free] = calendar.Ends();
    EXPECT_EQ(Calendar::At(package.specified_period_end()), end);
    EXPECT_EQ(Calendar::At(package.free_until()), free);
    const int today = static_cast<int>(today_ - kFirst);
    // A pause that lasts has not moved the end of what is free, by default.
    EXPECT_THAT(episode->figures(), EqualsProto(calendar.Figures(today)));
    CompareDays(*episode, calendar, today);
  }

  static void CompareDays(const v1::Episode& episode, const Calendar& calendar,
                          int today) {
    for (int i = 0; i < episode.days_size(); ++i) {
      const v1::EpisodeDay& day = episode.days(i);
      const int next = i + 1 < episode.days_size()
                           ? Calendar::At(episode.days(i + 1).date())
                           : today + 1;
      for (int at = Calendar::At(day.date()); at < next && at <= today; ++at) {
        std::optional<int64_t> shown;
        if (day.has_actual()) {
          shown = int64_t{day.actual().weekly_minutes()} *
                  std::max(1, day.actual().people_per_visit());
        }
        EXPECT_EQ(shown, calendar.Minutes(at)) << kFirst + at;
      }
    }
  }

  std::mt19937 random_{20251122};
  Date today_;
};

TEST_F(EpisodeFiguresTest, AreTheSameFromTheFeedAndFromTheRecords) {
  Begin();
  int moves = 0;
  for (int round = 0; round < 120; ++round) {
    SetToday(today_ + Below(7));
    if (today_ >= kFirst + kDays) break;
    const int64_t before = Sequence();
    Move();
    if (Sequence() > before) ++moves;
    Compare();
    if (HasFailure()) return;
  }
  EXPECT_GT(moves, 30);
  const auto package = Get(kPackageA);
  ASSERT_THAT(package, IsOk());
  EXPECT_FALSE(package->pauses().empty());
  EXPECT_FALSE(package->extensions().empty());
  EXPECT_FALSE(package->reopenings().empty());
}

}  // namespace
}  // namespace tidemark::enablement
