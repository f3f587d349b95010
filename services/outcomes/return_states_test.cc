#include "services/outcomes/return_states.h"

#include <map>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"

namespace tidemark::outcomes {
namespace {

using testing::HasReason;
using testing::IsOk;
using ::testing::Not;
using testing::ParseText;
using testing::StatusIs;
using v1::Return;

constexpr absl::Time kNoon = absl::FromUnixSeconds(1751364000);
constexpr type::Date kToday(2025, 7, 1);

ReturnContent ContentOf(const std::string& outcome) {
  ReturnContent content;
  content.entries.Add()->set_outcome(outcome);
  return content;
}

TEST(ReturnStatesTest, EachVerbLeadsFromEachStateWhereTheTableSays) {
  using enum ReturnVerb;
  // What is not listed is refused.
  const std::map<std::pair<Return::State, ReturnVerb>, Return::State> table = {
      {{Return::STATE_NOT_STARTED, kSave}, Return::STATE_IN_PROGRESS},
      {{Return::STATE_NOT_STARTED, kSubmit}, Return::STATE_SUBMITTED},
      {{Return::STATE_IN_PROGRESS, kSave}, Return::STATE_IN_PROGRESS},
      {{Return::STATE_IN_PROGRESS, kSubmit}, Return::STATE_SUBMITTED},
      {{Return::STATE_SUBMITTED, kAccept}, Return::STATE_ACCEPTED},
      {{Return::STATE_SUBMITTED, kSendBack},
       Return::STATE_RETURNED_FOR_CHANGES},
      {{Return::STATE_SUBMITTED, kWithdraw}, Return::STATE_WITHDRAWN},
      {{Return::STATE_SUBMITTED, kVoice}, Return::STATE_SUBMITTED},
      {{Return::STATE_RETURNED_FOR_CHANGES, kSave},
       Return::STATE_RETURNED_FOR_CHANGES},
      {{Return::STATE_RETURNED_FOR_CHANGES, kSubmit},
       Return::STATE_RESUBMITTED},
      {{Return::STATE_RETURNED_FOR_CHANGES, kWithdraw},
       Return::STATE_WITHDRAWN},
      {{Return::STATE_RESUBMITTED, kAccept}, Return::STATE_ACCEPTED},
      {{Return::STATE_RESUBMITTED, kSendBack},
       Return::STATE_RETURNED_FOR_CHANGES},
      {{Return::STATE_RESUBMITTED, kWithdraw}, Return::STATE_WITHDRAWN},
      {{Return::STATE_RESUBMITTED, kVoice}, Return::STATE_RESUBMITTED},
      {{Return::STATE_ACCEPTED, kSubmit}, Return::STATE_RESUBMITTED},
      {{Return::STATE_ACCEPTED, kWithdraw}, Return::STATE_WITHDRAWN},
      {{Return::STATE_ACCEPTED, kVoice}, Return::STATE_ACCEPTED},
      {{Return::STATE_WITHDRAWN, kSave}, Return::STATE_IN_PROGRESS},
      {{Return::STATE_WITHDRAWN, kSubmit}, Return::STATE_SUBMITTED},
  };
  for (int state = Return::State_MIN; state <= Return::State_MAX; ++state) {
    for (const ReturnVerb verb :
         {kSave, kSubmit, kAccept, kSendBack, kWithdraw, kVoice}) {
      Return current;
      current.set_name("councils/E10000012/contracts/home/returns/2025-06");
      current.set_state(static_cast<Return::State>(state));
      const auto next = NextState(current, verb);
      const auto expected = table.find({current.state(), verb});
      if (expected != table.end()) {
        ASSERT_THAT(next, IsOk()) << current.ShortDebugString();
        EXPECT_EQ(*next, expected->second) << current.ShortDebugString();
        continue;
      }
      EXPECT_THAT(
          next, StatusIs(absl::StatusCode::kFailedPrecondition, current.name()))
          << current.ShortDebugString();
      EXPECT_EQ(ReasonOf(next.status()), verb == kSave || verb == kSubmit
                                             ? "RETURN_NOT_EDITABLE"
                                             : "RETURN_NOT_SUBMITTED");
    }
  }
}

TEST(ReturnStatesTest, WhatWasAcceptedStandsWhileACorrectionWaits) {
  auto current = ParseText<Return>(R"(
    state: STATE_ACCEPTED version: 2 entries { outcome: "o-1" }
    first_submit_date { year: 2025 month: 6 day: 30 })");
  ASSERT_THAT(Submit({.content = ContentOf("o-2"),
                      .reason = "one person was left out",
                      .time = kNoon,
                      .today = kToday},
                     current),
              IsOk());
  EXPECT_EQ(current.state(), Return::STATE_RESUBMITTED);
  EXPECT_EQ(current.version(), 3);
  EXPECT_EQ(current.standing().version(), 2);
  EXPECT_EQ(current.standing().entries(0).outcome(), "o-1");
  EXPECT_EQ(current.entries(0).outcome(), "o-2");
  EXPECT_EQ(current.comment(), "one person was left out");
  EXPECT_EQ(current.first_submit_date().day(), 30);

  ASSERT_THAT(SendBack("who?", current), IsOk());
  EXPECT_EQ(current.standing().entries(0).outcome(), "o-1");
  ASSERT_THAT(SaveDraft(ContentOf("o-3"), absl::UnixEpoch(), current), IsOk());
  EXPECT_EQ(current.state(), Return::STATE_RETURNED_FOR_CHANGES);
  EXPECT_EQ(current.standing().entries(0).outcome(), "o-1");

  ASSERT_THAT(Submit({.content = std::nullopt,
                      .reason = "",
                      .time = kNoon,
                      .today = kToday},
                     current),
              IsOk());
  EXPECT_EQ(current.version(), 4);
  ASSERT_THAT(Accept("", kNoon, current), IsOk());
  EXPECT_FALSE(current.has_standing());
  EXPECT_EQ(current.entries(0).outcome(), "o-3");
}

TEST(ReturnStatesTest, AWithdrawnReturnKeepsItsFirstDayAndNothingStands) {
  auto current = ParseText<Return>(R"(
    state: STATE_RESUBMITTED version: 2 standing { version: 1 }
    first_submit_date { year: 2025 month: 6 day: 30 })");
  ASSERT_THAT(Withdraw("too early", current), IsOk());
  EXPECT_FALSE(current.has_standing());
  ASSERT_THAT(Submit({.content = ContentOf("o-1"),
                      .reason = "",
                      .time = kNoon,
                      .today = kToday},
                     current),
              IsOk());
  EXPECT_EQ(current.state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(current.version(), 3);
  EXPECT_EQ(current.first_submit_date().day(), 30);
}

TEST(ReturnStatesTest, ACorrectionNeedsAReasonAndItsEntries) {
  auto current = ParseText<Return>("state: STATE_ACCEPTED version: 1");
  const Return before = current;
  const absl::Status status = Submit(
      {.content = std::nullopt, .reason = "", .time = kNoon, .today = kToday},
      current);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(FaultsOf(status).size(), 2u);
  EXPECT_THAT(current, testing::EqualsProto(before));
}

TEST(ReturnStatesTest, ThePractitionersVoiceOutlivesACorrection) {
  auto current = ParseText<Return>(R"(
    state: STATE_SUBMITTED entries { outcome: "o-1" } entries { outcome: "o-2" }
  )");
  v1::Voice voice;
  voice.set_level(-1);
  ASSERT_THAT(RecordVoice("o-2", voice, current), IsOk());
  EXPECT_THAT(RecordVoice("o-9", voice, current), HasReason("ENTRY_NOT_FOUND"));
  ASSERT_THAT(SendBack("look again", current), IsOk());
  EXPECT_THAT(RecordVoice("o-2", voice, current), Not(IsOk()));
  ReturnContent content = ContentOf("o-2");
  // A provider cannot speak for the practitioner.
  content.entries[0].mutable_practitioner_voice()->set_level(2);
  content.entries.Add()->set_outcome("o-3");
  content.entries[1].mutable_practitioner_voice()->set_level(2);
  ASSERT_THAT(SaveDraft(content, absl::UnixEpoch(), current), IsOk());
  EXPECT_EQ(current.entries(0).practitioner_voice().level(), -1);
  EXPECT_FALSE(current.entries(1).has_practitioner_voice());
}

}  // namespace
}  // namespace tidemark::outcomes
