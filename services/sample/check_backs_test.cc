#include "services/sample/check_backs.h"

#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/type/date.h"

namespace tidemark::sample {
namespace {

using enablement::v1::CheckBack;

SampleCouncil Council() {
  return *SampleCouncil::Make(
      {.people = 20,
       .months = 6,
       .last_month = type::YearMonth(type::Date(2025, 6, 1)),
       .until = type::Date(2025, 7, 10)});
}

CheckBack DueOn(type::Date due, int number) {
  CheckBack check_back;
  check_back.set_name(
      absl::StrCat("councils/E10000012/packages/p-", number, "/checkBacks/c"));
  *check_back.mutable_step_date() = type::ToProto(due - 14);
  *check_back.mutable_due_date() = type::ToProto(due);
  return check_back;
}

TEST(PlanFindingTest, NobodyHasLookedYetAtWhatIsDueLater) {
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(PlanFinding(Council(), Standing::kOrdinary,
                          DueOn(type::Date(2025, 7, 11), i)),
              std::nullopt);
  }
}

TEST(PlanFindingTest, MostAreSustainedMoreWherePeopleFareBetter) {
  std::map<Standing, int> sustained;
  for (const Standing standing : {Standing::kBetter, Standing::kWorse}) {
    for (int i = 0; i < 500; ++i) {
      const auto found =
          PlanFinding(Council(), standing, DueOn(type::Date(2025, 6, 20), i));
      if (!found) continue;
      const auto checked = *type::FromProto(found->check_date());
      EXPECT_GE(checked, type::Date(2025, 6, 20));
      EXPECT_LE(checked, type::Date(2025, 6, 26));
      if (found->result() == CheckBack::RESULT_SUSTAINED) ++sustained[standing];
    }
  }
  EXPECT_GT(sustained[Standing::kWorse], 200);
  EXPECT_GT(sustained[Standing::kBetter], sustained[Standing::kWorse]);
}

TEST(PlanFindingTest, TheSameCheckBackIsFoundTheSameAgain) {
  const CheckBack check_back = DueOn(type::Date(2025, 6, 1), 3);
  const auto once = PlanFinding(Council(), Standing::kOrdinary, check_back);
  const auto again = PlanFinding(Council(), Standing::kOrdinary, check_back);
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(once->SerializeAsString(), again->SerializeAsString());
}

}  // namespace
}  // namespace tidemark::sample
