#include "services/outcomes/return_views.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/proto/names.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::IsOk;
using v1::Return;
using v1::Voice;

class ReturnViewsTest : public OutcomesFixture {
 protected:
  ReturnViewsTest() : walk_(AddOutcome("p1", "walk")) {
    cook_ = AddOutcome("p1", "cook");
    Follow();
    views_ = std::make_unique<ReturnViews>(*db_, *contracts_, *returns_);
  }

  v1::CompareReturnResponse Compare(int from = 0, int to = 0) {
    v1::CompareReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
    request.set_from_version(from);
    request.set_to_version(to);
    const auto response = views_->CompareReturn(Ada(request), request);
    EXPECT_THAT(response, IsOk());
    return *response;
  }
  v1::ReturnTracker Tracker(absl::string_view provider = "") {
    v1::GetReturnTrackerRequest request;
    request.set_parent(kEssex);
    request.set_provider(std::string(provider));
    const auto tracker = views_->GetReturnTracker(Ada(request), request);
    EXPECT_THAT(tracker, IsOk());
    return *tracker;
  }
  v1::ListReturnEventsResponse Events(int page_size,
                                      absl::string_view token = "") {
    v1::ListReturnEventsRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
    request.set_page_size(page_size);
    request.set_page_token(std::string(token));
    const auto events = views_->ListReturnEvents(Ada(request), request);
    EXPECT_THAT(events, IsOk());
    return *events;
  }
  absl::StatusOr<Return> Extend(absl::string_view period, type::Date due) {
    v1::ExtendReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    *request.mutable_due_date() = type::ToProto(due);
    request.set_reason("the manager is ill");
    return returns_->ExtendReturn(Ada(request), request);
  }
  absl::StatusOr<Return> Confirm(absl::string_view period) {
    v1::ConfirmNoChangeRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    return returns_->ConfirmNoChange(Sam(request), request);
  }
  absl::StatusOr<Return> Correct(const std::vector<v1::ReturnEntry>& entries) {
    v1::SubmitReturnRequest request = Submission("2025-06", entries);
    request.set_reason("a slip of the pen");
    return Submit(request);
  }

  const std::string walk_;
  std::string cook_;
  std::unique_ptr<ReturnViews> views_;
};

TEST_F(ReturnViewsTest, ACorrectionShowsItsDifferenceFromWhatWasAccepted) {
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)})),
              IsOk());
  ASSERT_THAT(Accept("2025-06"), IsOk());
  v1::ReturnEntry better = Entry(walk_, 1);
  better.mutable_person_voice()->set_words("I walked to the sea");
  const auto corrected = Correct({better, Entry(cook_)});
  ASSERT_THAT(corrected, IsOk());
  EXPECT_EQ(corrected->changes().changed(), 1);
  EXPECT_EQ(corrected->changes().unchanged(), 1);

  const v1::CompareReturnResponse compared = Compare();
  EXPECT_EQ(compared.from_version(), 1);
  EXPECT_EQ(compared.to_version(), 2);
  ASSERT_EQ(compared.differences_size(), 1);
  const v1::EntryDifference& difference = compared.differences(0);
  EXPECT_EQ(difference.outcome(), walk_);
  EXPECT_EQ(difference.kind(), v1::EntryDifference::KIND_CHANGED);
  ASSERT_EQ(difference.fields_size(), 2);
  EXPECT_EQ(difference.fields(0).path(), "person_voice.level");
  EXPECT_EQ(difference.fields(0).before(), "0");
  EXPECT_EQ(difference.fields(0).after(), "1");
  EXPECT_EQ(difference.fields(1).path(), "person_voice.words");

  // Once accepted, the versions can still be compared.
  ASSERT_THAT(Accept("2025-06"), IsOk());
  EXPECT_EQ(Compare().differences_size(), 1);
  EXPECT_EQ(Compare(2, 2).differences_size(), 0);
  EXPECT_EQ(Compare(2, 1).differences(0).fields(0).after(), "0");
}

