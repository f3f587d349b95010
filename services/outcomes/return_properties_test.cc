// Random sequences of verbs, by seeds that are printed, against a model.

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using v1::Return;

using ReturnPropertiesTest = OutcomesFixture;

// What must hold of every return that is stored, whatever was done to it.
void ExpectSound(const Return& current) {
  const bool submitted_once = current.version() > 0;
  EXPECT_EQ(current.has_first_submit_date(), submitted_once);
  EXPECT_EQ(current.has_submit_time(), submitted_once);
  switch (current.state()) {
    case Return::STATE_IN_PROGRESS:
      EXPECT_FALSE(current.has_standing());
      break;
    case Return::STATE_RETURNED_FOR_CHANGES:
    case Return::STATE_RESUBMITTED:
      EXPECT_TRUE(submitted_once);
      break;
    case Return::STATE_SUBMITTED:
    case Return::STATE_ACCEPTED:
    case Return::STATE_WITHDRAWN:
      EXPECT_TRUE(submitted_once);
      EXPECT_FALSE(current.has_standing());
      break;
    default:
      ADD_FAILURE() << "stored as " << Return::State_Name(current.state());
  }
  if (current.has_standing()) {
    EXPECT_LT(current.standing().version(), current.version());
    EXPECT_TRUE(current.has_accept_time());
  }
}

TEST_F(ReturnPropertiesTest, RandomVerbsNeverBreakAReturn) {
  const std::string garden = AddOutcome("p-1", "garden");
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const std::string contract = absl::StrCat(kEssex, "/contracts/c-", seed);
    Own(MonthlyContract(contract, kShoreline));
    const std::string outcome =
        AddOutcome("p-1", absl::StrCat("o-", seed), contract);
    const std::string name = absl::StrCat(contract, "/returns/2025-06");
    Return last;
    last.set_state(Return::STATE_NOT_STARTED);
    // What figures rest on: the level that the person gave.
    std::optional<int> counts;
    for (int step = 0; step < 40; ++step) {
      const int level = static_cast<int>(random() % 5) - 2;
      const Return before = last;
      absl::StatusOr<Return> now = absl::InternalError("");
      switch (random() % 6) {
        case 0: {
          v1::SaveReturnRequest request;
          request.mutable_return_()->set_name(name);
          *request.mutable_return_()->add_entries() = Entry(outcome, level);
          now = returns_->SaveReturn(Sam(request), request);
          break;
        }
        case 1: {
          auto request =
              Submission("2025-06", {Entry(outcome, level)}, contract);
          request.set_reason("put right");
          now = Submit(request);
          if (now.ok()) {
            EXPECT_EQ(now->version(), before.version() + 1);
          }
          break;
        }
        case 2: {
          v1::AcceptReturnRequest request;
          request.set_name(name);
          now = returns_->AcceptReturn(Ada(request), request);
          if (now.ok()) counts = now->entries(0).person_voice().level();
          break;
        }
        case 3: {
          v1::SendBackReturnRequest request;
          request.set_name(name);
          request.set_reason("why?");
          now = returns_->SendBackReturn(Ada(request), request);
          break;
        }
        case 4: {
          if (random() % 3 != 0) continue;  // Or all else would end in it.
          v1::WithdrawReturnRequest request;
          request.set_name(name);
          request.set_reason("too early");
          now = returns_->WithdrawReturn(Sam(request), request);
          if (now.ok()) counts = std::nullopt;
          break;
        }
        default: {
          v1::RecordPractitionerVoiceRequest request;
          request.set_name(name);
          request.set_outcome(outcome);
          request.mutable_voice()->set_level(level);
          now = returns_->RecordPractitionerVoice(Ada(request), request);
          if (now.ok()) {
            EXPECT_EQ(now->state(), before.state());
          }
        }
      }
      if (!now.ok()) {
        EXPECT_EQ(now.status().code(), absl::StatusCode::kFailedPrecondition)
            << now.status();
        continue;
      }
      last = *now;
      ExpectSound(last);
      EXPECT_GE(last.version(), before.version());
      EXPECT_NE(last.etag(), before.etag());
      if (before.has_first_submit_date()) {
        EXPECT_THAT(last.first_submit_date(),
                    testing::EqualsProto(before.first_submit_date()));
      }
      const bool rests =
          last.state() == Return::STATE_ACCEPTED || last.has_standing();
      EXPECT_EQ(rests, counts.has_value());
      if (counts) {
        const auto& entries = last.state() == Return::STATE_ACCEPTED
                                  ? last.entries()
                                  : last.standing().entries();
        EXPECT_EQ(entries[0].person_voice().level(), *counts);
      }
    }
    v1::Return found = *Get("2025-06", contract);
    // Worked out when it is read.
    found.clear_timeliness();
    found.clear_days_late();
    EXPECT_THAT(found,
                testing::EqualsProto(last.name().empty() ? found : last));
  }
  EXPECT_EQ(Get("2025-06")->state(), Return::STATE_NOT_STARTED);
}

}  // namespace
}  // namespace tidemark::outcomes
