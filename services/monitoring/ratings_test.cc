#include "services/monitoring/ratings.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/monitoring/outcome_moves.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

std::vector<std::string> Lines(const v1::RatingCells& cells) {
  std::vector<std::string> lines;
  EXPECT_THAT(VisitRatings(cells,
                           [&](absl::string_view person,
                               absl::string_view outcome, int32_t level) {
                             lines.push_back(absl::StrCat(person, " ", outcome,
                                                          " ", level));
                           }),
              IsOk());
  return lines;
}

Return April(const std::string& state) {
  return ParseText<Return>(absl::StrCat(R"(
    name: "councils/X/contracts/c/returns/2025-04"
    period_end { year: 2025 month: 4 day: 30 }
    entries {
      outcome: "councils/X/people/bob/outcomes/walk"
      person_voice { level: -1 } provider_voice { level: 2 }
    }
    entries {
      outcome: "councils/X/people/ada/outcomes/swim"
      provider_voice { level: 1 } practitioner_voice { level: 0 }
    }
    entries {
      outcome: "councils/X/people/ada/outcomes/cook"
      provider_voice { level: 1 }
    }
    entries { outcome: "councils/X/people/ada/outcomes/rest" }
    entries {
      outcome: "councils/X/people/cyd/outcomes/sing" not_worked_on: true
    }
    state: )",
                                        state));
}

TEST(RatingsOfTest, AreThoseOfTheDecidingVoiceInOrder) {
  EXPECT_THAT(Lines(RatingsOf(April("STATE_ACCEPTED"))),
              ElementsAre("ada cook 1", "ada swim 0", "bob walk -1"));
}

TEST(RatingsOfTest, ThereAreNoneUntilAVersionStands) {
  EXPECT_THAT(Lines(RatingsOf(April("STATE_SUBMITTED"))), IsEmpty());
  EXPECT_THAT(Lines(RatingsOf(April("STATE_WITHDRAWN"))), IsEmpty());
  Return corrected = April("STATE_RESUBMITTED");
  auto& entry = *corrected.mutable_standing()->add_entries();
  entry.set_outcome("councils/X/people/bob/outcomes/walk");
  entry.mutable_provider_voice()->set_level(2);
  EXPECT_THAT(Lines(RatingsOf(corrected)), ElementsAre("bob walk 2"));
}

TEST(VisitRatingsTest, ListsThatDoNotFitTogetherAreDamage) {
  const auto visit = [](absl::string_view, absl::string_view, int32_t) {};
  v1::RatingCells few = RatingsOf(April("STATE_ACCEPTED"));
  few.mutable_levels()->RemoveLast();
  EXPECT_THAT(VisitRatings(few, visit), StatusIs(absl::StatusCode::kDataLoss));
  v1::RatingCells many = RatingsOf(April("STATE_ACCEPTED"));
  many.mutable_people()->append("dan\n");
  EXPECT_THAT(VisitRatings(many, visit), StatusIs(absl::StatusCode::kDataLoss));
}

Moves MovesOf(const NearestRatings& ratings) {
  Moves moves;
  ratings.AddTo(moves);
  return moves;
}

TEST(NearestRatingsTest, ComparesThePeriodsThatEndedNearestToTheDates) {
  NearestRatings ratings(1000, 1365);
  ratings.Take(995, -1);
  ratings.Take(1010, 2);
  ratings.Take(1340, 0);
  ratings.Take(1400, -2);
  EXPECT_EQ(MovesOf(ratings), Moves{.better = 1});
}

TEST(NearestRatingsTest, OfTwoAsNearTheEarlierOneStands) {
  NearestRatings ratings(1000, 1365);
  ratings.Take(1005, 1);
  ratings.Take(995, 0);
  ratings.Take(1365, 0);
  EXPECT_EQ(MovesOf(ratings), Moves{.same = 1});
}

TEST(NearestRatingsTest, WhatIsFarFromADateDoesNotStandForIt) {
  NearestRatings ratings(1000, 1365);
  ratings.Take(1000 - kNearDays - 1, 0);
  ratings.Take(1365, 1);
  EXPECT_EQ(MovesOf(ratings), Moves());
  ratings.Take(1000 - kNearDays, 2);
  EXPECT_EQ(MovesOf(ratings), Moves{.worse = 1});
}

TEST(NearestRatingsTest, OneRatingNearBothDatesIsNoMove) {
  NearestRatings ratings(1000, 1030);
  ratings.Take(1015, 1);
  EXPECT_EQ(MovesOf(ratings), Moves());
}

}  // namespace
}  // namespace tidemark::monitoring
