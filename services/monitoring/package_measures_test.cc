#include "services/monitoring/package_measures.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "common/type/date.h"
#include "services/monitoring/test_feeds.h"
#include "services/monitoring/views.h"

namespace tidemark::monitoring {
namespace {

using enablement::v1::Package;
using outcomes::v1::Person;
using outcomes::v1::Return;
using testing::EqualsProto;
using testing::FakeClock;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using v1::Figure;
using v1::GrowthRow;
using v1::IndependenceRow;
using v1::MedianDays;

constexpr char kCouncil[] = "councils/E10000012";

struct PackageText {
  std::string id;
  // Also of the person, unless that is said.
  std::string provider = "1-1";
  std::string person = {};
  std::string more = {};
  // Client-level data has none.
  bool has_contract = true;
};

// A council that judges from two cases on. It is 1 July 2025.
class PackageMeasuresTest : public ::testing::Test {
 protected:
  PackageMeasuresTest() {
    feeds_.Put(ParseText<contracts::v1::Council>(
        "name: 'councils/E10000012' minimum_denominator: 2"));
    for (const auto& [id, name] :
         {std::pair("1-1", "Beech"), std::pair("1-2", "acorn")}) {
      contracts::v1::Provider provider;
      provider.set_name(absl::StrCat(kCouncil, "/providers/", id));
      provider.set_display_name(name);
      feeds_.Put(provider);
    }
  }

  void Put(const PackageText& text) {
    Package package = ParseText<Package>(R"(
      stage: STAGE_ENABLE service_type: "Reablement"
      start_date { year: 2025 month: 1 day: 1 }
    )");
    package.MergeFrom(ParseText<Package>(text.more));
    package.set_name(absl::StrCat(kCouncil, "/packages/", text.id));
    package.set_person(absl::StrCat(
        kCouncil, "/people/", text.person.empty() ? text.id : text.person));
    if (text.has_contract) {
      package.set_contract(
          absl::StrCat(kCouncil, "/contracts/c", text.provider));
    }
    package.set_provider(absl::StrCat(kCouncil, "/providers/", text.provider));
    feeds_.Put(package);
  }

  // From January on and from April on, in minutes and pence.
  static std::string Levels(int minutes, int pence, int minutes_after,
                            int pence_after) {
    return absl::StrCat(
        "levels { from_date { year: 2025 month: 1 day: 1 } weekly_minutes: ",
        minutes, " weekly_cost_pence: ", pence,
        " } levels { from_date { year: 2025 month: 4 day: 1 } weekly_minutes: ",
        minutes_after, " weekly_cost_pence: ", pence_after, " }");
  }

  static std::string EndsOn(int month, int day, const std::string& sequel) {
    return absl::StrCat("end_date { year: 2025 month: ", month, " day: ", day,
                        " } sequel: ", sequel);
  }

  // An accepted return of one outcome a person for the month.
  void Rate(int month, const std::vector<std::pair<std::string, int>>& levels) {
    Return returned;
    returned.set_name(
        absl::StrCat(kCouncil, "/contracts/c1-1/returns/m", month));
    returned.set_state(Return::STATE_ACCEPTED);
    *returned.mutable_period_end() =
        type::ToProto(type::YearMonth(type::Date(2025, month, 1)).last_day());
    for (const auto& [person, level] : levels) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(
          absl::StrCat(kCouncil, "/people/", person, "/outcomes/walk"));
      entry.mutable_provider_voice()->set_level(level);
    }
    feeds_.Put(returned);
  }

  absl::StatusOr<v1::PackageGrowth> Grow(const std::string& more = "") {
    store_.CatchUp();
    auto request = ParseText<v1::GetPackageGrowthRequest>(R"(
      parent: "councils/E10000012"
      from_date { year: 2025 month: 3 day: 31 }
      to_date { year: 2025 month: 6 day: 30 }
    )");
    request.MergeFrom(ParseText<v1::GetPackageGrowthRequest>(more));
    return measures_.GetPackageGrowth(rpc::Call::For(ada_, clock_, request),
                                      request);
  }
  GrowthRow Total(const std::string& more = "") {
    const auto growth = Grow(more);
    EXPECT_THAT(growth, IsOk());
    return growth.ok() ? growth->total() : GrowthRow();
  }

