#include "services/sample/proposals.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/rpc/fields.h"
#include "common/testing/matchers.h"
#include "common/type/decisions.h"

namespace tidemark::sample {
namespace {

using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using type::Date;

const SampleCouncil& Council() {
  static const SampleCouncil* const council = new SampleCouncil(
      *SampleCouncil::Make({.people = 300,
                            .months = 12,
                            .last_month = *type::YearMonth::Parse("2026-10"),
                            .until = Date(2026, 11, 20)}));
  return *council;
}

// Whether the layer that checks fields would take `request`.
template <typename Request>
absl::Status Check(Request request) {
  static const rpc::FieldRules* const rules =
      new rpc::FieldRules(*rpc::FieldRules::Make(*Request::descriptor()));
  return rules->Check(request);
}

TEST(PlanReviewsTest, SomeWaitSomeAreDecidedAndSomeNeedNoSignOff) {
  int decided = 0;
  int waiting = 0;
  int small = 0;
  std::set<type::v1::ProposalKind> kinds;
  std::set<std::string> request_ids;
  const Date until = UntilOf(Council().options());
  for (int i = 0; i < Council().provider_count(); ++i) {
    const ReviewPlan plan = PlanReviews(Council(), Council().Provider(i));
    const auto look = [&](const auto& reviews, type::Risk risk) {
      for (const auto& review : reviews) {
        EXPECT_THAT(Check(review.proposal), IsOk());
        Faults faults;
        type::CheckGrounds(review.proposal.proposal().grounds(), "", until,
                           risk, faults);
        EXPECT_THAT(faults.all(), IsEmpty());
        kinds.insert(review.proposal.proposal().kind());
        EXPECT_TRUE(request_ids.insert(review.proposal.request_id()).second);
        if (!review.decision) {
          ++waiting;
          continue;
        }
        ++decided;
        EXPECT_THAT(Check(*review.decision), IsOk());
        type::CheckDecision(review.decision->decision(), "", faults);
        EXPECT_THAT(faults.all(), IsEmpty());
        EXPECT_TRUE(request_ids.insert(review.decision->request_id()).second);
      }
    };
    look(plan.outcomes, type::Risk::kIfAny);
    look(plan.support, type::Risk::kRequired);
    for (const SupportReview& review : plan.support) {
      EXPECT_GT(review.proposal.proposal().change().level().weekly_minutes(),
                0);
    }
    if (!plan.support.empty() && !plan.support[0].decision) ++small;
  }
  EXPECT_GT(decided, 5);
  EXPECT_GT(waiting, 5);
  EXPECT_GT(small, 0);
  EXPECT_EQ(kinds.size(), 3);
}

TEST(PlanReviewsTest, AreTheSameForTheSameSeed) {
  const ReviewPlan one = PlanReviews(Council(), Council().Provider(0));
  const ReviewPlan two = PlanReviews(Council(), Council().Provider(0));
  ASSERT_EQ(one.outcomes.size(), two.outcomes.size());
  ASSERT_FALSE(one.outcomes.empty());
  for (size_t i = 0; i < one.outcomes.size(); ++i) {
    EXPECT_THAT(one.outcomes[i].proposal,
                EqualsProto(two.outcomes[i].proposal));
  }
}

TEST(PlanReviewsTest, OnlyTheFirstContractOfAProviderDelegates) {
  for (int i = 0; i < Council().provider_count(); ++i) {
    const ProviderPlan plan = Council().Provider(i);
    for (size_t j = 0; j < plan.contracts.size(); ++j) {
      EXPECT_EQ(plan.contracts[j].contract.has_delegated_review(), j == 0);
    }
  }
}

}  // namespace
}  // namespace tidemark::sample
