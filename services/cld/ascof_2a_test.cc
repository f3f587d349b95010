#include "services/cld/ascof_2a.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/cld/test_events.h"

namespace tidemark::cld {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// The names T01 and so on are those of the worked cases in the domain
// reference, section 1.2.

TEST(Ascof2aTest, T01AnEpisodeThatEndsAsPlannedCountsInBoth) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned)}),
            "NFA: Support ended as planned (4a) Y/Y");
}

TEST(Ascof2aTest, T02ALongTermServiceTheNextDayIsTheSequel) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AService(ServiceType::kCommunity, "2024-06-11", "")}),
            "Long term support: Community (3) Y/N");
}

TEST(Ascof2aTest, T03ALongTermServiceOnTheSeventhDayIsTheSequel) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AService(ServiceType::kCommunity, "2024-06-17", "")}),
            "Long term support: Community (3) Y/N");
}

TEST(Ascof2aTest, T04ALongTermServiceOnTheEighthDayIsNot) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AService(ServiceType::kCommunity, "2024-06-18", "")}),
            "Continuation of support or services (6) N/N");
}

TEST(Ascof2aTest, T09T10T21OutcomesThatCountInNeither) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kSelfFunded)}),
            "NFA: Self-funded client or under 12wk disregard (4a) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kDeclined)}),
            "NFA: Support declined (4a) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kNhs)}),
            "NFA: Referral to NHS services or NHS funded social care (4a) N/N");
}

TEST(Ascof2aTest, T12SupportThatEnded90DaysBeforeIsExisting) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AService(ServiceType::kCommunity, "2023-01-01",
                                "2024-02-01")}),
            "existing");
}

TEST(Ascof2aTest, T13SupportThatEnded91DaysBeforeIsNot) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AService(ServiceType::kCommunity, "2023-01-01",
                                "2024-01-31")}),
            "NFA: Support ended as planned (4a) Y/Y");
}

TEST(Ascof2aTest, T15TheServiceThatIsHighestInTheHierarchyWins) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AService(ServiceType::kLowLevel, "2024-06-11", ""),
                       AService(ServiceType::kResidential, "2024-06-15", "")}),
            "Long term support: Residential care (3) Y/N");
}

TEST(Ascof2aTest, T20AnEpisodeThatEndsAfterTheYearIsNotInIt) {
  EXPECT_EQ(
      Outcome2a({StMax("2025-02-01", "2025-04-01", Outcome::kEndedAsPlanned)}),
      "0 episodes");
  EXPECT_EQ(
      Outcome2a({StMax("2025-02-01", "2025-03-31", Outcome::kEndedAsPlanned)}),
      "NFA: Support ended as planned (4a) Y/Y");
  EXPECT_EQ(
      Outcome2a({StMax("2024-02-01", "2024-04-01", Outcome::kEndedAsPlanned)}),
      "NFA: Support ended as planned (4a) Y/Y");
  EXPECT_EQ(
      Outcome2a({StMax("2024-02-01", "2024-03-31", Outcome::kEndedAsPlanned)}),
      "0 episodes");
}

TEST(Ascof2aTest, AnOpenEpisodeHasNotEnded) {
  EXPECT_EQ(Outcome2a({StMax("2024-05-01", "", Outcome::kContinuation)}),
            "0 episodes");
  // Nor has one with an open service within it.
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       StMax("2024-06-01", "", Outcome::kUnknown)}),
            "0 episodes");
}

TEST(Ascof2aTest, ServicesWithAtMostSevenDaysBetweenThemAreOneEpisode) {
  const auto seven = EpisodesOf(
      std::vector{StMax("2024-05-01", "2024-05-20", Outcome::kContinuation),
                  StMax("2024-05-27", "2024-06-10", Outcome::kDeclined)});
  ASSERT_THAT(seven, SizeIs(1));
  EXPECT_EQ(seven[0].start, On("2024-05-01"));
  EXPECT_EQ(seven[0].end, On("2024-06-10"));
  EXPECT_EQ(seven[0].sequel, Sequel::kDeclined);
  EXPECT_THAT(EpisodesOf(std::vector{
                  StMax("2024-05-01", "2024-05-20", Outcome::kContinuation),
                  StMax("2024-05-28", "2024-06-10", Outcome::kDeclined)}),
              SizeIs(2));
}