TEST_F(ReturnViewsTest, SentAgainUnchangedIsToldFromChanged) {
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)})),
              IsOk());
  ASSERT_THAT(SendBack("2025-06"), IsOk());
  const auto same = Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)}));
  ASSERT_THAT(same, IsOk());
  ASSERT_TRUE(same->has_changes());
  EXPECT_EQ(same->changes().changed(), 0);
  EXPECT_EQ(same->changes().unchanged(), 2);
  EXPECT_EQ(Compare().from_version(), 1);
  ASSERT_THAT(SendBack("2025-06"), IsOk());
  // A draft that overwrites what was submitted can still be compared with it.
  ASSERT_THAT(Save("2025-06", {Entry(walk_, 2)}), IsOk());
  EXPECT_EQ(Compare().changes().changed(), 1);
  EXPECT_EQ(Compare().changes().removed(), 1);
}

TEST_F(ReturnViewsTest, TheFirstVersionHasNothingToBeComparedWith) {
  const auto first =
      Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)}));
  ASSERT_THAT(first, IsOk());
  EXPECT_FALSE(first->has_changes());
  EXPECT_EQ(Compare().from_version(), 0);
  EXPECT_EQ(Compare().changes().added(), 2);
  v1::CompareReturnRequest request;
  request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
  request.set_to_version(2);
  EXPECT_EQ(ReasonOf(views_->CompareReturn(Ada(request), request).status()),
            "VERSION_NOT_FOUND");
}

TEST_F(ReturnViewsTest, EventsSayWhoDidWhatWhenAndWhyPageByPage) {
  EXPECT_EQ(Events(10).events_size(), 0);
  ASSERT_THAT(Save("2025-06", {Entry(walk_)}), IsOk());
  clock_.Advance(absl::Minutes(7));
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)})),
              IsOk());
  ASSERT_THAT(SendBack("2025-06"), IsOk());
  const v1::ListReturnEventsResponse first = Events(2);
  ASSERT_EQ(first.events_size(), 2);
  EXPECT_EQ(first.events(0).method(), "SendBackReturn");
  EXPECT_EQ(first.events(0).subject(), "users/ada");
  EXPECT_EQ(first.events(0).reason(), "please look again");
  EXPECT_EQ(first.events(0).state(), Return::STATE_RETURNED_FOR_CHANGES);
  EXPECT_EQ(first.events(0).changes().unchanged(), 2);
  EXPECT_EQ(first.events(1).method(), "SubmitReturn");
  EXPECT_EQ(first.events(1).version(), 1);
  EXPECT_EQ(first.events(1).changes().added(), 1);
  const v1::ListReturnEventsResponse rest = Events(2, first.next_page_token());
  ASSERT_EQ(rest.events_size(), 1);
  EXPECT_EQ(rest.events(0).method(), "SaveReturn");
  EXPECT_EQ(rest.next_page_token(), "");
}

TEST_F(ReturnViewsTest, TheTimeThatAReturnTookIsMeasuredFromTheFirstEdit) {
  ASSERT_THAT(Save("2025-06", {Entry(walk_)}), IsOk());
  clock_.Advance(absl::Minutes(7));
  ASSERT_THAT(Save("2025-06", {Entry(walk_), Entry(cook_)}), IsOk());
  clock_.Advance(absl::Minutes(5));
  v1::SubmitReturnRequest request = Submission("2025-06", {});
  const auto submitted = Submit(request);
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->time_taken().seconds(), 12 * 60);
  // A correction does not change what the return took.
  ASSERT_THAT(SendBack("2025-06"), IsOk());
  clock_.Advance(absl::Hours(50));
  const auto again = Submit(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->time_taken().seconds(), 12 * 60);
}

TEST_F(ReturnViewsTest, ADirectSubmissionHasNoTimeTakenRatherThanNone) {
  const auto submitted =
      Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)}));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_FALSE(submitted->has_time_taken());
}

TEST_F(ReturnViewsTest,
       AClockSetBackWhileAReturnIsEditedLosesOnlyTheTimeTaken) {
  ASSERT_THAT(Save("2025-06", {Entry(walk_), Entry(cook_)}), IsOk());
  clock_.Advance(-absl::Hours(2));
  const auto submitted = Submit(Submission("2025-06", {}));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_FALSE(submitted->has_time_taken());
  EXPECT_EQ(submitted->entries_size(), 2);
}

