#include "services/contracts/target_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/contracts/contracts_fixture.h"
#include "services/contracts/councils.h"

namespace tidemark::contracts {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;

// The faults of a council with these targets: path behind the list, and code.
std::vector<std::string> FaultsOf(const std::string& targets) {
  const auto council = ParseText<v1::Council>(
      absl::StrCat("name: 'councils/E10000012' monitoring {", targets, "}"));
  Faults faults;
  CheckTargets(council, faults);
  std::vector<std::string> found;
  for (const Fault& fault : faults.all()) {
    found.push_back(absl::StrCat(
        fault.field.substr(sizeof("council.monitoring.targets") - 1), " ",
        fault.code));
  }
  return found;
}

// A target with these fields on top of sound ones.
std::string Target(const std::string& id, const std::string& fields) {
  return absl::StrCat("targets { id: '", id, "' ", fields, "} ");
}

constexpr char kFrom2026[] = " from_date { year: 2026 month: 1 day: 1 } ";
constexpr char kTo2026[] = " to_date { year: 2026 month: 12 day: 31 } ";
constexpr char kFrom2027[] = " from_date { year: 2027 month: 1 day: 1 } ";
constexpr char kMet[] =
    "metric: 'outcomes-met' better: BETTER_HIGHER "
    "green_basis_points: 8000 amber_basis_points: 7000 ";

TEST(CheckTargetsTest, TakesTargetsThatFollowEachOtherAndDifferInScope) {
  EXPECT_THAT(
      FaultsOf(
          Target("a", absl::StrCat(kMet, kFrom2026, kTo2026)) +
          Target("b", absl::StrCat(kMet, kFrom2027)) +
          Target("c", absl::StrCat(kMet, kFrom2026,
                                   "provider: 'councils/E10000012/providers/"
                                   "p'")) +
          Target("d",
                 absl::StrCat(kMet, kFrom2026, "service_type: 'Respite'")) +
          Target("e", absl::StrCat(kFrom2026,
                                   "metric: 'voices-disagree' better: "
                                   "BETTER_LOWER green_basis_points: 1000 "
                                   "amber_basis_points: 2000"))),
      IsEmpty());
}

TEST(CheckTargetsTest, RefusesTargetsThatHoldOnTheSameDay) {
  EXPECT_THAT(FaultsOf(Target("a", absl::StrCat(kMet, kFrom2026)) +
                       Target("b", absl::StrCat(kMet, kFrom2027))),
              ElementsAre("[1].from_date TARGET_OVERLAP"));
  // The last day of one is the first of the other.
  EXPECT_THAT(
      FaultsOf(Target("a", absl::StrCat(kMet, kFrom2026, kTo2026)) +
               Target("b", absl::StrCat(kMet,
                                        " from_date { year: 2026 month: "
                                        "12 day: 31 }"))),
      ElementsAre("[1].from_date TARGET_OVERLAP"));
}

TEST(CheckTargetsTest, AmberMustNotLieBeyondGreen) {
  EXPECT_THAT(
      FaultsOf(Target("a", absl::StrCat(kFrom2026,
                                        "metric: 'outcomes-met' better: "
                                        "BETTER_HIGHER green_basis_points: "
                                        "7000 amber_basis_points: 7001"))),
      ElementsAre("[0].amber_basis_points TARGET_EDGES"));
  EXPECT_THAT(
      FaultsOf(Target("a", absl::StrCat(kFrom2026,
                                        "metric: 'voices-disagree' better: "
                                        "BETTER_LOWER green_basis_points: 2000 "
                                        "amber_basis_points: 1999"))),
      ElementsAre("[0].amber_basis_points TARGET_EDGES"));
  // The same edge twice leaves no amber, and no gap.
  EXPECT_THAT(
      FaultsOf(Target("a", absl::StrCat(kFrom2026,
                                        "metric: 'outcomes-met' better: "
                                        "BETTER_HIGHER green_basis_points: "
                                        "7000 amber_basis_points: 7000"))),
      IsEmpty());
}

TEST(CheckTargetsTest, TellsEveryFaultAtOnce) {
  EXPECT_THAT(
      FaultsOf(
          Target("a", absl::StrCat(kFrom2026,
                                   "metric: 'outcomes' better: "
                                   "BETTER_HIGHER")) +
          Target("a", absl::StrCat(kFrom2026,
                                   "metric: 'stories' better: "
                                   "BETTER_HIGHER")) +
          Target("c", absl::StrCat(kFrom2026,
                                   "metric: 'own-rating' better: "
                                   "BETTER_LOWER")) +
          Target("d", absl::StrCat(kMet, kFrom2026,
                                   "provider: 'councils/E10000012/providers/p' "
                                   "service_type: 'Respite'")) +
          Target("e", absl::StrCat(kMet, kFrom2027,
                                   "contract: 'councils/E06000016/contracts/c' "
                                   "to_date { year: 2026 month: 1 day: 1 }"))),
      ElementsAre("[0].metric METRIC_UNKNOWN", "[1].id TARGET_TWICE",
                  "[1].metric TARGET_OF_COUNT", "[2].better TARGET_DIRECTION",
                  "[3] TARGET_SCOPE", "[4].contract BAD_NAME",
                  "[4].to_date END_BEFORE_START"));
}

class TargetsTest : public ContractsFixture {};

TEST_F(TargetsTest, ACommissionerSetsTargetsAndNothingElse) {
  StoreCouncilAndProvider();
  v1::UpdateCouncilRequest update;
  update.mutable_council()->set_name("councils/E10000012");
  update.mutable_council()->set_minimum_denominator(3);
  *update.mutable_council()->mutable_monitoring() =
      ParseText<v1::Council::Monitoring>(
          Target("a", absl::StrCat(kMet, kFrom2026)));
  // An empty mask means every field that is set.
  for (const std::vector<std::string>& paths :
       {std::vector<std::string>{}, {"monitoring", "minimum_denominator"}}) {
    update.mutable_update_mask()->mutable_paths()->Assign(paths.begin(),
                                                          paths.end());
    EXPECT_THAT(councils_.UpdateCouncil(Ada(update), update),
                HasReason("SETTING_OF_ADMINISTRATORS"));
  }
  update.mutable_update_mask()->clear_paths();
  update.mutable_update_mask()->add_paths("monitoring.targets");
  const auto updated = councils_.UpdateCouncil(Ada(update), update);
  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->monitoring().targets_size(), 1);
  EXPECT_EQ(updated->minimum_denominator(), 0);
}

}  // namespace
}  // namespace tidemark::contracts