TEST(Ascof2aTest, ASpellNestedInAnotherNeitherEndsNorSplitsIt) {
  const auto episodes = EpisodesOf(
      std::vector{StMax("2024-05-01", "2024-06-30", Outcome::kEndedAsPlanned),
                  StMax("2024-05-10", "2024-05-20", Outcome::kDeclined),
                  StMax("2024-07-05", "2024-07-10", Outcome::kAdvice)});
  ASSERT_THAT(episodes, SizeIs(1));
  EXPECT_EQ(episodes[0].end, On("2024-07-10"));
  EXPECT_EQ(episodes[0].sequel, Sequel::kAdvice);
}

TEST(Ascof2aTest, SpellsThatOverlapTakeTheOutcomeOfTheLatestEnd) {
  EXPECT_EQ(
      Outcome2a({StMax("2024-05-01", "2024-06-10", Outcome::kEndedAsPlanned),
                 StMax("2024-06-01", "2024-06-20", Outcome::kSelfFunded)}),
      "NFA: Self-funded client or under 12wk disregard (4a) N/N");
}

TEST(Ascof2aTest, SpellsThatEndTogetherTakeTheBestOutcome) {
  // 10 is before 14 in the hierarchy; what is unusable is behind all.
  EXPECT_EQ(
      Outcome2a({StMax("2024-05-01", "2024-06-10", Outcome::kEndedAsPlanned),
                 StMax("2024-05-02", "2024-06-10", Outcome::kAdvice),
                 StMax("2024-05-03", "2024-06-10", Outcome::kReablement)}),
      "NFA: Information and advice or signposting (4a) Y/Y");
}

TEST(Ascof2aTest, ADeathEndsWhatGoesOnAndIsTheSequelForSevenDays) {
  Event dies = TheEpisode(Outcome::kEndedAsPlanned);
  dies.death = On("2024-06-17");
  EXPECT_EQ(Outcome2a({dies}), "NFA: Deceased (1) N/N");
  dies.death = On("2024-06-18");
  EXPECT_EQ(Outcome2a({dies}), "NFA: Support ended as planned (4a) Y/Y");
  // Before the recorded end, and of an open service.
  dies.death = On("2024-05-20");
  const auto capped = EpisodesOf(std::vector{dies});
  ASSERT_THAT(capped, SizeIs(1));
  EXPECT_EQ(capped[0].end, On("2024-05-20"));
  EXPECT_EQ(Describe(capped[0]), "NFA: Deceased (1) N/N");
  dies.end = kNever;
  EXPECT_EQ(Outcome2a({dies}), "NFA: Deceased (1) N/N");
}

TEST(Ascof2aTest, WhatStartsAfterTheDeathIsNoEpisode) {
  Event before =
      AnEvent(EventType::kReview, "2024-04-01", "2024-04-02", Outcome::kAdvice);
  before.death = On("2024-04-30");
  EXPECT_EQ(Outcome2a({before, TheEpisode(Outcome::kEndedAsPlanned)}),
            "0 episodes");
}

TEST(Ascof2aTest, HospitalComesBeforeServicesThatFollow) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kHospital),
                       AService(ServiceType::kNursing, "2024-06-12", "")}),
            "Admitted to hospital (2) N/N");
}

TEST(Ascof2aTest, DeathComesBeforeHospital) {
  Event dies = TheEpisode(Outcome::kHospital);
  dies.death = On("2024-06-10");
  EXPECT_EQ(Outcome2a({dies}), "NFA: Deceased (1) N/N");
}

