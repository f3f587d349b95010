#include "services/contracts/councils.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "services/contracts/contracts_fixture.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

class CouncilsTest : public ContractsFixture {};

TEST_F(CouncilsTest, KeepsACouncilWithItsSettings) {
  const auto request = ParseText<v1::CreateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      display_name: "Essex County Council"
      extra_non_working_days {
        date { year: 2026 month: 12 day: 24 } label: "Closed"
      }
      frameworks {
        id: "care-act-wellbeing"
        edition: "2018"
        themes { id: "wellbeing-a" title: "Personal dignity" }
      }
      minimum_denominator: 12
    })");
  const auto created = councils_.CreateCouncil(Ada(request), request);
  ASSERT_THAT(created, IsOk());

  v1::GetCouncilRequest get;
  get.set_name("councils/E10000012");
  const auto got = councils_.GetCouncil(Ada(get), get);
  ASSERT_THAT(got, IsOk());
  EXPECT_THAT(*got, testing::EqualsProto(*created));
  v1::Council expected = request.council();
  expected.set_etag(got->etag());
  *expected.mutable_create_time() = got->create_time();
  *expected.mutable_update_time() = got->update_time();
  EXPECT_THAT(*got, testing::EqualsProto(expected));

  EXPECT_THAT(councils_.CreateCouncil(Ada(request), request),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(CouncilsTest, RefusesWhatIsNoEnglishCouncil) {
  for (const char* name : {"councils/W06000015", "councils/E11000001",
                           "councils/E1000001", "councils/essex", "councils/",
                           "", "councils/E10000012/people/p", "councils/-"}) {
    v1::CreateCouncilRequest request;
    request.mutable_council()->set_name(name);
    request.mutable_council()->set_display_name("Elsewhere");
    EXPECT_THAT(councils_.CreateCouncil(Ada(request), request),
                StatusIs(absl::StatusCode::kInvalidArgument, "council.name"))
        << name;
  }
}

TEST_F(CouncilsTest, TellsEveryFaultOfTheSettingsAtOnce) {
  const auto request = ParseText<v1::CreateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      display_name: "Essex"
      extra_non_working_days { date { year: 2025 month: 2 day: 29 } }
      extra_non_working_days { date { year: 2026 month: 6 day: 1 } }
      extra_non_working_days { date { year: 2026 month: 6 day: 1 } }
      extra_non_working_days { label: "No day" }
      frameworks { id: "making-it-real" themes { id: "t1" title: "One" } }
      frameworks { id: "making-it-real" themes { id: "t1" title: "Other" } }
      frameworks { id: "making-it-real" edition: "2" }
    })");
  EXPECT_THAT(
      FaultCodes(councils_.CreateCouncil(Ada(request), request).status()),
      ElementsAre("council.extra_non_working_days[0].date DATE_INVALID",
                  "council.extra_non_working_days[2].date DAY_TWICE",
                  "council.extra_non_working_days[3].date DATE_MISSING",
                  "council.frameworks[1].id FRAMEWORK_TWICE",
                  "council.frameworks[1].themes[0].id THEME_TWICE"));
}

TEST_F(CouncilsTest, UpdateChangesOnlyWhatTheMaskNames) {
  StoreCouncilAndProvider();
  const auto request = ParseText<v1::UpdateCouncilRequest>(R"(
    council {
      name: "councils/E10000012" display_name: "Ignored"
      minimum_denominator: 15
    }
    update_mask { paths: "minimum_denominator" })");
  const auto updated = councils_.UpdateCouncil(Grace(request), request);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->display_name(), "Essex");
  EXPECT_EQ(updated->minimum_denominator(), 15);

  v1::UpdateCouncilRequest unknown = request;
  unknown.mutable_council()->set_name("councils/E10000018");
  EXPECT_THAT(councils_.UpdateCouncil(Grace(unknown), unknown),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(CouncilsTest, StaleEtagSaysWhoChangedWhat) {
  StoreCouncilAndProvider();
  v1::GetCouncilRequest get;
  get.set_name("councils/E10000012");
  const std::string etag = councils_.GetCouncil(Ada(get), get)->etag();
  v1::UpdateCouncilRequest first;
  first.mutable_council()->set_name("councils/E10000012");
  first.mutable_council()->set_etag(etag);
  first.mutable_council()->set_minimum_denominator(11);
  ASSERT_THAT(councils_.UpdateCouncil(Grace(first), first), IsOk());

  v1::UpdateCouncilRequest second = first;
  second.mutable_council()->set_minimum_denominator(9);
  const auto refused = councils_.UpdateCouncil(Grace(second), second);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAborted,
                                "users/grace at 2025-11-22"));
  EXPECT_THAT(refused, HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("(minimum_denominator)"));
  EXPECT_EQ(councils_.GetCouncil(Ada(get), get)->minimum_denominator(), 11);
}

TEST_F(CouncilsTest, ALargerQuestionBudgetNeedsAReason) {
  auto request = ParseText<v1::CreateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      display_name: "Essex County Council"
      question_budget: 12
    })");
  const auto refused = councils_.CreateCouncil(Ada(request), request);
  ASSERT_EQ(FaultsOf(refused.status()).size(), 1U);
  EXPECT_EQ(FaultsOf(refused.status())[0].reason(), "QUESTION_BUDGET_REASON");
  request.mutable_council()->set_question_budget_reason("a pilot with the NHS");
  EXPECT_THAT(councils_.CreateCouncil(Ada(request), request), IsOk());
}

TEST_F(CouncilsTest, EpisodesHaveTypesAndCheckBackDaysThatMakeSense) {
  auto request = ParseText<v1::CreateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      display_name: "Essex County Council"
      enablement {
        episode_types {
          id: "discharge-to-assess"
          specified_period_days: 14
          shortest_period_days: 15
        }
        episode_types { id: "discharge-to-assess" specified_period_days: 28 }
        check_back_days: 7
        check_back_days: 7
        check_back_days: 367
      }
    })");
  EXPECT_THAT(
      FaultCodes(councils_.CreateCouncil(Ada(request), request).status()),
      ElementsAre("council.enablement.episode_types[0].shortest_period_days "
                  "EPISODE_PERIOD_ORDER",
                  "council.enablement.episode_types[1].id EPISODE_TYPE_TWICE",
                  "council.enablement.check_back_days[1] CHECK_BACK_DAYS",
                  "council.enablement.check_back_days[2] CHECK_BACK_DAYS"));
  request = ParseText<v1::CreateCouncilRequest>(R"(
    council {
      name: "councils/E10000012"
      display_name: "Essex County Council"
      enablement {
        episode_types {
          id: "discharge-to-assess"
          specified_period_days: 28
          shortest_period_days: 14
        }
        check_back_days: 7
        check_back_days: 91
        free_days: FREE_DAYS_STOP_IN_PAUSES
      }
    })");
  EXPECT_THAT(councils_.CreateCouncil(Ada(request), request), IsOk());
}

}  // namespace
}  // namespace tidemark::contracts
