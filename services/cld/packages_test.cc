#include "services/cld/packages.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/type/date.h"
#include "services/cld/published_records.h"
#include "services/cld/test_events.h"

namespace tidemark::cld {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Package = enablement::v1::Package;
using outcomes::v1::Person;

constexpr uint32_t kKnown = 1;
constexpr uint32_t kUnknown = 2;

Prepared PreparedOf(std::vector<Event> rows,
                    absl::string_view as_of = "2025-03-31") {
  Events events;
  events.events = std::move(rows);
  events.locations = {"", "1-100000001", "1-200000002"};
  const std::vector<std::string> providers = {
      "", "councils/E10000012/providers/shoreline", ""};
  const Setting setting = {
      .as_of = On(as_of), .today = On("2025-07-01"), .providers = providers};
  Prepared prepared;
  ForEachPerson(events, [&](const PersonEvents& person) {
    Prepare(person, setting, prepared);
  });
  return prepared;
}

Event At(uint32_t location, Event event) {
  event.location = location;
  return event;
}

Event HomeCare(absl::string_view start, absl::string_view end,
               int64_t pence_a_week) {
  Event event = At(kKnown, AService(ServiceType::kCommunity, start, end,
                                    static_cast<Component>(18)));
  event.unit_cost = pence_a_week;
  event.frequency = Frequency::kWeekly;
  return event;
}

Event Ended(Event event, Outcome outcome) {
  event.outcome = outcome;
  return event;
}

std::string Day8(Day day) {
  return day == kNever ? "" : type::FormatIsoDate(type::FromDayNumber(day));
}

// "2024-05-01 to 2024-06-10: 2024-05-01 £100.00", and so on.
std::string Said(const CldPackage& package) {
  return absl::StrCat(Day8(package.start), " to ", Day8(package.end), ": ",
                      absl::StrJoin(package.levels, ", ",
                                    [](std::string* to, const CldLevel& level) {
                                      absl::StrAppend(to, Day8(level.from), " ",
                                                      level.cost_pence, "p");
                                    }));
}

std::vector<std::string> Packages(std::vector<Event> rows) {
  std::vector<std::string> said;
  for (const CldPackage& package : PreparedOf(std::move(rows)).packages) {
    said.push_back(Said(package));
  }
  return said;
}

Package::Sequel SequelOfFirst(std::vector<Event> rows) {
  const Prepared prepared = PreparedOf(std::move(rows));
  EXPECT_FALSE(prepared.packages.empty());
  return prepared.packages.empty() ? Package::SEQUEL_UNSPECIFIED
                                   : prepared.packages[0].sequel;
}

std::vector<v1::CldSkipReason> Reasons(std::vector<Event> rows) {
  std::vector<v1::CldSkipReason> reasons;
  for (const SkippedService& s : PreparedOf(std::move(rows)).skipped) {
    reasons.push_back(s.reason);
  }
  return reasons;
}

TEST(WeeklyPenceTest, AWeekCostsWhatDhscsFactorsMakeOfTheUnit) {
  const auto of = [](Frequency frequency, int64_t cost, int64_t units) {
    Event event;
    event.frequency = frequency;
    event.unit_cost = cost;
    event.planned_units = units;
    return WeeklyPence(event);
  };
  EXPECT_EQ(of(Frequency::kWeekly, 10000, kNoAmount), 10000);
  EXPECT_EQ(of(Frequency::kFortnightly, 10000, kNoAmount), 5000);
  EXPECT_EQ(of(Frequency::kFourWeekly, 10000, kNoAmount), 2500);
  EXPECT_EQ(of(Frequency::kMonthly, 52000, kNoAmount), 12000);
  EXPECT_EQ(of(Frequency::kQuarterly, 52000, kNoAmount), 4000);
  EXPECT_EQ(of(Frequency::kAnnually, 52000, kNoAmount), 1000);
  EXPECT_EQ(of(Frequency::kHourly, 2150, 1050), 22575);
  EXPECT_EQ(of(Frequency::kPerSession, 5000, 300), 15000);
  // Half up.
  EXPECT_EQ(of(Frequency::kFortnightly, 3, kNoAmount), 2);
}

TEST(WeeklyPenceTest, WhatHasNoCostAWeekHasNone) {
  Event event;
  event.frequency = Frequency::kOneOff;
  event.unit_cost = 10000;
  event.planned_units = 100;
  EXPECT_EQ(WeeklyPence(event), std::nullopt);
  event.frequency = Frequency::kWeekly;
  event.unit_cost = 0;
  EXPECT_EQ(WeeklyPence(event), std::nullopt);
  event.unit_cost = kNoAmount;
  EXPECT_EQ(WeeklyPence(event), std::nullopt);
  event.frequency = Frequency::kHourly;
  event.unit_cost = 2000;
  event.planned_units = kNoAmount;
  EXPECT_EQ(WeeklyPence(event), std::nullopt);
}

TEST(PackagesTest, ServicesThatFollowEachOtherAreOnePackageWithItsLevels) {
  EXPECT_THAT(
      Packages({HomeCare("2024-05-01", "2024-05-31", 10000),
                HomeCare("2024-06-01", "2024-06-30", 12000),
                // On the last day of the one before, at the same cost.
                HomeCare("2024-06-30", "", 12000)}),
      ElementsAre("2024-05-01 to : 2024-05-01 10000p, 2024-06-01 12000p"));
}

TEST(PackagesTest, AGapAnotherLocationOrAnotherComponentMakesTwoPackages) {
  EXPECT_THAT(Packages({HomeCare("2024-05-01", "2024-05-31", 10000),
                        HomeCare("2024-06-02", "", 12000)}),
              SizeIs(2));
  Event meals = HomeCare("2024-06-01", "", 12000);
  meals.component = static_cast<Component>(20);
  EXPECT_THAT(Packages({HomeCare("2024-05-01", "2024-05-31", 10000), meals}),
              SizeIs(2));
  // What overlaps is given side by side.
  EXPECT_THAT(Packages({HomeCare("2024-05-01", "2024-05-31", 10000),
                        HomeCare("2024-05-20", "", 12000)}),
              SizeIs(2));
}

TEST(PackagesTest, HoursAWeekAreKnownWhereUnitsAreHours) {
  Event hourly = HomeCare("2024-05-01", "", 2000);
  hourly.frequency = Frequency::kHourly;
  hourly.planned_units = 1050;
  const Prepared prepared =
      PreparedOf({hourly, HomeCare("2024-07-01", "", 10000)});
  ASSERT_THAT(prepared.packages, SizeIs(2));
  EXPECT_EQ(prepared.packages[0].levels[0].minutes, 630);
  EXPECT_EQ(prepared.packages[1].levels[0].minutes, 0);
}

TEST(PackagesTest, EachKindOfSupportHasItsStage) {
  EXPECT_EQ(StageOf(ServiceType::kStMax), Package::STAGE_ENABLE);
  EXPECT_EQ(StageOf(ServiceType::kLowLevel), Package::STAGE_PREVENT);
  for (const ServiceType type :
       {ServiceType::kNursing, ServiceType::kResidential,
        ServiceType::kCommunity, ServiceType::kPrison,
        ServiceType::kOtherShortTerm}) {
    EXPECT_EQ(StageOf(type), Package::STAGE_SUPPORT);
  }
}

TEST(PackagesTest, NothingIsGuessedOfWhatCannotBeAPackage) {
  Event carer = HomeCare("2024-05-01", "", 100);
  carer.client = ClientType::kUnpaidCarer;
  EXPECT_THAT(Reasons({carer}), ElementsAre(v1::CLD_SKIP_REASON_NOT_OF_PERSON));
  EXPECT_THAT(PreparedOf({carer}).people, IsEmpty());
  EXPECT_THAT(
      Reasons({At(kKnown, AService(ServiceType::kUnknown, "2024-05-01", ""))}),
      ElementsAre(v1::CLD_SKIP_REASON_SERVICE_TYPE));
  EXPECT_THAT(Reasons({At(0, HomeCare("2024-05-01", "", 100))}),
              ElementsAre(v1::CLD_SKIP_REASON_NO_LOCATION));
  EXPECT_THAT(Reasons({At(kUnknown, HomeCare("2024-05-01", "", 100))}),
              ElementsAre(v1::CLD_SKIP_REASON_UNKNOWN_PROVIDER));
  EXPECT_THAT(Reasons({HomeCare("2024-05-01", "", 10'000'001)}),
              ElementsAre(v1::CLD_SKIP_REASON_AMOUNT_RANGE));
  Event absurd = HomeCare("2024-05-01", "", 4'000'000'000);
  absurd.frequency = Frequency::kHourly;
  absurd.planned_units = 4'000'000'000;
  EXPECT_THAT(Reasons({absurd}), ElementsAre(v1::CLD_SKIP_REASON_AMOUNT_RANGE));
  Event old = HomeCare("2024-05-01", "", 100);
  old.start = type::DayNumber(type::Date(1900, 1, 1)) - 1;
  EXPECT_THAT(Reasons({old}), ElementsAre(v1::CLD_SKIP_REASON_DATE_RANGE));
}

TEST(PackagesTest, TheNationalMeasureSaysWhatCameAfterShortTermSupport) {
  EXPECT_EQ(SequelOfFirst({At(kKnown, TheEpisode(Outcome::kEndedAsPlanned))}),
            Package::SEQUEL_NO_SUPPORT);
  EXPECT_EQ(
      SequelOfFirst({At(kKnown, TheEpisode(Outcome::kContinuation)),
                     AService(ServiceType::kResidential, "2024-06-17", "")}),
      Package::SEQUEL_CARE_HOME);
  // A review in the last fortnight tells it where nothing else does.
  EXPECT_EQ(SequelOfFirst({At(kKnown, TheEpisode(Outcome::kUnknown)),
                           AnEvent(EventType::kReview, "2024-06-03",
                                   "2024-06-03", Outcome::kSelfFunded)}),
            Package::SEQUEL_SELF_FUNDED);
  EXPECT_EQ(SequelOfFirst({At(kKnown, TheEpisode(Outcome::kUnknown))}),
            Package::SEQUEL_UNSPECIFIED);
}

TEST(PackagesTest, OfOtherSupportTheNextServiceOrTheOutcomeSaysIt) {
  const Event ended = HomeCare("2024-05-01", "2024-06-10", 10000);
  EXPECT_EQ(SequelOfFirst({Ended(ended, Outcome::kHospital),
                           AService(ServiceType::kNursing, "2024-06-12", "")}),
            Package::SEQUEL_HOSPITAL);
  // That it ended as planned does not mean that nothing followed.
  EXPECT_EQ(SequelOfFirst({Ended(ended, Outcome::kEndedAsPlanned),
                           AService(ServiceType::kNursing, "2024-06-17", "")}),
            Package::SEQUEL_CARE_HOME);
  EXPECT_EQ(SequelOfFirst({Ended(ended, Outcome::kEndedAsPlanned),
                           AService(ServiceType::kNursing, "2024-06-18", "")}),
            Package::SEQUEL_NO_SUPPORT);
  EXPECT_EQ(SequelOfFirst({Ended(ended, Outcome::kEndedOtherwise)}),
            Package::SEQUEL_UNSPECIFIED);
}

TEST(PackagesTest, ADeathEndsThePersonsPackagesAndTheirStanding) {
  Event event = HomeCare("2024-05-01", "", 10000);
  // After the last reporting period, and known all the same.
  event.death = On("2025-04-11");
  const Prepared prepared = PreparedOf({event});
  ASSERT_THAT(prepared.packages, SizeIs(1));
  EXPECT_EQ(prepared.packages[0].end, On("2025-04-11"));
  EXPECT_EQ(prepared.packages[0].sequel, Package::SEQUEL_DIED);
  EXPECT_EQ(prepared.people[0].status, Person::STATUS_DIED);
  EXPECT_EQ(prepared.people[0].since, On("2025-04-11"));
}

TEST(PackagesTest, WhatEndsAfterTheLastPeriodHasNotEnded) {
  const Prepared prepared =
      PreparedOf({HomeCare("2024-05-01", "2025-04-30", 10000)});
  EXPECT_EQ(prepared.packages[0].end, kNever);
  EXPECT_EQ(prepared.people[0].status, Person::STATUS_ACTIVE);
  const Prepared later =
      PreparedOf({HomeCare("2024-05-01", "2025-04-30", 10000)}, "2025-04-30");
  EXPECT_EQ(later.packages[0].end, On("2025-04-30"));
  EXPECT_EQ(later.people[0].status, Person::STATUS_LEFT);
  EXPECT_EQ(later.people[0].since, On("2025-04-30"));
}

TEST(PackagesTest, TheLatestRowThatSaysSomethingDecidesAnAttribute) {
  Event early = HomeCare("2024-05-01", "2024-05-31", 10000);
  early.birth_year = 90;
  early.gender = 2;
  early.support_reason = 7;
  Event late = HomeCare("2024-07-01", "", 10000);
  late.support_reason = 6;
  late.gender = 4;  // Unknown.
  late.unpaid_carer = 1;
  const Prepared prepared = PreparedOf({early, late});
  const outcomes::v1::Person person =
      ToProto(prepared.people[0], "councils/E10000012").person();
  EXPECT_EQ(person.name(),
            absl::StrCat("councils/E10000012/people/", kAda.ToLetters()));
  EXPECT_EQ(person.birth_year(), 1940);
  EXPECT_EQ(person.sex(), Person::SEX_FEMALE);
  EXPECT_EQ(person.support_reason(),
            Person::SUPPORT_REASON_MEMORY_AND_COGNITION);
  EXPECT_TRUE(person.has_unpaid_carer());
  EXPECT_EQ(person.ethnic_group(), Person::ETHNIC_GROUP_UNSPECIFIED);
}

TEST(PackagesTest, WhoOnlyAskedIsNoPersonYetWhoIsReviewedIs) {
  EXPECT_THAT(PreparedOf({AnEvent(EventType::kRequest, "2024-05-01",
                                  "2024-05-01", Outcome::kDeclined)})
                  .people,
              IsEmpty());
  EXPECT_THAT(PreparedOf({AnEvent(EventType::kReview, "2024-05-01",
                                  "2024-05-01", Outcome::kContinuation)})
                  .people,
              SizeIs(1));
}

// All that is prepared, as text.
std::string Everything(const Prepared& prepared) {
  std::string all;
  for (const CldPerson& person : prepared.people) {
    absl::StrAppend(&all, ToProto(person, "councils/X").DebugString());
  }
  for (const CldPackage& package : prepared.packages) {
    absl::StrAppend(&all, ToProto(package, "councils/X", "p").DebugString());
  }
  for (const SkippedService& service : prepared.skipped) {
    absl::StrAppend(&all, ToProto(service, "l").DebugString());
  }
  return all;
}

TEST(PackagesTest, RowsInAnyOrderGiveTheSameRecords) {
  constexpr ServiceType kTypes[] = {
      ServiceType::kStMax, ServiceType::kCommunity, ServiceType::kLowLevel,
      ServiceType::kResidential, ServiceType::kDirectToCarer};
  constexpr Outcome kOutcomes[] = {Outcome::kUnknown, Outcome::kEndedAsPlanned,
                                   Outcome::kHospital, Outcome::kOtherNfa};
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) {
      return static_cast<int>(random() % n);
    };
    std::vector<Event> rows;
    for (int i = 0; i < 25; ++i) {
      Event event = AService(kTypes[below(5)], "2024-05-01", "");
      event.person.low = static_cast<uint64_t>(below(3));
      event.start += 5 * below(12);
      if (below(3) != 0) event.end = event.start + 5 * below(6) + below(2);
      event.outcome = kOutcomes[below(4)];
      event.location = static_cast<uint32_t>(below(3));
      event.unit_cost = int64_t{1000} * below(4);
      event.planned_units = int64_t{100} * below(4);
      event.frequency = below(2) == 0 ? Frequency::kWeekly : Frequency::kHourly;
      event.gender = static_cast<uint8_t>(below(5));
      event.support_reason = static_cast<uint8_t>(below(4));
      event.period_end = On("2024-06-30") + 91 * below(2);
      if (below(20) == 0) event.death = event.start + 40;
      rows.push_back(event);
    }
    const std::string expected = Everything(PreparedOf(rows, "2024-09-29"));
    std::shuffle(rows.begin(), rows.end(), random);
    EXPECT_EQ(Everything(PreparedOf(rows, "2024-09-29")), expected)
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace tidemark::cld
