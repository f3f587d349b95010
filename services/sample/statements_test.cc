#include "services/sample/statements.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::sample {
namespace {

using testing::IsOk;

// One contract of the sample pays for outcomes. Each of its late periods that
// was accepted has one statement, whatever is corrected afterwards.
TEST(StatementsTest, OneContractHasOneStatementForEachLateAcceptedPeriod) {
  const auto sample = SampleCouncil::Make(
      {.people = 300,
       .months = 24,
       .last_month = type::YearMonth::FromIndex(12 * 2026 + 9)});
  ASSERT_THAT(sample, IsOk());
  int paying = 0;
  std::set<std::string> names;
  for (int i = 0; i < sample->provider_count(); ++i) {
    const ProviderPlan plan = sample->Provider(i);
    for (const ContractPlan& contract : plan.contracts) {
      paying += contract.contract.has_incentive_terms() ? 1 : 0;
    }
    for (const ReturnPlan& planned : plan.returns) {
      int statements = 0;
      for (const Step& step : planned.steps) {
        if (step.kind != Step::Kind::kAccept) continue;
        const auto request =
            PlanStatement(*sample, plan, planned, step.version);
        if (!request) continue;
        ++statements;
        names.insert(request->name());
      }
      EXPECT_LE(statements, 1);
    }
  }
  EXPECT_EQ(paying, 1);
  EXPECT_GE(names.size(), 3U);
}

}  // namespace
}  // namespace tidemark::sample
