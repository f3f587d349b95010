// What must hold whatever happens: statements issued between random
// corrections, in random order.

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/incentives/incentives_fixture.h"

namespace tidemark::incentives {
namespace {

using contracts::v1::IncentiveTerms;
using monitoring::v1::StepDown;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using testing::EqualsProto;
using testing::HasReason;
using testing::IsOk;
using v1::Statement;

constexpr int kMonths = 4;
constexpr int kPeople = 4;

// A contract to which things happen by chance, each run in stores of its own.
class World : public IncentivesFixture {
 public:
  using IncentivesFixture::Accept;
  using IncentivesFixture::Draft;
  using IncentivesFixture::Period;
  using IncentivesFixture::SetPerson;
  using IncentivesFixture::SetStepDown;
  using IncentivesFixture::SetTerms;

  explicit World(uint32_t seed) : random_(seed) {}
  void TestBody() override {}

  int Below(int n) {
    return static_cast<int>(random_() % static_cast<uint32_t>(n));
  }

  static IncentiveTerms Everything() {
    return Terms(R"(
      period_value_pence: 99999 baseline_basis_points: 1250
      first_met_pence: 1111 met_pence: 77
      bands { from_basis_points: 0 }
      bands { from_basis_points: 5000 amount_pence: 3000 }
      bands { from_basis_points: 8000 amount_pence: 5000 }
      minimum_denominator: 2 step_down_pence: 2500
      cap_pence: 22000 floor_pence: 13000
      exclusions: [ EXCLUSION_NOT_WORKED_ON, EXCLUSION_DIED, EXCLUSION_MOVED,
                    EXCLUSION_AWAY, EXCLUSION_SUPPORT_ENDED ])");
  }

  Rating AnyRating() {
    Rating rating;
    if (Below(8) == 0) {
      rating.not_worked_on = true;
      return rating;
    }
    if (Below(3) > 0) rating.person = Below(5) - 2;
    if (Below(3) == 0) rating.practitioner = Below(5) - 2;
    rating.provider = Below(5) - 2;
    return rating;
  }

  Ratings AnyRatings() {
    Ratings ratings;
    for (int person = 1; person <= kPeople; ++person) {
      for (const char* const outcome : {"/cook", "/walk"}) {
        if (Below(4) == 0) continue;
        ratings[absl::StrCat("p-", person, outcome)] = AnyRating();
      }
    }
    return ratings;
  }

  type::Date AnyDay() { return type::Date(2026, 1, 1) + Below(31 * kMonths); }

  void SetAnyStepDown(int number) {
    const std::string id = absl::StrCat("k-", number);
    SetStepDown(id, AnyDay(), static_cast<StepDown::Standing>(1 + Below(5)),
                absl::StrCat("p-", 1 + Below(kPeople)));
  }

  // Something happens.
  void Happen() {
    const std::string person = absl::StrCat("p-", 1 + Below(kPeople));
    switch (Below(8)) {
      case 0:
        return Withdraw(1 + Below(kMonths));
      case 1:
        return SetPerson(person, static_cast<Person::Status>(1 + Below(4)),
                         AnyDay());
      case 2:
        return SetOutcome(person + "/walk",
                          Below(2) == 0 ? PersonalOutcome::STATUS_SUPPORT_ENDED
                                        : PersonalOutcome::STATUS_ACTIVE,
                          AnyDay());
      case 3:
        return SetAnyStepDown(Below(4));
      case 4:
        return Resubmit(1 + Below(kMonths), AnyRatings());
      default:
        return Accept(1 + Below(kMonths), AnyRatings());
    }
  }

  // Issues the month's statement, or its next correction.
  void IssueNext(int month) {
    const std::string period = Period(month);
    std::string id = period;
    if (issued_.contains(id)) {
      for (int n = 1; issued_.contains(id); ++n) {
        id = absl::StrCat(period, ".", n);
      }
    }
    const auto statement = Issue(id, /*without_return=*/true);
    if (!statement.ok()) {
      EXPECT_THAT(statement, HasReason("NOTHING_TO_ADJUST"));
      return;
    }
    issued_[id] = *statement;
    total_ += statement->total_pence();
  }

