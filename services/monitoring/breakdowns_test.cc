#include "services/monitoring/breakdowns.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/monitoring/monitoring.h"
#include "services/monitoring/package_measures.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using enablement::v1::Package;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

constexpr char kCouncil[] = "councils/E10000012";

// Two people under the contract `c` of the provider `p`, each with outcomes and
// a package; Bob also has a package of the provider `q`.
class BreakdownsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    feeds_.Put(ParseText<Council>(R"(
      name: "councils/E10000012" display_name: "Essex" minimum_denominator: 1
      frameworks {
        id: "f" themes { id: "home" title: "A place to call home" }
        themes { id: "well" title: "Being well" }
      }
      monitoring {
        targets {
          id: "all" metric: "outcomes-met" better: BETTER_HIGHER
          from_date { year: 2025 month: 1 day: 1 }
          green_basis_points: 7000 amber_basis_points: 5000
        }
        targets {
          id: "for-p" metric: "outcomes-met" better: BETTER_HIGHER
          provider: "councils/E10000012/providers/p"
          from_date { year: 2025 month: 1 day: 1 }
          green_basis_points: 2500 amber_basis_points: 2500
        }
      })"));
    for (const char* const id : {"p", "q"}) {
      contracts::v1::Provider provider;
      provider.set_name(absl::StrCat(kCouncil, "/providers/", id));
      provider.set_display_name(absl::StrCat("Provider ", id));
      feeds_.Put(provider);
    }
    PutContract("c", "p");
    PutContract("d", "q");
    feeds_.Put(ParseText<Person>(R"(
      name: "councils/E10000012/people/ada" birth_year: 1950 sex: SEX_FEMALE
      has_unpaid_carer: true)"));
    feeds_.Put(ParseText<Person>(R"(
      name: "councils/E10000012/people/bob" sex: SEX_MALE)"));
    PutOutcome("ada", "walk", R"(themes: "home" themes: "well"
      location: "councils/E10000012/providers/p/locations/mill")");
    PutOutcome("ada", "cook", "themes: 'home'");
    PutOutcome("bob", "sing", "");
    feeds_.Put(ParseText<Return>(R"(
      name: "councils/E10000012/contracts/c/returns/2025-04"
      state: STATE_ACCEPTED version: 1
      period_start { year: 2025 month: 4 day: 1 }
      period_end { year: 2025 month: 4 day: 30 }
      entries {
        outcome: "councils/E10000012/people/ada/outcomes/walk"
        person_voice { level: 1 } provider_voice { level: -1 }
      }
      entries {
        outcome: "councils/E10000012/people/ada/outcomes/cook"
        provider_voice { level: -1 }
      }
      entries {
        outcome: "councils/E10000012/people/bob/outcomes/sing"
        provider_voice { level: 0 }
      }
      entries {
        outcome: "councils/E10000012/people/bob/outcomes/gone"
        not_worked_on: true
      })"));
    PutPackage("k1", "ada", "c", "p", "STAGE_SUPPORT", {2000, 3000});
    PutPackage("k2", "bob", "c", "p", "STAGE_ENABLE", {5000, 4000});
    PutPackage("k3", "bob", "d", "q", "STAGE_SUPPORT", {1000, 2500});
  }

  void PutContract(const std::string& id, const std::string& provider) {
    Contract contract;
    contract.set_name(absl::StrCat(kCouncil, "/contracts/", id));
    contract.set_provider(absl::StrCat(kCouncil, "/providers/", provider));
    contract.set_title(absl::StrCat("Contract ", id));
    contract.set_state(Contract::STATE_ACTIVE);
    feeds_.Put(contract);
  }

  void PutOutcome(const std::string& person, const std::string& id,
                  const std::string& rest) {
    auto outcome = ParseText<PersonalOutcome>(rest);
    outcome.set_name(
        absl::StrCat(kCouncil, "/people/", person, "/outcomes/", id));
    outcome.set_contract(absl::StrCat(kCouncil, "/contracts/c"));
    feeds_.Put(outcome);
  }

  // A package from New Year on that costs the second amount from 10 April on.
  void PutPackage(const std::string& id, const std::string& person,
                  const std::string& contract, const std::string& provider,
                  const std::string& stage, const std::vector<int>& pence) {
    auto package =
        ParseText<Package>(absl::StrCat(R"(
      start_date { year: 2025 month: 1 day: 1 }
      levels {
        from_date { year: 2025 month: 1 day: 1 } weekly_cost_pence: )",
                                        pence[0], R"(
      }
      levels {
        from_date { year: 2025 month: 4 day: 10 } weekly_cost_pence: )",
                                        pence[1], "} stage: ", stage));
    package.set_name(absl::StrCat(kCouncil, "/packages/", id));
    package.set_person(absl::StrCat(kCouncil, "/people/", person));
    package.set_contract(absl::StrCat(kCouncil, "/contracts/", contract));
    package.set_provider(absl::StrCat(kCouncil, "/providers/", provider));
    feeds_.Put(package);
  }

  v1::GetBreakdownRequest Request(const std::string& metric,
                                  v1::Dimension dimension,
                                  const std::string& name) {
    v1::GetBreakdownRequest request;
    request.set_name(name);
    request.set_metric(metric);
    request.set_dimension(dimension);
    request.mutable_from_month()->set_year(2025);
    request.mutable_from_month()->set_month(4);
    *request.mutable_to_month() = request.from_month();
    return request;
  }

  absl::StatusOr<v1::Breakdown> Ask(const v1::GetBreakdownRequest& request) {
    store_.CatchUp();
    return breakdowns_.GetBreakdown(rpc::Call::For(ada_, clock_, request),
                                    request);
  }

  // "display name numerator/denominator of people" of each row of April.
  std::vector<std::string> Rows(const std::string& metric,
                                v1::Dimension dimension,
                                const std::string& name = kCouncil) {
    const auto breakdown = Ask(Request(metric, dimension, name));
    EXPECT_THAT(breakdown, IsOk());
    std::vector<std::string> rows;
    if (!breakdown.ok()) return rows;
    for (const v1::BreakdownRow& row : breakdown->rows()) {
      rows.push_back(
          absl::StrCat(row.display_name(), " ", row.figure().numerator(), "/",
                       row.figure().denominator(), " of ", row.people()));
    }
    return rows;
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  FakeClock clock_{"2025-06-14T12:00:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  Breakdowns breakdowns_{views_, clock_};
};

TEST_F(BreakdownsTest, ThemesOverlapAndTheAnswerSaysSo) {
  EXPECT_THAT(Rows("outcomes-met", v1::DIMENSION_THEME),
              ElementsAre("A place to call home 1/2 of 1",
                          "Being well 1/1 of 1", "Not recorded 1/1 of 1"));
  const auto breakdown =
      Ask(Request("outcomes-met", v1::DIMENSION_THEME, kCouncil));
  EXPECT_FALSE(breakdown->adds_up());
  EXPECT_THAT(breakdown->note(), HasSubstr("several themes"));
  EXPECT_EQ(breakdown->total().denominator(), 3);
}

TEST_F(BreakdownsTest, AttributesAreInTheirOwnOrderAndAddUp) {
  EXPECT_THAT(Rows("outcomes-met", v1::DIMENSION_SEX),
              ElementsAre("Female 1/2 of 1", "Male 1/1 of 1"));
  EXPECT_TRUE(
      Ask(Request("outcomes-met", v1::DIMENSION_SEX, kCouncil))->adds_up());
  // Ada reaches 75 in 2025; when Bob was born is not known.
  EXPECT_THAT(Rows("own-rating", v1::DIMENSION_AGE_BAND),
              ElementsAre("75 to 84 1/2 of 1", "Not recorded 0/1 of 1"));
  EXPECT_THAT(Rows("voices-disagree", v1::DIMENSION_UNPAID_CARER),
              ElementsAre("Has an unpaid carer 1/1 of 1",
                          "No unpaid carer recorded 0/0 of 1"));
}

TEST_F(BreakdownsTest, WhatIsLeftOutIsToldOfTheRowThatItIsOf) {
  const auto breakdown =
      Ask(Request("outcomes-met", v1::DIMENSION_SEX, kCouncil));
  ASSERT_EQ(breakdown->rows_size(), 2);
  EXPECT_THAT(breakdown->rows(0).exclusions(), IsEmpty());
  ASSERT_EQ(breakdown->rows(1).exclusions_size(), 1);
  EXPECT_EQ(breakdown->rows(1).exclusions(0).count(), 1);
}

TEST_F(BreakdownsTest, AStageIsThatOfThePackageUnderTheSameContract) {
  EXPECT_THAT(Rows("outcomes-met", v1::DIMENSION_STAGE),
              ElementsAre("Enable 1/1 of 1", "Support 1/2 of 1"));
}

TEST_F(BreakdownsTest, ALocationIsThatOfTheOutcome) {
  EXPECT_THAT(Rows("outcomes-met", v1::DIMENSION_LOCATION),
              ElementsAre("mill 1/1 of 1", "Not recorded 1/2 of 2"));
}

TEST_F(BreakdownsTest, ProvidersAreJudgedByTheirOwnTargets) {
  const auto breakdown =
      Ask(Request("outcomes-met", v1::DIMENSION_PROVIDER, kCouncil));
  ASSERT_THAT(breakdown, IsOk());
  ASSERT_EQ(breakdown->rows_size(), 1);
  EXPECT_EQ(breakdown->rows(0).figure().target().id(), "for-p");
  EXPECT_EQ(breakdown->rows(0).figure().rag(), v1::Figure::RAG_GREEN);
  EXPECT_EQ(breakdown->total().target().id(), "all");
  EXPECT_EQ(breakdown->total().rag(), v1::Figure::RAG_AMBER);
}

// What `rows` are judged by, one after the other.
std::vector<std::string> TargetsOf(const v1::Breakdown& breakdown) {
  std::vector<std::string> ids;
  for (const v1::BreakdownRow& row : breakdown.rows()) {
    ids.push_back(absl::StrCat(row.figure().target().id(), " ",
                               v1::Figure::Rag_Name(row.figure().rag())));
  }
  return ids;
}

TEST_F(BreakdownsTest, GroupsAreJudgedAsTheWholeSubjectIs) {
  const auto of_council =
      Ask(Request("outcomes-met", v1::DIMENSION_SEX, kCouncil));
  ASSERT_THAT(of_council, IsOk());
  EXPECT_THAT(TargetsOf(*of_council),
              ElementsAre("all RAG_AMBER", "all RAG_GREEN"));
  const auto of_provider = Ask(Request("outcomes-met", v1::DIMENSION_THEME,
                                       absl::StrCat(kCouncil, "/providers/p")));
  ASSERT_THAT(of_provider, IsOk());
  for (const v1::BreakdownRow& row : of_provider->rows()) {
    EXPECT_EQ(row.figure().target().id(), "for-p");
  }
}

TEST_F(BreakdownsTest, ALocationIsJudgedAsItsProviderIs) {
  const auto breakdown =
      Ask(Request("outcomes-met", v1::DIMENSION_LOCATION, kCouncil));
  ASSERT_THAT(breakdown, IsOk());
  // What is at no location is judged as the council is.
  EXPECT_THAT(TargetsOf(*breakdown),
              ElementsAre("for-p RAG_GREEN", "all RAG_AMBER"));
}

TEST_F(BreakdownsTest, GrowthIsThatOfPeopleOverAllTheirPackages) {
  // Bob's fell by £10 here and grew by £15 there.
  EXPECT_THAT(Rows("package-growth", v1::DIMENSION_PROVIDER),
              ElementsAre("Provider p 1/2 of 2", "Provider q 1/1 of 1"));
  const auto breakdown =
      Ask(Request("package-growth", v1::DIMENSION_STAGE, kCouncil));
  ASSERT_THAT(breakdown, IsOk());
  EXPECT_EQ(breakdown->total().numerator(), 2);
  EXPECT_EQ(breakdown->total().denominator(), 2);
  EXPECT_FALSE(breakdown->adds_up());
  // As the measure of growth has it.
  PackageMeasures measures(views_, clock_);
  const auto request = ParseText<v1::GetPackageGrowthRequest>(R"(
    parent: "councils/E10000012"
    from_date { year: 2025 month: 3 day: 31 }
    to_date { year: 2025 month: 4 day: 30 })");
  const auto growth =
      measures.GetPackageGrowth(rpc::Call::For(ada_, clock_, request), request);
  ASSERT_THAT(growth, IsOk());
  EXPECT_EQ(growth->total().grew().numerator(), 2);
  EXPECT_EQ(growth->total().grew().denominator(), 2);
}

TEST_F(BreakdownsTest, GrowthIsExplainedPersonByPerson) {
  store_.CatchUp();
  Monitoring monitoring(store_.db(), clock_, views_);
  const auto request = ParseText<v1::ExplainFigureRequest>(R"(
    name: "councils/E10000012" metric: "package-growth"
    from_month { year: 2025 month: 4 } to_month { year: 2025 month: 4 })");
  const auto why =
      monitoring.ExplainFigure(rpc::Call::For(ada_, clock_, request), request);
  ASSERT_THAT(why, IsOk());
  ASSERT_EQ(why->lines_size(), 2);
  EXPECT_EQ(why->lines(1).name(), "councils/E10000012/people/bob");
  EXPECT_EQ(why->lines(1).note(),
            "£60.00 a week on 31 March 2025, £65.00 a week on 30 April 2025");
}

TEST_F(BreakdownsTest, RefusesWhatCannotBeBrokenDownSo) {
  EXPECT_THAT(Ask(Request("returns-on-time", v1::DIMENSION_SEX, kCouncil)),
              StatusIs(absl::StatusCode::kInvalidArgument, "PROVIDER"));
  EXPECT_THAT(Ask(Request("outcomes-met", v1::DIMENSION_UNSPECIFIED, kCouncil)),
              StatusIs(absl::StatusCode::kInvalidArgument, "dimension"));
  EXPECT_THAT(Ask(Request("ascof-2a", v1::DIMENSION_PROVIDER, kCouncil)),
              HasReason("UNKNOWN_METRIC"));
  EXPECT_THAT(
      Ask(Request("outcomes-met", v1::DIMENSION_SEX, "councils/E10000016")),
      StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring
