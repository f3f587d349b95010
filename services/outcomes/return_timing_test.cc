#include "services/outcomes/return_timing.h"

#include "gtest/gtest.h"

namespace tidemark::outcomes {
namespace {

using type::Date;
using v1::Return;

// Due on Monday 16 February 2026.
constexpr Date kDue(2026, 2, 16);

Return Due() {
  Return current;
  current.set_state(Return::STATE_NOT_STARTED);
  *current.mutable_due_date() = type::ToProto(kDue);
  return current;
}

Return SubmittedOn(Date day) {
  Return current = Due();
  current.set_state(Return::STATE_SUBMITTED);
  *current.mutable_first_submit_date() = type::ToProto(day);
  return current;
}

TEST(ReturnTimingTest, AReturnIsDueSoonForTwoWeeksAndOverdueTheDayAfter) {
  EXPECT_EQ(TimingOf(Due(), Date(2026, 2, 1)).timeliness,
            Return::TIMELINESS_NOT_DUE);
  EXPECT_EQ(TimingOf(Due(), Date(2026, 2, 2)).timeliness,
            Return::TIMELINESS_DUE_SOON);
  EXPECT_EQ(TimingOf(Due(), kDue).timeliness, Return::TIMELINESS_DUE_SOON);
  const Timing timing = TimingOf(Due(), Date(2026, 2, 17));
  EXPECT_EQ(timing.timeliness, Return::TIMELINESS_OVERDUE);
  EXPECT_EQ(timing.days_late, 1);
  // Across the end of a February that has no 29th.
  EXPECT_EQ(TimingOf(Due(), Date(2026, 3, 1)).days_late, 13);
}

TEST(ReturnTimingTest, ASubmissionIsOnTimeOrLateWheneverItIsLookedAt) {
  for (const Date today : {Date(2026, 2, 16), Date(2027, 1, 1)}) {
    EXPECT_EQ(TimingOf(SubmittedOn(kDue), today).timeliness,
              Return::TIMELINESS_ON_TIME);
    EXPECT_EQ(TimingOf(SubmittedOn(kDue), today).days_late, 0);
    EXPECT_EQ(TimingOf(SubmittedOn(kDue + 3), today).timeliness,
              Return::TIMELINESS_LATE);
    EXPECT_EQ(TimingOf(SubmittedOn(kDue + 3), today).days_late, 3);
  }
}

TEST(ReturnTimingTest, ReturnedForChangesStaysOnTimeAndWithdrawnDoesNot) {
  Return current = SubmittedOn(kDue);
  current.set_state(Return::STATE_RETURNED_FOR_CHANGES);
  EXPECT_EQ(TimingOf(current, kDue + 10).timeliness,
            Return::TIMELINESS_ON_TIME);
  for (const Return::State state :
       {Return::STATE_WITHDRAWN, Return::STATE_IN_PROGRESS}) {
    current.set_state(state);
    EXPECT_EQ(TimingOf(current, kDue + 10).timeliness,
              Return::TIMELINESS_OVERDUE);
  }
}

TEST(ReturnTimingTest, WhatIsNotDueYetIsInNoRate) {
  v1::ReturnTracker::Line line;
  Track(Due(), kDue - 1, line);
  SetRates(line);
  EXPECT_EQ(line.expected(), 0);
  EXPECT_EQ(line.due_soon(), 1);
  EXPECT_FALSE(line.has_rate());
  EXPECT_FALSE(line.has_rate_on_time());
  Track(SubmittedOn(kDue), kDue + 1, line);
  Track(SubmittedOn(kDue + 2), kDue + 5, line);
  Track(Due(), kDue + 5, line);
  SetRates(line);
  EXPECT_EQ(line.expected(), 3);
  EXPECT_EQ(line.actual(), 2);
  EXPECT_DOUBLE_EQ(line.rate(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(line.rate_on_time(), 1.0 / 3);
  EXPECT_EQ(line.days_late(), 7);
  EXPECT_EQ(line.waiting(), 2);
}

TEST(ReturnTimingTest, ARangeOfDueDatesHoldsBothItsEnds) {
  Faults faults;
  v1::GetReturnTrackerRequest request;
  *request.mutable_due_from() = type::ToProto(kDue);
  *request.mutable_due_to() = type::ToProto(kDue);
  const DueRange range = DueRange::Of(request, faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_TRUE(range.Holds(Due()));
  *request.mutable_due_to() = type::ToProto(kDue - 1);
  DueRange::Of(request, faults);
  ASSERT_EQ(faults.all().size(), 1U);
  EXPECT_EQ(faults.all()[0].code, "RANGE_REVERSED");
}

}  // namespace
}  // namespace tidemark::outcomes
