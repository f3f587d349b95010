// ASCOF 2D by SALT's categories, and the 12-week proxy.

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/cld/ascof_2d.h"
#include "services/cld/test_events.h"
#include "services/cld/twelve_weeks.h"

namespace tidemark::cld {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::ParseText;

// England, 2020-21, new clients of all ages: published as 74.9% (NHS Digital,
// Adult Social Care Activity and Finance Report 2020-21; counts in the domain
// reference, section 1.2).
v1::SaltSequels England() {
  return ParseText<v1::SaltSequels>(R"(
    early_cessation_nhs: 12235 early_cessation_other: 30685
    early_cessation_long_term: 8780 long_term_support: 38905
    self_funding: 7130 ongoing_low_level: 15440 short_term_other: 16460
    declined: 5610 signposted: 12180 no_identified_needs: 72040)");
}

TEST(Ascof2dTest, GivesThePublishedFigureOf2020) {
  const v1::EpisodeShare share = Ascof2d(England());
  EXPECT_EQ(share.numerator(), 116'120);
  EXPECT_EQ(share.denominator(), 155'025);
  EXPECT_EQ(share.value(), 74.9);
  EXPECT_NEAR(100.0 * share.numerator() / share.denominator(), 74.904, 0.0005);
}

TEST(Ascof2dTest, EarlyCessationIsInNeither) {
  v1::SaltSequels more = England();
  more.set_early_cessation_long_term(1'000'000);
  EXPECT_EQ(Ascof2d(more).denominator(), 155'025);
}

TEST(Ascof2dTest, GivesThePublishedFigureFor18To64) {
  v1::SaltSequels sequels;
  sequels.set_no_identified_needs(16'015);
  sequels.set_long_term_support(20'115 - 16'015);
  EXPECT_EQ(Ascof2d(sequels).value(), 79.6);
}

TEST(Ascof2dTest, HasNoValueWhereNothingCounts) {
  v1::SaltSequels sequels;
  sequels.set_declined(4);
  EXPECT_FALSE(Ascof2d(sequels).has_value());
}

TEST(Ascof2dTest, EverySequelHasTheCategoryOfTheTransformationPrinciples) {
  v1::SaltSequels sequels;
  for (const Sequel sequel :
       {Sequel::kNursing, Sequel::kResidential, Sequel::kCommunity,
        Sequel::kPrison, Sequel::kLowLevel, Sequel::kOtherShortTerm,
        Sequel::kShortTermCareHome, Sequel::kDeceased, Sequel::kNhs,
        Sequel::kSelfFunded, Sequel::kDeclined, Sequel::kAdvice,
        Sequel::kHospital, Sequel::kMovedAway, Sequel::kReferred,
        Sequel::kEndedAsPlanned, Sequel::kEndedOtherwise,
        Sequel::kNothingOffered, Sequel::kOtherNfa}) {
    EXPECT_TRUE(AddTo(CategoryOf(sequel), sequels));
  }
  EXPECT_THAT(sequels, testing::EqualsProto(ParseText<v1::SaltSequels>(R"(
                long_term_support: 4 ongoing_low_level: 1 short_term_other: 2
                early_cessation_nhs: 2 self_funding: 1 declined: 1
                signposted: 1 no_identified_needs: 7)")));
  for (const Sequel sequel :
       {Sequel::kNone, Sequel::kReablement, Sequel::kAssessment,
        Sequel::kRelease1Only, Sequel::kSupportPlanning,
        Sequel::kContinuation}) {
    EXPECT_FALSE(AddTo(CategoryOf(sequel), sequels));
  }
}

std::vector<CommunityOutcome> TwelveWeeks(std::vector<Event> rows,
                                          absl::string_view today) {
  Events events;
  events.events = std::move(rows);
  std::vector<CommunityOutcome> outcomes;
  ForEachPerson(events, [&](const PersonEvents& person) {
    FindCommunityOutcomes(
        person, kYear2024, On(today),
        [&](const CommunityOutcome& outcome) { outcomes.push_back(outcome); });
  });
  return outcomes;
}

TEST(TwelveWeeksTest, WhoNeitherDiesNorMovesStays) {
  const auto outcomes =
      TwelveWeeks({TheEpisode(Outcome::kEndedAsPlanned),
                   AService(ServiceType::kCommunity, "2024-06-11", "")},
                  "2025-06-01");
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_TRUE(outcomes[0].stayed());
}

TEST(TwelveWeeksTest, ADeathOnTheLastOf84DaysCountsAndOneAfterDoesNot) {
  Event dies = TheEpisode(Outcome::kEndedAsPlanned);
  dies.death = On("2024-07-24");
  EXPECT_TRUE(TwelveWeeks({dies}, "2025-06-01")[0].died);
  dies.death = On("2024-07-25");
  EXPECT_FALSE(TwelveWeeks({dies}, "2025-06-01")[0].died);
}

TEST(TwelveWeeksTest, ACareHomeWithin84DaysCountsAndOneAfterDoesNot) {
  const auto moves = [](ServiceType type, absl::string_view day) {
    return TwelveWeeks(
        {TheEpisode(Outcome::kContinuation), AService(type, day, "")},
        "2025-06-01")[0];
  };
  EXPECT_TRUE(moves(ServiceType::kNursing, "2024-07-24").entered_care_home);
  EXPECT_TRUE(moves(ServiceType::kResidential, "2024-06-11").entered_care_home);
  EXPECT_FALSE(moves(ServiceType::kNursing, "2024-07-25").entered_care_home);
  EXPECT_FALSE(moves(ServiceType::kPrison, "2024-06-11").entered_care_home);
}

TEST(TwelveWeeksTest, LeavesOutWhoIsUnder65InCareAlreadyOrNotYetKnown) {
  Event young = TheEpisode(Outcome::kEndedAsPlanned);
  young.age = 64;
  EXPECT_THAT(TwelveWeeks({young}, "2025-06-01"), IsEmpty());
  EXPECT_THAT(TwelveWeeks({TheEpisode(Outcome::kEndedAsPlanned),
                           AService(ServiceType::kNursing, "2024-01-01", "")},
                          "2025-06-01"),
              IsEmpty());
  EXPECT_THAT(TwelveWeeks({TheEpisode(Outcome::kEndedAsPlanned)}, "2024-07-23"),
              IsEmpty());
  EXPECT_THAT(TwelveWeeks({TheEpisode(Outcome::kEndedAsPlanned)}, "2024-07-24"),
              SizeIs(1));
}

TEST(TwelveWeeksTest, OnlyReablementCounts) {
  Event other = TheEpisode(Outcome::kEndedAsPlanned);
  other.component = Component::kEquipment;
  EXPECT_THAT(TwelveWeeks({other}, "2025-06-01"), IsEmpty());
}

}  // namespace
}  // namespace tidemark::cld