  // What all periods that were issued come to now.
  int64_t WorthNow() {
    int64_t worth = 0;
    for (int month = 1; month <= kMonths; ++month) {
      if (!issued_.contains(Period(month))) continue;
      const auto draft = Draft(Period(month));
      EXPECT_THAT(draft, IsOk());
      worth += draft->account_pence();
    }
    return worth;
  }

  // Every statement is as it was when it was issued, lies within its limits,
  // and can be worked out again.
  void ExpectSound() {
    for (const auto& [id, statement] : issued_) {
      const auto now = Get(id);
      ASSERT_THAT(now, IsOk());
      EXPECT_THAT(*now, EqualsProto(statement));
      const auto verified = Verify(id);
      ASSERT_THAT(verified, IsOk());
      EXPECT_TRUE(verified->same()) << verified->DebugString();
      int64_t sum = statement.account().total_pence();
      if (statement.has_account()) ExpectWithin(statement.account());
      for (const v1::Adjustment& adjustment : statement.adjustments()) {
        ExpectWithin(adjustment.account());
        int64_t difference = 0;
        for (const auto& line : adjustment.lines()) {
          difference += line.difference_pence();
        }
        EXPECT_EQ(difference, adjustment.difference_pence());
        EXPECT_EQ(adjustment.new_pence() - adjustment.old_pence(), difference);
        sum += difference;
      }
      EXPECT_EQ(sum, statement.total_pence());
    }
  }

  int64_t total() const { return total_; }
  size_t issued() const { return issued_.size(); }

 private:
  static void ExpectWithin(const v1::Account& account) {
    EXPECT_LE(account.total_pence(), 22000);
    EXPECT_GE(account.total_pence(), 13000);
  }