TEST(Ascof2aTest, EveryServiceTypeCountsAsDefined) {
  const auto after = [](ServiceType type, Component component) {
    return Outcome2a({TheEpisode(Outcome::kContinuation),
                      AService(type, "2024-06-11", "2024-08-01", component)});
  };
  EXPECT_EQ(after(ServiceType::kNursing, Component::kUnknown),
            "Long term support: Nursing care (3) Y/N");
  EXPECT_EQ(after(ServiceType::kPrison, Component::kUnknown),
            "Long term support: Prison (3) Y/N");
  EXPECT_EQ(after(ServiceType::kLowLevel, Component::kUnknown),
            "Short term support: Ongoing low level (3) Y/Y");
  EXPECT_EQ(after(ServiceType::kOtherShortTerm, Component::kUnknown),
            "Short term support: Other short term (3) Y/Y");
  EXPECT_EQ(
      after(ServiceType::kOtherShortTerm, Component::kShortTermResidential),
      "Short term support: Residential or Nursing care (3) Y/N");
  EXPECT_EQ(after(ServiceType::kOtherShortTerm, Component::kShortTermNursing),
            "Short term support: Residential or Nursing care (3) Y/N");
  // The component matters to "other short term" only.
  EXPECT_EQ(after(ServiceType::kLowLevel, Component::kShortTermNursing),
            "Short term support: Ongoing low level (3) Y/Y");
}

TEST(Ascof2aTest, AmongOtherShortTermServicesThatInACareHomeWins) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AService(ServiceType::kOtherShortTerm, "2024-06-11", ""),
                       AService(ServiceType::kOtherShortTerm, "2024-06-14", "",
                                Component::kShortTermNursing)}),
            "Short term support: Residential or Nursing care (3) Y/N");
}

TEST(Ascof2aTest, AServiceThatBeganDuringTheEpisodeAndGoesOnIsTheSequel) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AService(ServiceType::kCommunity, "2024-05-01", "")}),
            "Long term support: Community (3) Y/N");
  // One that ends with it is not.
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AService(ServiceType::kCommunity, "2024-05-01",
                                "2024-06-10")}),
            "NFA: Support ended as planned (4a) Y/Y");
}

TEST(Ascof2aTest, LongTermSupportThatIsOpenSinceBeforeIsExisting) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AService(ServiceType::kPrison, "2024-04-30", "")}),
            "existing");
  // Short-term support before does not make anybody an existing client.
  EXPECT_EQ(
      Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                 AService(ServiceType::kLowLevel, "2024-04-01", "2024-04-20")}),
      "NFA: Support ended as planned (4a) Y/Y");
}

TEST(Ascof2aTest, TheOutcomeOfALaterEventWinsIfItIsHigher) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kEndedAsPlanned),
                       AnEvent(EventType::kReview, "2024-06-12", "2024-06-14",
                               Outcome::kSelfFunded)}),
            "NFA: Self-funded client or under 12wk disregard (4b) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kAdvice),
                       AnEvent(EventType::kReview, "2024-06-12", "2024-06-14",
                               Outcome::kEndedOtherwise)}),
            "NFA: Information and advice or signposting (4a) Y/Y");
  // On the eighth day it is too late.
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AnEvent(EventType::kRequest, "2024-06-18", "2024-06-18",
                               Outcome::kAdvice)}),
            "Continuation of support or services (6) N/N");
}

TEST(Ascof2aTest, ALaterEventGivesTheSequelWhereTheEpisodeSaysNothing) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kUnknown),
                       AnEvent(EventType::kRequest, "2024-06-17", "2024-06-17",
                               Outcome::kDeclined)}),
            "NFA: Support declined (4b) N/N");
}

TEST(Ascof2aTest, ALaterEventThatEndedAsPlannedIsNotTheSequel) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AnEvent(EventType::kReview, "2024-06-12", "2024-06-12",
                               Outcome::kEndedAsPlanned)}),
            "Continuation of support or services (6) N/N");
}

TEST(Ascof2aTest,
     BesideALaterEventThatEndedAsPlannedTheOwnOutcomeIsLeftToStep6) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kAdvice),
                       AnEvent(EventType::kReview, "2024-06-12", "2024-06-12",
                               Outcome::kEndedAsPlanned)}),
            "NFA: Information and advice or signposting (6) Y/Y");
}

TEST(Ascof2aTest, SupportForACarerIsNoSequel) {
  EXPECT_EQ(
      Outcome2a({TheEpisode(Outcome::kContinuation),
                 AService(ServiceType::kInvolvingPerson, "2024-06-12", "")}),
      "Continuation of support or services (6) N/N");
}