  absl::StatusOr<v1::TimeToIndependence> Time(const std::string& more = "") {
    store_.CatchUp();
    const auto request = ParseText<v1::GetTimeToIndependenceRequest>(
        absl::StrCat("parent: 'councils/E10000012' ", more));
    return measures_.GetTimeToIndependence(
        rpc::Call::For(ada_, clock_, request), request);
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_FINANCE,
                               .council = kCouncil};
  FakeClock clock_{"2025-07-01T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  PackageMeasures measures_{views_, clock_};
};

TEST_F(PackageMeasuresTest, TellsWhosePackagesGrewAndWhy) {
  Put({.id = "ada", .more = Levels(600, 20000, 720, 26400)});
  Put({.id = "bob", .more = Levels(300, 10000, 300, 11000)});
  Put({.id = "cyd",
       .provider = "1-2",
       .more = Levels(1200, 40000, 600, 22000)});
  Put({.id = "dan", .provider = "1-2", .more = Levels(600, 20000, 300, 11000)});
  const auto growth = Grow("breakdown: BREAKDOWN_PROVIDER");
  ASSERT_THAT(growth, IsOk());
  const GrowthRow& total = growth->total();
  EXPECT_EQ(total.people(), 4);
  EXPECT_EQ(total.grew().numerator(), 2);
  EXPECT_EQ(total.grew().denominator(), 4);
  EXPECT_EQ(total.grew().value(), 0.5);
  EXPECT_EQ(total.fell().value(), 0.5);
  EXPECT_EQ(total.minutes_grew().value(), 0.25);
  EXPECT_DOUBLE_EQ(total.mean_increase().value(), 0.21);
  EXPECT_DOUBLE_EQ(total.mean_decrease().value(), -0.45);
  EXPECT_EQ(total.opening_pence(), 90000);
  EXPECT_EQ(total.net_pence(), -19600);
  EXPECT_EQ(total.volume_pence(), 4000 - 20000 - 10000);
  EXPECT_EQ(total.price_pence(), total.net_pence() - total.volume_pence());
  EXPECT_DOUBLE_EQ(total.net_share(), -19600.0 / 90000);
  // By name as people read it.
  ASSERT_EQ(growth->rows_size(), 2);
  EXPECT_EQ(growth->rows(0).display_name(), "acorn");
  EXPECT_EQ(growth->rows(0).fell().value(), 1);
  EXPECT_EQ(growth->rows(0).mean_increase().no_value(),
            Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(growth->rows(1).display_name(), "Beech");
  EXPECT_EQ(growth->rows(1).grew().value(), 1);
  EXPECT_THAT(
      growth->from_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2025 month: 3 day: 31")));
  EXPECT_EQ(growth->as_of_size(), 4);
}

TEST_F(PackageMeasuresTest, APersonsPackagesAreAddedUp) {
  Put({.id = "day", .person = "ada", .more = Levels(300, 10000, 600, 20000)});
  Put({.id = "home",
       .provider = "1-2",
       .person = "ada",
       .more = Levels(600, 20000, 300, 10000)});
  const auto growth = Grow("breakdown: BREAKDOWN_PROVIDER");
  ASSERT_THAT(growth, IsOk());
  EXPECT_EQ(growth->total().people(), 1);
  EXPECT_EQ(growth->total().unchanged().numerator(), 1);
  EXPECT_EQ(growth->total().opening_pence(), 30000);
  // In each provider's row with the part that is there.
  EXPECT_EQ(growth->rows(0).fell().numerator(), 1);
  EXPECT_EQ(growth->rows(1).grew().numerator(), 1);
}

TEST_F(PackageMeasuresTest, WhoHasAPackageAtOneDateOnlyIsNotInTheCohort) {
  Put({.id = "gone",
       .more = absl::StrCat(Levels(60, 1000, 60, 1000),
                            EndsOn(6, 29, "SEQUEL_NO_SUPPORT"))});
  Put({.id = "new",
       .more = "start_date { year: 2025 month: 4 day: 1 } levels { from_date { "
               "year: 2025 month: 4 day: 1 } weekly_cost_pence: 5 }"});
  // Ended and came back on another package: in the cohort.
  Put({.id = "first",
       .person = "back",
       .more = absl::StrCat(Levels(60, 1000, 60, 1000),
                            EndsOn(4, 30, "SEQUEL_HOSPITAL"))});
  Put({.id = "second",
       .person = "back",
       .more = "start_date { year: 2025 month: 6 day: 1 } levels { from_date { "
               "year: 2025 month: 6 day: 1 } weekly_minutes: 60 "
               "weekly_cost_pence: 1500 }"});
  const GrowthRow total = Total();
  EXPECT_EQ(total.people(), 1);
  EXPECT_EQ(total.people_ended(), 1);
  EXPECT_EQ(total.people_new(), 1);
  EXPECT_EQ(total.opening_pence(), 1000);
  EXPECT_EQ(total.price_pence(), 500);
}

TEST_F(PackageMeasuresTest, APauseIsNoChangeOfThePackage) {
  Put({.id = "ada",
       .more = absl::StrCat(Levels(60, 1000, 60, 1000),
                            "state: STATE_PAUSED pauses { start_date { year: "
                            "2025 month: 6 day: 1 } reason: 'Hospital' }")});
  EXPECT_EQ(Total().unchanged().numerator(), 1);
}

TEST_F(PackageMeasuresTest, TooFewToJudgeHaveNoShareAndNobodyIsNotApplicable) {
  EXPECT_EQ(Total().grew().no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(Total().no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
  Put({.id = "ada", .more = Levels(60, 1000, 60, 2000)});
  const GrowthRow one = Total();
  EXPECT_EQ(one.grew().no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_EQ(one.grew().numerator(), 1);
  EXPECT_EQ(one.mean_increase().no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_FALSE(one.mean_increase().has_value());
  EXPECT_EQ(one.no_value(), Figure::NO_VALUE_TOO_FEW);
  EXPECT_EQ(one.net_pence(), 1000);
}

TEST_F(PackageMeasuresTest, WhatCostNothingHasNoPercentage) {
  Put({.id = "ada", .more = Levels(60, 0, 60, 2000)});
  Put({.id = "bob", .more = Levels(60, 0, 60, 0)});
  const GrowthRow total = Total();
  EXPECT_EQ(total.grew().value(), 0.5);
  EXPECT_EQ(total.mean_increase().people(), 0);
  EXPECT_EQ(total.mean_increase().without_percentage(), 1);
  EXPECT_EQ(total.mean_increase().no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_EQ(total.no_value(), Figure::NO_VALUE_NOT_APPLICABLE);
  EXPECT_FALSE(total.has_net_share());
}

TEST_F(PackageMeasuresTest, ShowsHowThosePeoplesOutcomesMoved) {
  Put({.id = "ada", .more = Levels(600, 20000, 300, 10000)});
  Put({.id = "bob", .more = Levels(600, 20000, 300, 10000)});
  Put({.id = "cyd", .more = Levels(600, 20000, 900, 30000)});
  Put({.id = "dan", .more = Levels(600, 20000, 600, 20000)});
  Rate(3, {{"ada", -1}, {"bob", 1}, {"cyd", 0}});
  Rate(6, {{"ada", 1}, {"bob", 0}, {"cyd", 0}, {"dan", 2}});
  const GrowthRow total = Total();
  EXPECT_EQ(total.outcomes().better().numerator(), 1);
  EXPECT_EQ(total.outcomes().same().numerator(), 1);
  EXPECT_EQ(total.outcomes().worse().numerator(), 1);
  EXPECT_EQ(total.outcomes().better().denominator(), 3);
  EXPECT_EQ(total.outcomes().people(), 3);
  EXPECT_EQ(total.outcomes().people_not_rated(), 1);
  EXPECT_EQ(total.outcomes_where_fell().better().value(), 0.5);
  EXPECT_EQ(total.outcomes_where_fell().worse().value(), 0.5);
  EXPECT_EQ(total.outcomes_where_grew().same().numerator(), 1);
  EXPECT_EQ(total.outcomes_where_grew().better().no_value(),
            Figure::NO_VALUE_TOO_FEW);
}

TEST_F(PackageMeasuresTest, ACohortIsNarrowedAndBrokenDown) {
  Put({.id = "ada", .more = Levels(60, 1000, 60, 2000)});
  Put({.id = "bob",
       .provider = "1-2",
       .more =
           absl::StrCat(Levels(60, 1000, 60, 2000), "stage: STAGE_SUPPORT")});
  Person person;
  person.set_name("councils/E10000012/people/bob");
  person.set_support_reason(Person::SUPPORT_REASON_MENTAL_HEALTH);
  feeds_.Put(person);
  EXPECT_EQ(Total("provider: 'councils/E10000012/providers/1-2'").people(), 1);
  EXPECT_EQ(Total("contract: 'councils/E10000012/contracts/c1-1'").people(), 1);
  EXPECT_EQ(Total("provider: 'councils/E10000012/providers/1-2' "
                  "contract: 'councils/E10000012/contracts/c1-1'")
                .people(),
            0);
  EXPECT_EQ(Total("stage: STAGE_SUPPORT").people(), 1);
  EXPECT_EQ(Total("stage: STAGE_PREVENT").people(), 0);
  EXPECT_EQ(Total("support_reason: SUPPORT_REASON_MENTAL_HEALTH").people(), 1);
  EXPECT_EQ(Total("support_reason: SUPPORT_REASON_SENSORY_DUAL").people(), 0);
  const auto stages = Grow("breakdown: BREAKDOWN_STAGE");
  ASSERT_EQ(stages->rows_size(), 2);
  EXPECT_EQ(stages->rows(0).stage(), Package::STAGE_ENABLE);
  EXPECT_EQ(stages->rows(1).display_name(), "Support");
  const auto reasons = Grow("breakdown: BREAKDOWN_SUPPORT_REASON");
  ASSERT_EQ(reasons->rows_size(), 2);
  EXPECT_EQ(reasons->rows(0).display_name(), "Not known");
  EXPECT_EQ(reasons->rows(1).display_name(), "Mental health");
  const auto contracts = Grow("breakdown: BREAKDOWN_CONTRACT");
  ASSERT_EQ(contracts->rows_size(), 2);
  EXPECT_EQ(contracts->rows(0).subject(), "councils/E10000012/contracts/c1-1");
}

TEST_F(PackageMeasuresTest, RefusesDatesThatMakeNoPeriod) {
  EXPECT_THAT(Grow("to_date { year: 2025 month: 3 day: 30 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "2025-03-31"));
  EXPECT_THAT(Grow("from_date { year: 2025 month: 2 day: 29 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "from_date"));
  EXPECT_THAT(Grow("provider: 'councils/E10000016/providers/1-1'"),
              StatusIs(absl::StatusCode::kInvalidArgument, "provider"));
  EXPECT_THAT(Time("as_of_date { year: 2025 month: 7 day: 2 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "2025-07-01"));
  EXPECT_THAT(Time("as_of_date { year: 2025 month: 6 day: 1 } "
                   "from_date { year: 2025 month: 6 day: 2 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "as_of_date"));
}

TEST_F(PackageMeasuresTest, TellsHowLongPeopleTakeToIndependence) {
  Put({.id = "ada", .more = EndsOn(1, 28, "SEQUEL_NO_SUPPORT")});
  Put({.id = "bob", .more = EndsOn(2, 11, "SEQUEL_LOW_LEVEL_SUPPORT")});
  Put({.id = "cyd", .more = EndsOn(1, 31, "SEQUEL_DIED")});
  Put({.id = "dan", .provider = "1-2"});
  Put({.id = "eve", .provider = "1-2", .more = "stage: STAGE_SUPPORT"});
  const auto time = Time("breakdown: BREAKDOWN_PROVIDER");
  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(time->stage(), Package::STAGE_ENABLE);
  const IndependenceRow& total = time->total();
  EXPECT_EQ(total.packages(), 4);
  EXPECT_EQ(total.events(), 2);
  ASSERT_EQ(total.censored_size(), 2);
  EXPECT_EQ(total.censored(0).reason(), "died");
  EXPECT_EQ(total.censored(1).reason(), "still open");
  ASSERT_EQ(total.points_size(), 3);
  EXPECT_EQ(total.points(1).days(), 28);
  EXPECT_EQ(total.points(1).at_risk(), 4);
  EXPECT_EQ(total.points(1).censored(), 1);
  EXPECT_DOUBLE_EQ(total.points(1).survival(), 0.75);
  EXPECT_DOUBLE_EQ(total.points(2).survival(), 0.375);
  EXPECT_EQ(total.median().days(), 42);
  ASSERT_EQ(time->rows_size(), 2);
  EXPECT_EQ(time->rows(0).display_name(), "acorn");
  EXPECT_EQ(time->rows(0).median().no_value(), MedianDays::NO_VALUE_TOO_FEW);
  EXPECT_FALSE(time->rows(0).points(0).has_survival());
  EXPECT_EQ(time->rows(1).packages(), 3);
}

TEST_F(PackageMeasuresTest, AMedianThatIsNotReachedIsNot0) {
  Put({.id = "ada"});
  Put({.id = "bob"});
  const auto time = Time();
  ASSERT_THAT(time, IsOk());
  EXPECT_FALSE(time->total().median().has_days());
  EXPECT_EQ(time->total().median().no_value(),
            MedianDays::NO_VALUE_NOT_REACHED);
  EXPECT_EQ(Time("stage: STAGE_PREVENT")->total().median().no_value(),
            MedianDays::NO_VALUE_NOT_APPLICABLE);
}

TEST_F(PackageMeasuresTest, TimeToIndependenceIsNarrowedAndToldAsOfADay) {
  Put({.id = "ada", .more = EndsOn(1, 28, "SEQUEL_NO_SUPPORT")});
  Put({.id = "bob", .more = "service_type: 'Home to assess'"});
  Put({.id = "cyd", .more = "start_date { year: 2025 month: 2 day: 1 }"});
  EXPECT_EQ(Time("service_type: 'Reablement'")->total().packages(), 2);
  EXPECT_EQ(
      Time("from_date { year: 2025 month: 1 day: 2 }")->total().packages(), 1);
  const auto as_of = Time("as_of_date { year: 2025 month: 1 day: 27 }");
  EXPECT_EQ(as_of->total().packages(), 2);
  EXPECT_EQ(as_of->total().events(), 0);
  const auto pathways = Time("breakdown: BREAKDOWN_PATHWAY");
  ASSERT_EQ(pathways->rows_size(), 2);
  EXPECT_EQ(pathways->rows(0).service_type(), "Home to assess");
}

TEST_F(PackageMeasuresTest, BothMeasuresAreTellableAsTheyWereKnown) {
  Put({.id = "ada", .more = Levels(600, 20000, 720, 26400)});
  Put({.id = "bob", .more = Levels(300, 10000, 300, 10000)});
  clock_.Set(FakeClock("2025-07-10T12:00:00Z").Now());
  // What is learnt now: Bob's grew as well, and Ada's ended in January.
  Put({.id = "bob", .more = Levels(300, 10000, 600, 20000)});
  Put({.id = "ada", .more = EndsOn(1, 28, "SEQUEL_NO_SUPPORT")});
  views_.Start(feeds_.sources());
  EXPECT_EQ(Total().grew().numerator(), 1);
  const auto growth = UntilReady(
      [&] { return Grow("as_of_date { year: 2025 month: 7 day: 9 }"); });
  ASSERT_THAT(growth, IsOk());
  EXPECT_EQ(growth->total().grew().numerator(), 1);
  EXPECT_EQ(growth->total().people(), 2);
  EXPECT_EQ(growth->as_of_date().day(), 9);

  EXPECT_EQ(Time()->total().events(), 1);
  const auto time = UntilReady(
      [&] { return Time("known_date { year: 2025 month: 7 day: 9 }"); });
  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(time->total().events(), 0);
  EXPECT_EQ(time->known_date().day(), 9);
  // Nobody is followed beyond what is known.
  EXPECT_EQ(time->as_of_date().day(), 9);
  EXPECT_THAT(Time("known_date { year: 2025 month: 7 day: 9 } "
                   "as_of_date { year: 2025 month: 7 day: 10 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "as_of_date"));
  EXPECT_THAT(Time("known_date { year: 2025 month: 7 day: 10 }"),
              StatusIs(absl::StatusCode::kInvalidArgument, "known_date"));
}

TEST_F(PackageMeasuresTest, APackageWithoutAContractCountsForItsProvider) {
  Put({.id = "a", .more = Levels(600, 10000, 300, 5000)});
  Put({.id = "b",
       .more = Levels(600, 20000, 600, 30000),
       .has_contract = false});
  EXPECT_EQ(Total().people(), 2);
  EXPECT_EQ(Total().opening_pence(), 30000);
  EXPECT_EQ(Total("provider: 'councils/E10000012/providers/1-1'").people(), 2);
  EXPECT_EQ(Total("contract: 'councils/E10000012/contracts/c1-1'").people(), 1);
  const auto growth = Grow("breakdown: BREAKDOWN_CONTRACT");
  ASSERT_THAT(growth, IsOk());
  ASSERT_EQ(growth->rows_size(), 1);
  EXPECT_EQ(growth->rows(0).subject(), "councils/E10000012/contracts/c1-1");
  EXPECT_EQ(growth->rows(0).people(), 1);
}

TEST_F(PackageMeasuresTest, AnUnknownSequelIsNeitherIndependenceNorItsLack) {
  Put({.id = "a",
       .more = absl::StrCat(Levels(600, 10000, 300, 5000),
                            EndsOn(5, 31, "SEQUEL_UNSPECIFIED")),
       .has_contract = false});
  const auto time = Time("breakdown: BREAKDOWN_CONTRACT");
  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(time->rows_size(), 0);
  EXPECT_EQ(time->total().packages(), 1);
  EXPECT_EQ(time->total().events(), 0);
  ASSERT_EQ(time->total().censored_size(), 1);
  EXPECT_EQ(time->total().censored(0).reason(),
            "ended for a reason that is not known");
}

}  // namespace
}  // namespace tidemark::monitoring