TEST_F(ReturnViewsTest, MoreTimeMakesALaterSubmissionOnTime) {
  // June is due on 15 July.
  EXPECT_EQ(
      FaultsOf(Extend("2025-06", type::Date(2025, 7, 15)).status())[0].reason(),
      "EXTENSION_EARLY");
  EXPECT_EQ(
      FaultsOf(Extend("2025-06", type::Date(2026, 7, 17)).status())[0].reason(),
      "EXTENSION_LONG");
  const auto extended = Extend("2025-06", type::Date(2025, 7, 20));
  ASSERT_THAT(extended, IsOk());
  EXPECT_EQ(extended->state(), Return::STATE_NOT_STARTED);
  EXPECT_EQ(extended->due_date().day(), 20);
  EXPECT_EQ(extended->extension().reason(), "the manager is ill");
  clock_.Set(testing::FakeClock("2025-07-20T20:00:00Z").Now());
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(walk_), Entry(cook_)})),
              IsOk());
  EXPECT_EQ(Get("2025-06")->timeliness(), Return::TIMELINESS_ON_TIME);
  EXPECT_EQ(ReasonOf(Extend("2025-06", type::Date(2025, 8, 1)).status()),
            "RETURN_SUBMITTED");
}

TEST_F(ReturnViewsTest, AnExtensionOutlivesAnEarlierChangeOfTheCalendar) {
  ASSERT_THAT(Extend("2025-06", type::Date(2025, 7, 20)), IsOk());
  contracts::v1::Contract contract = owned_[kHome];
  contract.set_etag("2");
  auto& period = *contract.mutable_return_calendar()->mutable_periods(2);
  *period.mutable_due_date() = type::ToProto(type::Date(2025, 7, 25));
  Own(contract);
  Follow();
  const auto saved = Save("2025-06", {Entry(walk_)});
  ASSERT_THAT(saved, IsOk());
  EXPECT_EQ(saved->due_date().day(), 25);
}

TEST_F(ReturnViewsTest, NoChangeIsConfirmedInOneStep) {
  EXPECT_EQ(ReasonOf(Confirm("2025-06").status()), "NO_EARLIER_RETURN");
  v1::ReturnEntry told = Entry(walk_, 1);
  told.mutable_person_voice()->set_words("I went out every day in May");
  ASSERT_THAT(Submit(Submission("2025-05", {told, Entry(cook_)})), IsOk());
  ASSERT_THAT(Accept("2025-05"), IsOk());
  const auto confirmed = Confirm("2025-06");
  ASSERT_THAT(confirmed, IsOk());
  EXPECT_EQ(confirmed->state(), Return::STATE_SUBMITTED);
  EXPECT_TRUE(confirmed->confirmed_no_change());
  ASSERT_EQ(confirmed->entries_size(), 2);
  EXPECT_EQ(confirmed->entries(0).person_voice().level(), 1);
  EXPECT_EQ(confirmed->entries(0).person_voice().words(), "");
}

TEST_F(ReturnViewsTest, NoChangeIsRefusedWhereSomethingHasChanged) {
  ASSERT_THAT(Submit(Submission("2025-05", {Entry(walk_), Entry(cook_)})),
              IsOk());
  ASSERT_THAT(Accept("2025-05"), IsOk());
  AddOutcome("p2", "read");
  const auto confirmed = Confirm("2025-06");
  ASSERT_EQ(FaultsOf(confirmed.status()).size(), 1U);
  EXPECT_EQ(FaultsOf(confirmed.status())[0].reason(), "OUTCOME_MISSING");
}

TEST_F(ReturnViewsTest, AWarningIsConfirmedWithAReasonThatTheCouncilSees) {
  v1::SubmitReturnRequest request =
      Submission("2025-06", {Entry(walk_), Entry(cook_)});
  auto& answer = *request.add_warning_answers();
  answer.set_code("NO_SUCH_WARNING");
  *request.add_warning_answers() = answer;
  const auto faults = FaultsOf(Submit(request).status());
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].field(), "warning_answers[0].code");
  request.clear_warning_answers();
  auto& right = *request.add_warning_answers();
  right.set_code("SAME_AS_LAST_PERIOD");
  right.set_reason("both are settled");
  const auto submitted = Submit(request);
  ASSERT_THAT(submitted, IsOk());
  ASSERT_EQ(submitted->warning_answers_size(), 1);
  EXPECT_EQ(submitted->warning_answers(0).reason(), "both are settled");
}