TEST(Ascof2aTest, ANestedReviewLessThan14DaysBeforeTheEndGivesTheSequel) {
  const auto with_review = [](absl::string_view end, EventType type) {
    return Outcome2a({TheEpisode(Outcome::kContinuation),
                      AnEvent(type, "2024-05-02", end, Outcome::kReferred)});
  };
  constexpr char kReferred[] =
      "NFA: Referral to other service within the local authority (4c) Y/Y";
  constexpr char kNothing[] = "Continuation of support or services (6) N/N";
  EXPECT_EQ(with_review("2024-05-28", EventType::kReview), kReferred);
  EXPECT_EQ(with_review("2024-06-10", EventType::kAssessment), kReferred);
  EXPECT_EQ(with_review("2024-05-27", EventType::kReview), kNothing);
  EXPECT_EQ(with_review("2024-06-10", EventType::kRequest), kNothing);
}

TEST(Ascof2aTest, OfNestedReviewsTheLastThatSaysSomethingCounts) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kContinuation),
                       AnEvent(EventType::kReview, "2024-06-01", "2024-06-05",
                               Outcome::kMovedAway),
                       AnEvent(EventType::kReview, "2024-06-02", "2024-06-06",
                               Outcome::kOtherNfa),
                       AnEvent(EventType::kReview, "2024-06-03", "2024-06-06",
                               Outcome::kNothingOffered),
                       AnEvent(EventType::kReview, "2024-06-03", "2024-06-08",
                               Outcome::kSupportPlanning)}),
            "NFA: No services offered for other reason (4c) Y/Y");
}

TEST(Ascof2aTest, WhatEndsOnTheFirstDayLedToTheEpisode) {
  EXPECT_EQ(
      Outcome2a({StMax("2024-06-01", "2024-06-10", Outcome::kContinuation),
                 AnEvent(EventType::kAssessment, "2024-06-01", "2024-06-01",
                         Outcome::kAdvice)}),
      "Continuation of support or services (6) N/N");
}

TEST(Ascof2aTest, EquipmentDuringTheEpisodeIsOngoingLowLevelSupport) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kReablement),
                       AService(ServiceType::kOtherShortTerm, "2024-05-10",
                                "2024-05-11", Component::kEquipment)}),
            "Short term support: Ongoing low level (5) Y/Y");
  // Unless the episode says itself what came after.
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kDeclined),
                       AService(ServiceType::kOtherShortTerm, "2024-05-10",
                                "2024-05-11", Component::kEquipment)}),
            "NFA: Support declined (4a) N/N");
}

TEST(Ascof2aTest, OutcomesThatSayNothingAreUnclassified) {
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kUnknown)}),
            "Invalid and not mapped (6) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kRelease1Only)}),
            "Release 1 specification only: Not mapped (6) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kReablement)}),
            "Progress to reablement/ST-Max (6) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kAssessment)}),
            "Progress to assessment, review or reassessment (6) N/N");
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kSupportPlanning)}),
            "Progress to support planning or services (6) N/N");
}

TEST(Ascof2aTest, OutcomesOfTheEpisodeThatCountInBoth) {
  for (const Outcome outcome :
       {Outcome::kAdvice, Outcome::kEndedAsPlanned, Outcome::kMovedAway,
        Outcome::kOtherNfa, Outcome::kNothingOffered, Outcome::kEndedOtherwise,
        Outcome::kReferred}) {
    EXPECT_THAT(Outcome2a({TheEpisode(outcome)}),
                ::testing::EndsWith("(4a) Y/Y"));
  }
  EXPECT_EQ(Outcome2a({TheEpisode(Outcome::kDeceased)}),
            "NFA: Deceased (4a) N/N");
}

TEST(Ascof2aTest, PeopleUnder18AreLeftOutAndUnknownAgesAreNot) {
  Event young = TheEpisode(Outcome::kEndedAsPlanned);
  young.age = 17;
  EXPECT_EQ(Outcome2a({young}), "under 18");
  young.age = 18;
  EXPECT_EQ(Outcome2a({young}), "NFA: Support ended as planned (4a) Y/Y");
  young.age = kUnknownAge;
  const auto episodes = EpisodesOf(std::vector{young});
  ASSERT_THAT(episodes, SizeIs(1));
  EXPECT_EQ(episodes[0].age, kUnknownAge);
  EXPECT_EQ(Describe(episodes[0]), "NFA: Support ended as planned (4a) Y/Y");
}

