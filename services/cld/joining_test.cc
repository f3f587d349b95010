#include "services/cld/joining.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/cld/test_events.h"

namespace tidemark::cld {
namespace {

using ::testing::SizeIs;

// The events of Ada that are left, and her day of death.
struct Left {
  Day death = kNever;
  std::vector<Event> events;
};

Left Joined(std::vector<Event> rows) {
  Events events;
  events.events = std::move(rows);
  events.locations = {"", "1-100000001", "1-100000002"};
  Left left;
  ForEachPerson(events, [&](const PersonEvents& person) {
    left.death = person.death;
    left.events.assign(person.events.begin(), person.events.end());
  });
  return left;
}

Event In(Event event, absl::string_view start, absl::string_view end) {
  event.period_start = On(start);
  event.period_end = On(end);
  return event;
}

TEST(JoiningTest, TheLatestReportingPeriodTellsOfAService) {
  const Event early =
      In(AService(ServiceType::kCommunity, "2024-02-01", "2024-03-20"),
         "2023-04-01", "2024-03-31");
  const Event late =
      In(AService(ServiceType::kCommunity, "2024-02-01", "2024-03-10"),
         "2023-07-01", "2024-06-30");
  const Left left = Joined({early, late});
  ASSERT_THAT(left.events, SizeIs(1));
  EXPECT_EQ(left.events[0].end, On("2024-03-10"));
}

TEST(JoiningTest, WithinAPeriodAnOpenServiceComesFirstThenTheLatestEnd) {
  const Event ended =
      AService(ServiceType::kCommunity, "2024-02-01", "2024-03-20");
  const Event later =
      AService(ServiceType::kCommunity, "2024-02-01", "2024-04-20");
  const Event open = AService(ServiceType::kCommunity, "2024-02-01", "");
  EXPECT_EQ(Joined({ended, later}).events[0].end, On("2024-04-20"));
  EXPECT_EQ(Joined({ended, open, later}).events[0].end, kNever);
}

TEST(JoiningTest, WithTheSameEndTheBestOutcomeIsKept) {
  Event declined = TheEpisode(Outcome::kDeclined);
  Event advice = TheEpisode(Outcome::kAdvice);
  EXPECT_EQ(Joined({declined, advice}).events[0].outcome, Outcome::kAdvice);
}

TEST(JoiningTest, ServicesOfAnotherTypeOrComponentAreOthers) {
  EXPECT_THAT(Joined({AService(ServiceType::kCommunity, "2024-02-01", ""),
                      AService(ServiceType::kNursing, "2024-02-01", ""),
                      AService(ServiceType::kNursing, "2024-02-01", "",
                               Component::kEquipment)})
                  .events,
              SizeIs(3));
}

TEST(JoiningTest, OtherEventsAreToldApartByTheirEndToo) {
  EXPECT_THAT(Joined({AnEvent(EventType::kReview, "2024-02-01", "2024-02-02",
                              Outcome::kAdvice),
                      AnEvent(EventType::kReview, "2024-02-01", "2024-02-02",
                              Outcome::kAdvice),
                      AnEvent(EventType::kReview, "2024-02-01", "2024-02-03",
                              Outcome::kAdvice)})
                  .events,
              SizeIs(2));
}

TEST(JoiningTest, AServiceThatTheNextPeriodDoesNotHaveEndedWithItsOwn) {
  const Event open = In(AService(ServiceType::kCommunity, "2024-02-01", ""),
                        "2023-04-01", "2024-03-31");
  const Event next = In(
      AnEvent(EventType::kReview, "2024-05-01", "2024-05-01", Outcome::kAdvice),
      "2023-07-01", "2024-06-30");
  EXPECT_EQ(Joined({open, next}).events[0].end, On("2024-03-31"));
  // In the latest period it stays open.
  EXPECT_EQ(Joined({open}).events[0].end, kNever);
}

TEST(JoiningTest, TheDeathThatTheLatestPeriodStatesCounts) {
  Event first =
      In(TheEpisode(Outcome::kContinuation), "2023-04-01", "2024-03-31");
  first.death = On("2024-06-01");
  Event second = In(AService(ServiceType::kNursing, "2024-05-05", ""),
                    "2023-07-01", "2024-06-30");
  second.death = On("2024-05-20");
  const Left left = Joined({first, second});
  EXPECT_EQ(left.death, On("2024-05-20"));
  for (const Event& event : left.events) {
    EXPECT_LE(event.end, On("2024-05-20"));
  }
}

TEST(JoiningTest, RanksPutWhatSaysNothingLast) {
  EXPECT_EQ(RankOf(Outcome::kHospital), 6);
  EXPECT_EQ(RankOf(Outcome::kOtherNfa), 17);
  EXPECT_EQ(RankOf(Outcome::kReablement), 101);
  EXPECT_EQ(RankOf(Outcome::kRelease1Only), 103);
  EXPECT_EQ(RankOf(Outcome::kContinuation), 105);
  EXPECT_FALSE(IsUsable(Outcome::kUnknown));
  EXPECT_TRUE(IsUsable(Outcome::kMovedAway));
}

}  // namespace
}  // namespace tidemark::cld