TEST_F(ReturnViewsTest, TheLighterWordsStandForLevels) {
  v1::ReturnEntry entry;
  entry.set_outcome(walk_);
  entry.mutable_person_voice()->set_achievement(Voice::ACHIEVEMENT_PARTLY);
  entry.mutable_person_voice()->set_source(Voice::SOURCE_SHOWN);
  entry.mutable_provider_voice()->set_achievement(Voice::ACHIEVEMENT_ACHIEVED);
  v1::ReturnEntry wrong = Entry(cook_, 2);
  wrong.mutable_person_voice()->set_achievement(Voice::ACHIEVEMENT_WORSE);
  const auto faults =
      FaultsOf(Submit(Submission("2025-06", {entry, wrong})).status());
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].reason(), "LEVEL_AND_WORD");
  ASSERT_THAT(Submit(Submission("2025-06", {entry, Entry(cook_, -2)})), IsOk());
  EXPECT_EQ(Get("2025-06")->entries(0).person_voice().level(), -1);
  EXPECT_EQ(Get("2025-06")->entries(0).provider_voice().level(), 0);
  v1::GetReturnAchievementRequest request;
  request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
  const auto achievement = views_->GetReturnAchievement(Ada(request), request);
  ASSERT_THAT(achievement, IsOk());
  ASSERT_EQ(achievement->people_size(), 1);
  EXPECT_EQ(achievement->people(0).achieved(),
            v1::ReturnAchievement::ACHIEVED_PARTIALLY_MET);
  EXPECT_EQ(achievement->partially_met(), 1);
}

TEST_F(ReturnViewsTest, TheTrackerCountsEachReturnOnceForItsProvider) {
  // On 1 July: April and May have fallen due, June is due on the 15th.
  ASSERT_THAT(Submit(Submission("2025-05", {Entry(walk_), Entry(cook_)})),
              IsOk());
  const v1::ReturnTracker tracker = Tracker();
  ASSERT_EQ(tracker.lines_size(), 2);
  EXPECT_EQ(tracker.total().expected(), 4);
  EXPECT_EQ(tracker.total().actual(), 1);
  EXPECT_EQ(tracker.total().late(), 1);
  EXPECT_EQ(tracker.total().due_soon(), 2);
  EXPECT_DOUBLE_EQ(tracker.total().rate(), 0.25);
  const v1::ReturnTracker own = Tracker(kShoreline);
  ASSERT_EQ(own.lines_size(), 1);
  EXPECT_EQ(own.lines(0).subject(), kHome);
  EXPECT_EQ(own.total().expected(), 2);
  EXPECT_EQ(own.total().overdue(), 1);
  // April was due on 15 May, 47 days ago; May came 16 days late.
  EXPECT_EQ(own.total().days_late(), 47 + 16);
}

TEST_F(ReturnViewsTest, ListsAreFilteredByTimelinessAndDueDate) {
  v1::ListReturnsRequest request;
  request.set_parent(kHome);
  request.set_timeliness(Return::TIMELINESS_OVERDUE);
  const auto ids = [&] {
    std::vector<std::string> found;
    const auto listed = returns_->ListReturns(Ada(request), request);
    EXPECT_THAT(listed, IsOk());
    for (const Return& item : listed->returns()) {
      found.emplace_back(IdOf(item.name()));
    }
    return found;
  };
  EXPECT_THAT(ids(), ElementsAre("2025-04", "2025-05"));
  *request.mutable_due_from() = type::ToProto(type::Date(2025, 6, 1));
  EXPECT_THAT(ids(), ElementsAre("2025-05"));
  request.clear_timeliness();
  *request.mutable_due_to() = type::ToProto(type::Date(2025, 7, 31));
  EXPECT_THAT(ids(), ElementsAre("2025-05", "2025-06"));
}

}  // namespace
}  // namespace tidemark::outcomes