TEST(Ascof2aTest, CarersHaveNoEpisodes) {
  Event carer = TheEpisode(Outcome::kEndedAsPlanned);
  carer.client = ClientType::kUnpaidCarer;
  EXPECT_EQ(Outcome2a({carer}), "0 episodes");
}

TEST(Ascof2aTest, NobodyHasNoEpisode) {
  EXPECT_THAT(EpisodesOf(std::vector<Event>{}), IsEmpty());
}

TEST(Ascof2aTest, APercentageIsRoundedToOneDecimalHalvesUp) {
  EXPECT_EQ(RoundedPercent(142525, 184745), 77.1);
  EXPECT_EQ(RoundedPercent(1, 8), 12.5);
  EXPECT_EQ(RoundedPercent(1, 16), 6.3);
  EXPECT_EQ(RoundedPercent(2, 3), 66.7);
  EXPECT_EQ(RoundedPercent(0, 3), 0.0);
  EXPECT_EQ(RoundedPercent(512, 512), 100.0);
}

// A life of random events.
std::vector<Event> RandomLife(std::mt19937& random, uint64_t person) {
  const auto pick = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  std::vector<Event> life;
  for (int i = pick(9); i >= 0; --i) {
    Event event;
    event.person = {.high = person * 7919 % 1000, .low = person};
    event.client = ClientType::kPerson;
    event.type = static_cast<EventType>(1 + pick(4));
    event.start = kYear2024.from - 60 + pick(400);
    event.end = pick(6) == 0 ? kNever : event.start + pick(60);
    event.outcome = static_cast<Outcome>(pick(18));
    if (event.type == EventType::kService) {
      event.service = pick(2) == 0 ? ServiceType::kStMax
                                   : static_cast<ServiceType>(pick(10));
      event.component = static_cast<Component>(pick(5));
    }
    if (pick(20) == 0) event.death = event.start + pick(90);
    event.age = static_cast<uint8_t>(10 + pick(90));
    event.period_end = kYear2024.to + 91 * pick(3);
    event.period_start = event.period_end - 364;
    life.push_back(event);
  }
  return life;
}

std::vector<std::string> Described(std::vector<Event> rows) {
  std::vector<std::string> all;
  for (const ShortTermEpisode& episode : EpisodesOf(std::move(rows))) {
    all.push_back(absl::StrCat(episode.person.ToLetters(), " ", episode.start,
                               " ", episode.end, " ", episode.age, " ",
                               Describe(episode)));
  }
  return all;
}

TEST(Ascof2aTest, RowsInAnyOrderAndTwiceGiveTheSameEpisodes) {
  std::mt19937 random(20241);
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> rows;
    for (uint64_t person = 1; person <= 5; ++person) {
      for (const Event& event : RandomLife(random, person)) {
        rows.push_back(event);
      }
    }
    const std::vector<std::string> expected = Described(rows);
    std::shuffle(rows.begin(), rows.end(), random);
    EXPECT_EQ(Described(rows), expected);
    const std::vector<Event> once = rows;
    rows.insert(rows.end(), once.begin(), once.end());
    EXPECT_EQ(Described(rows), expected);
  }
}

TEST(Ascof2aTest, ChangingWhoIsWhoChangesNoFigure) {
  std::mt19937 random(20242);
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> rows;
    for (uint64_t person = 1; person <= 8; ++person) {
      for (const Event& event : RandomLife(random, person)) {
        rows.push_back(event);
      }
    }
    const auto without_names = [](std::vector<Event> events) {
      std::vector<std::string> all;
      for (const auto& episode : EpisodesOf(std::move(events))) {
        all.push_back(absl::StrCat(episode.start, " ", episode.end, " ",
                                   Describe(episode)));
      }
      std::sort(all.begin(), all.end());
      return all;
    };
    const std::vector<std::string> expected = without_names(rows);
    for (Event& event : rows) {
      event.person = {.high = 99 - event.person.low, .low = event.person.high};
    }
    EXPECT_EQ(without_names(rows), expected);
  }
}

}  // namespace
}  // namespace tidemark::cld
