#include "services/monitoring/explanations.h"

#include <string>

#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {
namespace {

using outcomes::v1::Return;

PeriodCounts April(Return::State state) {
  return {.calendar_start = DayOf(type::Date(2025, 4, 1)),
          .calendar_end = DayOf(type::Date(2025, 4, 30)),
          .due = DayOf(type::Date(2025, 5, 15)),
          .state = static_cast<int32_t>(state)};
}

std::string Note(const char* metric, const PeriodCounts& period,
                 type::Date today = type::Date(2025, 6, 1)) {
  return NoteOf(*FindDefinition(metric), period, /*returns_due=*/true,
                DayOf(today));
}

TEST(NoteOfTest, SaysWhenAReturnWasDueAndWhenItCame) {
  PeriodCounts april = April(Return::STATE_SUBMITTED);
  april.first_submit = DayOf(type::Date(2025, 5, 12));
  EXPECT_EQ(Note("returns-on-time", april),
            "due 15 May 2025, submitted 12 May 2025: on time");
  april.first_submit = DayOf(type::Date(2025, 5, 15));
  EXPECT_EQ(Note("returns-on-time", april),
            "due 15 May 2025, submitted 15 May 2025: on time");
  april.first_submit = DayOf(type::Date(2025, 5, 16));
  EXPECT_EQ(Note("returns-on-time", april),
            "due 15 May 2025, submitted 16 May 2025: 1 day late");
  april.first_submit = DayOf(type::Date(2025, 6, 1));
  EXPECT_EQ(Note("returns-on-time", april),
            "due 15 May 2025, submitted 1 June 2025: 17 days late");
}

TEST(NoteOfTest, SaysWhyAReturnIsNotOnTimeOrNotCounted) {
  EXPECT_EQ(Note("returns-on-time", April(Return::STATE_UNSPECIFIED)),
            "due 15 May 2025, not submitted: not on time");
  PeriodCounts withdrawn = April(Return::STATE_WITHDRAWN);
  withdrawn.first_submit = withdrawn.due;
  EXPECT_EQ(Note("returns-on-time", withdrawn),
            "due 15 May 2025, withdrawn and not submitted again: not on time");
  EXPECT_EQ(Note("returns-on-time", April(Return::STATE_IN_PROGRESS),
                 type::Date(2025, 5, 14)),
            "due 15 May 2025, not before today: not counted yet");
  PeriodCounts gone = April(Return::STATE_ACCEPTED);
  gone.calendar_start = gone.calendar_end = gone.due = 0;
  EXPECT_EQ(Note("returns-on-time", gone),
            "the contract's calendar no longer has this period: not counted");
}

TEST(NoteOfTest, SaysWhatAReturnAddsToAFigureOfEntries) {
  PeriodCounts april = April(Return::STATE_ACCEPTED);
  april.version = 2;
  april.entries = 15;
  april.unrated = 1;
  april.not_worked_on = 2;
  april.met = 10;
  EXPECT_EQ(Note("outcomes-met", april), "accepted, 10 of 12");
  EXPECT_EQ(Note("own-rating", april), "accepted, 0 of 13");
  april.state = Return::STATE_RESUBMITTED;
  EXPECT_EQ(Note("outcomes-met", april),
            "version 2 stands while its correction is open, 10 of 12");
  PeriodCounts nil = April(Return::STATE_ACCEPTED);
  nil.version = 1;
  nil.nil_return = 1;
  EXPECT_EQ(Note("outcomes-met", nil),
            "accepted, nil return: nobody was supported");
}

TEST(NoteOfTest, SaysHowFarAReturnIsThatAddsNothing) {
  EXPECT_EQ(Note("outcomes-met", April(Return::STATE_UNSPECIFIED)),
            "due 15 May 2025, not submitted: nothing to count");
  EXPECT_EQ(Note("outcomes-met", April(Return::STATE_SUBMITTED)),
            "due 15 May 2025, submitted, not accepted yet: nothing to count");
  EXPECT_EQ(Note("outcomes-met", April(Return::STATE_RETURNED_FOR_CHANGES)),
            "due 15 May 2025, returned for changes, not accepted yet: nothing "
            "to count");
}

}  // namespace
}  // namespace tidemark::monitoring