  std::mt19937 random_;
  std::map<std::string, Statement> issued_;
  int64_t total_ = 0;
};

TEST(StatementPropertyTest, WhatWasPaidIsWhatItComesToInTheEnd) {
  size_t issued = 0;
  for (uint32_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    World world(seed);
    world.SetTerms(World::Everything());
    for (int i = 0; i < 40; ++i) {
      world.Happen();
      if (world.Below(4) == 0) world.IssueNext(1 + world.Below(kMonths));
      // Only what is issued later is under the new terms.
      if (i == 20) {
        IncentiveTerms others = World::Everything();
        others.set_person_confirmation_required(true);
        others.set_met_pence(500);
        world.SetTerms(others, type::Date(2026, 1, 1));
      }
    }
    for (int month = 1; month <= kMonths; ++month) world.IssueNext(month);
    EXPECT_EQ(world.total(), world.WorthNow());
    // Running it again changes nothing.
    const size_t before = world.issued();
    for (int month = 1; month <= kMonths; ++month) world.IssueNext(month);
    EXPECT_EQ(world.issued(), before);
    world.ExpectSound();
    issued += before;
  }
  EXPECT_GT(issued, 75U);
}

// The same in the end, on another way: what came between, when statements were
// issued, and in how many steps a return came to say what it says.
TEST(StatementPropertyTest, TheOrderOfCorrectionsDoesNotMatter) {
  for (uint32_t seed = 0; seed < 5; ++seed) {
    SCOPED_TRACE(seed);
    World plan(seed);
    std::map<int, Ratings> in_the_end;
    for (int month = 1; month <= kMonths; ++month) {
      in_the_end[month] = plan.AnyRatings();
    }
    std::set<int64_t> totals;
    for (uint32_t way = 0; way < 3; ++way) {
      World world(1000 * seed + way);
      world.SetTerms(World::Everything());
      std::vector<int> months = {1, 2, 3, 4};
      std::shuffle(months.begin(), months.end(), std::mt19937(way));
      for (int i = world.Below(12); i > 0; --i) {
        world.Accept(1 + world.Below(kMonths), world.AnyRatings());
        if (world.Below(2) == 0) world.IssueNext(1 + world.Below(kMonths));
      }
      for (const int month : months) {
        world.IssueNext(month);
        // Line by line, as one who corrects one outcome at a time.
        Ratings so_far;
        for (const auto& [outcome, rating] : in_the_end[month]) {
          so_far[outcome] = rating;
          world.Accept(month, so_far);
        }
        if (so_far.empty()) world.Accept(month, so_far);
      }
      for (int month = 1; month <= kMonths; ++month) world.IssueNext(month);
      totals.insert(world.total());
    }
    EXPECT_EQ(totals.size(), 1U);
  }
}

TEST(StatementPropertyTest, PeopleWhoAreLeftOutNeverChangeAFigure) {
  for (uint32_t seed = 0; seed < 5; ++seed) {
    SCOPED_TRACE(seed);
    World without(seed);
    World with(seed);
    for (World* const world : {&without, &with}) {
      world->SetTerms(World::Everything());
    }
    with.SetPerson("gone", Person::STATUS_DIED, type::Date(2025, 12, 31));
    for (int month = 1; month <= kMonths; ++month) {
      Ratings ratings = without.AnyRatings();
      without.Accept(month, ratings);
      ratings["gone/walk"] = {.person = with.Below(5) - 2};
      ratings["gone/cook"] = {.provider = with.Below(5) - 2};
      with.Accept(month, ratings);
      with.SetStepDown("gone", type::Date(2026, month, 3),
                       StepDown::STANDING_COUNTS, "gone");
      for (World* const world : {&without, &with}) world->IssueNext(month);
    }
    EXPECT_EQ(with.total(), without.total());
  }
}

// Lowers one rating that there is; false if there is none to lower.
bool LowerOne(World& world, Ratings& ratings) {
  if (ratings.empty()) return false;
  auto it = ratings.begin();
  std::advance(it, world.Below(static_cast<int>(ratings.size())));
  for (std::optional<int>* const level :
       {&it->second.person, &it->second.practitioner, &it->second.provider}) {
    if (!level->has_value() || **level == -2) continue;
    **level = -2 + world.Below(**level + 2);
    return true;
  }
  return false;
}

TEST(StatementPropertyTest, NothingRisesWhenARatingFalls) {
  int fell = 0;
  for (uint32_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(seed);
    World world(seed);
    IncentiveTerms unlimited = World::Everything();
    unlimited.clear_cap_pence();
    unlimited.clear_floor_pence();
    const bool limited = seed % 2 == 0;
    world.SetTerms(limited ? World::Everything() : unlimited);
    std::map<int, Ratings> ratings;
    for (int month = 1; month <= kMonths; ++month) {
      ratings[month] = world.AnyRatings();
      world.Accept(month, ratings[month]);
    }
    std::map<int, int64_t> before;
    const auto look = [&] {
      std::map<int, int64_t> now;
      for (int month = 1; month <= kMonths; ++month) {
        now[month] = world.Draft(World::Period(month))->account_pence();
      }
      return now;
    };
    before = look();
    for (int i = 0; i < 10; ++i) {
      const int month = 1 + world.Below(kMonths);
      if (!LowerOne(world, ratings[month])) continue;
      world.Accept(month, ratings[month]);
      const std::map<int, int64_t> now = look();
      EXPECT_LE(now.at(month), before.at(month));
      // An outcome may be met for the first time later than it was; with limits
      // of their own, months cannot be added up.
      int64_t sum_before = 0;
      int64_t sum_now = 0;
      for (int m = 1; m <= kMonths; ++m) {
        sum_before += before.at(m);
        sum_now += now.at(m);
      }
      if (!limited) {
        EXPECT_LE(sum_now, sum_before);
      }
      before = now;
      ++fell;
    }
  }
  EXPECT_GT(fell, 40);
}

}  // namespace
}  // namespace tidemark::incentives
