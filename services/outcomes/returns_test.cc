#include "services/outcomes/returns.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/store/feed.h"
#include "services/outcomes/outcomes_fixture.h"

namespace tidemark::outcomes {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using v1::Return;

class ReturnsTest : public OutcomesFixture {
 protected:
  std::vector<std::string> List(v1::ListReturnsRequest request,
                                int page_size = 0) {
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      const auto page = returns_->ListReturns(Ada(request), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      if (page_size > 0) {
        EXPECT_LE(page->returns_size(), page_size);
      }
      for (const Return& listed : page->returns()) {
        names.push_back(
            absl::StrCat(listed.name().substr(sizeof(kEssex) + 10), " ",
                         Return::State_Name(listed.state()).substr(6)));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

TEST_F(ReturnsTest, AnUntouchedPeriodIsAnsweredAsNotStartedAndStoresNothing) {
  EXPECT_THAT(*Get("2025-06"), EqualsProto(ParseText<Return>(R"(
                name: "councils/E10000012/contracts/home/returns/2025-06"
                provider: "councils/E10000012/providers/1-101668892"
                period_start { year: 2025 month: 6 day: 1 }
                period_end { year: 2025 month: 6 day: 30 }
                due_date { year: 2025 month: 7 day: 15 }
                state: STATE_NOT_STARTED
                timeliness: TIMELINESS_DUE_SOON
                etag: "0")")));
  EXPECT_EQ(db_->durable_sequence(), 0);
  EXPECT_THAT(Get("2031-01"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Get("2025-06", "councils/E10000012/contracts/nowhere"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Get("2025-06", "nonsense"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ReturnsTest, AReturnGoesFromDraftToAcceptedAndIsCorrected) {
  const std::string garden = AddOutcome("p-1", "garden");
  const auto draft = Save(
      "2025-06",
      {ParseText<v1::ReturnEntry>(absl::StrCat("outcome: '", garden, "'"))});
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->state(), Return::STATE_IN_PROGRESS);
  EXPECT_EQ(draft->version(), 0);

  const auto submitted = Submit(Submission("2025-06", {Entry(garden, 0, 1)}));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(submitted->version(), 1);
  EXPECT_EQ(submitted->first_submit_date().day(), 1);
  EXPECT_EQ(submitted->provider(), kShoreline);
  EXPECT_TRUE(submitted->has_submit_time());

  EXPECT_THAT(Save("2025-06", {}), HasReason("RETURN_NOT_EDITABLE"));
  EXPECT_THAT(Submit(Submission("2025-06", {Entry(garden, 2, 2)})),
              HasReason("RETURN_NOT_EDITABLE"));

  ASSERT_THAT(Accept("2025-06"), IsOk());
  auto correction = Submission("2025-06", {Entry(garden, 2, 2)});
  EXPECT_EQ(FaultCodes(Submit(correction).status()),
            std::vector<std::string>{"reason REASON_MISSING"});
  correction.set_reason("a level was mistyped");
  const auto corrected = Submit(correction);
  ASSERT_THAT(corrected, IsOk());
  EXPECT_EQ(corrected->state(), Return::STATE_RESUBMITTED);
  EXPECT_EQ(corrected->standing().entries(0).person_voice().level(), 0);
  EXPECT_EQ(Get("2025-06")->entries(0).person_voice().level(), 2);
}

TEST_F(ReturnsTest, AResentSubmitChangesNothing) {
  const std::string garden = AddOutcome("p-1", "garden");
  auto request = Submission("2025-06", {Entry(garden)});
  request.set_request_id("6f1c2c4e-8f4b-4b0e-9f57-0d5b8a0c1a11");
  const auto first = Submit(request);
  ASSERT_THAT(first, IsOk());
  const int64_t sequence = db_->durable_sequence();
  const auto again = Submit(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*first));
  EXPECT_EQ(db_->durable_sequence(), sequence);
  request.mutable_entries(0)->mutable_person_voice()->set_level(2);
  EXPECT_THAT(Submit(request), HasReason("REQUEST_ID_REUSED"));
  request.set_request_id("6f1c2c4e-8f4b-4b0e-9f57-0d5b8a0c1a12");
  EXPECT_THAT(Submit(request), HasReason("RETURN_NOT_EDITABLE"));
}

TEST_F(ReturnsTest, ASubmitWritesOneChangeThreeKeysAndNoIndexEntry) {
  const std::string garden = AddOutcome("p-1", "garden");
  const auto keys = [&] {
    std::map<store::Space, int> count;
    const store::Snapshot snapshot(*db_);
    for (const store::Space space :
         {store::Space::kRecords, store::Space::kIndexes,
          store::Space::kChanges, store::Space::kRepeats}) {
      EXPECT_THAT(snapshot.Scan(space, "", "",
                                [&](absl::string_view, absl::string_view) {
                                  ++count[space];
                                  return true;
                                }),
                  IsOk());
    }
    return count;
  };
  auto before = keys();
  auto request = Submission("2025-06", {Entry(garden)});
  request.set_request_id("6f1c2c4e-8f4b-4b0e-9f57-0d5b8a0c1a11");
  ASSERT_THAT(Submit(request), IsOk());
  auto after = keys();
  EXPECT_EQ(after[store::Space::kRecords] - before[store::Space::kRecords], 1);
  EXPECT_EQ(after[store::Space::kChanges] - before[store::Space::kChanges], 1);
  EXPECT_EQ(after[store::Space::kRepeats] - before[store::Space::kRepeats], 1);
  EXPECT_EQ(after[store::Space::kIndexes], before[store::Space::kIndexes]);
}

TEST_F(ReturnsTest, OfTwoEditorsTheSlowerOneIsToldWhoWasFaster) {
  const std::string garden = AddOutcome("p-1", "garden");
  const std::string untouched = Get("2025-06")->etag();
  const auto first = Save("2025-06", {Entry(garden)}, untouched);
  ASSERT_THAT(first, IsOk());
  const auto second = Save("2025-06", {Entry(garden, 2)}, untouched);
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kAborted, "users/sam"));
  EXPECT_THAT(Save("2025-06", {Entry(garden, 2)}, first->etag()), IsOk());
  EXPECT_THAT(Save("2025-06", {Entry(garden, 1)}, first->etag()),
              StatusIs(absl::StatusCode::kAborted, "entries"));
  EXPECT_THAT(Save("2025-05", {Entry(garden)}, "77"),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(ReturnsTest, ADraftIsSubmittedAsItWasSavedAndCheckedLikeAnyOther) {
  const std::string garden = AddOutcome("p-1", "garden");
  EXPECT_EQ(FaultCodes(Submit(Submission("2025-06", {})).status()),
            std::vector<std::string>{"entries OUTCOME_MISSING"});
  v1::ReturnEntry half = Entry(garden);
  half.clear_provider_voice();
  ASSERT_THAT(Save("2025-06", {half}), IsOk());
  EXPECT_EQ(FaultCodes(Submit(Submission("2025-06", {})).status()),
            std::vector<std::string>{"entries[0].provider_voice.level "
                                     "LEVEL_MISSING"});
  ASSERT_THAT(Save("2025-06", {Entry(garden)}), IsOk());
  const auto submitted = Submit(Submission("2025-06", {}));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->entries_size(), 1);
}

TEST_F(ReturnsTest, ANilReturnIsForAPeriodInWhichNobodyWasSupported) {
  auto nil = Submission("2025-06", {});
  EXPECT_EQ(FaultCodes(Submit(nil).status()),
            std::vector<std::string>{"entries RETURN_EMPTY"});
  nil.set_nil_return(true);
  EXPECT_THAT(Submit(nil), IsOk());
  AddOutcome("p-1", "garden");
  nil.set_name(absl::StrCat(kHome, "/returns/2025-05"));
  EXPECT_EQ(FaultCodes(Submit(nil).status()),
            std::vector<std::string>{"nil_return NIL_RETURN_EXPECTED"});
}

TEST_F(ReturnsTest, OutcomesOfOthersAreRefusedWhetherTheyExistOrNot) {
  const std::string garden = AddOutcome("p-1", "garden");
  const std::string theirs = AddOutcome("p-2", "swim", kNights);
  const auto real =
      Submit(Submission("2025-06", {Entry(garden), Entry(theirs)}));
  const auto made_up = Submit(Submission(
      "2025-06",
      {Entry(garden), Entry("councils/E10000012/people/p-9/outcomes/swim")}));
  EXPECT_EQ(
      FaultCodes(real.status()),
      std::vector<std::string>{"entries[1].outcome OUTCOME_NOT_IN_CONTRACT"});
  EXPECT_EQ(real.status(), made_up.status());
}

TEST_F(ReturnsTest, TheFirstSubmitDateIsTheDayInEngland) {
  const std::string garden = AddOutcome("p-1", "garden");
  clock_.Set(absl::FromUnixSeconds(1752620400));  // 15 July, 23:00 UTC: BST.
  const auto late = Submit(Submission("2025-06", {Entry(garden)}));
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->first_submit_date().day(), 16);
  ASSERT_THAT(Withdraw("2025-06"), IsOk());
  clock_.Advance(absl::Hours(48));
  const auto again = Submit(Submission("2025-06", {}));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(again->first_submit_date().day(), 16);
}

TEST_F(ReturnsTest, AMonthCanBeSubmittedFromItsLastDayOn) {
  const std::string garden = AddOutcome("p-1", "garden");
  clock_.Set(absl::FromUnixSeconds(1751237940));  // 29 June, 23:59 in England.
  EXPECT_THAT(Submit(Submission("2025-06", {Entry(garden)})),
              HasReason("PERIOD_NOT_OVER"));
  EXPECT_THAT(Save("2025-06", {Entry(garden)}), IsOk());
  EXPECT_THAT(Save("2025-07", {Entry(garden)}),
              HasReason("PERIOD_NOT_STARTED"));
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Submit(Submission("2025-06", {Entry(garden)})), IsOk());
}

TEST_F(ReturnsTest, PeopleWhoComeAndGoAreExpectedWhileTheyAreThere) {
  const std::string garden = AddOutcome("p-1", "garden");
  const auto set_status = [&](const std::string& status) {
    const auto request = ParseText<v1::UpdatePersonRequest>(
        "person { name: 'councils/E10000012/people/p-1' " + status + " }");
    ASSERT_THAT(people_->UpdatePerson(Ada(request), request), IsOk());
  };
  const auto missing = [&](absl::string_view period) {
    v1::CheckReturnRequest request;
    request.set_name(absl::StrCat(kHome, "/returns/", period));
    const auto checked = returns_->CheckReturn(Sam(request), request);
    EXPECT_THAT(checked, IsOk());
    return checked->errors(0).reason() == "OUTCOME_MISSING";
  };
  EXPECT_TRUE(missing("2025-05"));
  set_status(
      "status: STATUS_PAUSED "
      "status_date { year: 2025 month: 5 day: 20 }");
  EXPECT_TRUE(missing("2025-05"));
  EXPECT_FALSE(missing("2025-06"));
  set_status(
      "status: STATUS_ACTIVE "
      "status_date { year: 2025 month: 6 day: 25 }");
  EXPECT_TRUE(missing("2025-06"));
  set_status(
      "status: STATUS_DIED "
      "status_date { year: 2025 month: 6 day: 1 }");
  EXPECT_FALSE(missing("2025-06"));
  EXPECT_TRUE(missing("2025-05"));
}

TEST_F(ReturnsTest, AClosedOutcomeIsNoLongerExpectedOnceItsCloseIsStored) {
  const std::string garden = AddOutcome("p-1", "garden");
  const std::string swim = AddOutcome("p-1", "swim");
  EXPECT_EQ(FaultCodes(Submit(Submission("2025-06", {Entry(garden)})).status()),
            std::vector<std::string>{"entries OUTCOME_MISSING"});
  v1::CloseOutcomeRequest close;
  close.set_name(swim);
  close.set_status(v1::PersonalOutcome::STATUS_ACHIEVED);
  *close.mutable_close_date() = type::ToProto(type::Date(2025, 5, 31));
  ASSERT_THAT(outcomes_->CloseOutcome(Ada(close), close), IsOk());
  EXPECT_THAT(Submit(Submission("2025-06", {Entry(garden)})), IsOk());
}

TEST_F(ReturnsTest, ACheckSaysWhatASubmissionWouldMeetAndWritesNothing) {
  const std::string garden = AddOutcome("p-1", "garden");
  const std::string swim = AddOutcome("p-1", "swim");
  ASSERT_THAT(Save("2025-06", {Entry(garden)}), IsOk());
  const int64_t sequence = db_->durable_sequence();
  v1::CheckReturnRequest request;
  request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
  auto checked = returns_->CheckReturn(Sam(request), request);
  ASSERT_THAT(checked, IsOk());
  ASSERT_EQ(checked->errors_size(), 1);
  EXPECT_EQ(checked->errors(0).value(), swim);
  EXPECT_EQ(checked->unchanged(), 1);

  *request.add_entries() = Entry(garden, 1, 1);
  *request.add_entries() = Entry(swim, -1, 2);
  checked = returns_->CheckReturn(Sam(request), request);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->errors_size(), 0);
  EXPECT_EQ(checked->changed(), 1);
  EXPECT_EQ(checked->added(), 1);
  ASSERT_EQ(checked->warnings_size(), 1);
  EXPECT_EQ(checked->warnings(0).reason(), "PROVIDER_FAR_ABOVE");
  EXPECT_EQ(db_->durable_sequence(), sequence);

  ASSERT_THAT(Submit(Submission("2025-06", {Entry(garden), Entry(swim)})),
              IsOk());
  checked = returns_->CheckReturn(Sam(request), request);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->errors(0).reason(), "RETURN_NOT_EDITABLE");
  request.set_name(absl::StrCat(kHome, "/returns/2025-08"));
  checked = returns_->CheckReturn(Sam(request), request);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->errors(0).reason(), "PERIOD_NOT_OVER");
}

TEST_F(ReturnsTest, AnUntouchedReturnCannotBeAccepted) {
  EXPECT_THAT(Accept("2025-06"), HasReason("RETURN_NOT_SUBMITTED"));
  EXPECT_THAT(SendBack("2025-06"), HasReason("RETURN_NOT_SUBMITTED"));
  EXPECT_THAT(Withdraw("2025-06"), HasReason("RETURN_NOT_SUBMITTED"));
  EXPECT_THAT(Accept("2035-06"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReturnsTest, ThePractitionersViewStandsBesideTheOthers) {
  const std::string garden = AddOutcome("p-1", "garden");
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(garden)})), IsOk());
  v1::RecordPractitionerVoiceRequest request;
  request.set_name(absl::StrCat(kHome, "/returns/2025-06"));
  request.set_outcome(garden);
  request.mutable_voice()->set_level(-1);
  const auto recorded =
      returns_->RecordPractitionerVoice(Ada(request), request);
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(recorded->version(), 1);
  EXPECT_EQ(recorded->entries(0).practitioner_voice().level(), -1);
  EXPECT_EQ(recorded->entries(0).person_voice().level(), 0);
  request.set_outcome(garden + "x");
  EXPECT_THAT(returns_->RecordPractitionerVoice(Ada(request), request),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReturnsTest, AUserWhoJustActivatedAContractIsNotRefusedByAnOldCopy) {
  auto contract = MonthlyContract(kHome, kShoreline);
  contract.set_state(contracts::v1::Contract::STATE_DRAFT);
  Own(contract);
  EXPECT_THAT(Save("2025-06", {}), HasReason("CONTRACT_NOT_IN_FORCE"));
  contract.set_state(contracts::v1::Contract::STATE_ACTIVE);
  contract.set_etag("2");
  Own(contract);
  EXPECT_THAT(Save("2025-06", {}), IsOk());
  // From now on the copy serves.
  const int fetches = fetches_;
  EXPECT_THAT(Save("2025-06", {}), IsOk());
  EXPECT_EQ(fetches_, fetches);
}

TEST_F(ReturnsTest, AnEndedContractTakesReturnsForThePeriodsThatItHad) {
  const std::string garden = AddOutcome("p-1", "garden");
  auto contract = MonthlyContract(kHome, kShoreline);
  contract.set_state(contracts::v1::Contract::STATE_ENDED);
  contract.set_etag("2");
  *contract.mutable_end_date() = type::ToProto(type::Date(2025, 5, 10));
  Own(contract);
  Follow();
  EXPECT_THAT(Submit(Submission("2025-05", {Entry(garden)})), IsOk());
  EXPECT_THAT(Submit(Submission("2025-06", {Entry(garden)})),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReturnsTest, ListsEachPeriodOfEachCalendarInOrder) {
  // A name that sorts before `home/` and after `home`.
  auto other = MonthlyContract(absl::StrCat(kHome, "-2"), kShoreline);
  other.mutable_return_calendar()->mutable_periods()->DeleteSubrange(2, 10);
  Own(other);
  auto nights = MonthlyContract(kNights, kEstuary);
  nights.mutable_return_calendar()->mutable_periods()->DeleteSubrange(1, 11);
  Own(nights);
  auto home = MonthlyContract(kHome, kShoreline);
  home.mutable_return_calendar()->mutable_periods()->DeleteSubrange(3, 9);
  Own(home);
  auto draft =
      MonthlyContract(absl::StrCat(kEssex, "/contracts/draft"), kShoreline);
  draft.set_state(contracts::v1::Contract::STATE_DRAFT);
  Own(draft);
  Follow();
  const std::string garden = AddOutcome("p-1", "garden");
  ASSERT_THAT(Submit(Submission("2025-05", {Entry(garden)})), IsOk());

  v1::ListReturnsRequest request;
  request.set_parent(absl::StrCat(kEssex, "/contracts/-"));
  const std::vector<std::string> all = List(request);
  EXPECT_THAT(all, ElementsAre("home/returns/2025-04 NOT_STARTED",
                               "home/returns/2025-05 SUBMITTED",
                               "home/returns/2025-06 NOT_STARTED",
                               "home-2/returns/2025-04 NOT_STARTED",
                               "home-2/returns/2025-05 NOT_STARTED",
                               "nights/returns/2025-04 NOT_STARTED"));
  for (int page_size = 1; page_size <= 7; ++page_size) {
    EXPECT_EQ(List(request, page_size), all) << page_size;
  }
  request.set_provider(kEstuary);
  EXPECT_THAT(List(request), ElementsAre("nights/returns/2025-04 NOT_STARTED"));
  request.set_provider(kShoreline);
  EXPECT_EQ(List(request, 2).size(), 5u);
  request.set_state(Return::STATE_SUBMITTED);
  EXPECT_THAT(List(request, 1), ElementsAre("home/returns/2025-05 SUBMITTED"));
  request.clear_state();
  request.set_parent(kHome);
  EXPECT_EQ(List(request, 2).size(), 3u);
  request.set_provider(kEstuary);
  EXPECT_THAT(List(request), ElementsAre());
}

TEST_F(ReturnsTest, AListCanLeaveTheEntriesOutAndKeepsPeriodsThatWereCut) {
  Follow();
  const std::string garden = AddOutcome("p-1", "garden");
  ASSERT_THAT(Submit(Submission("2025-05", {Entry(garden)})), IsOk());
  auto cut = MonthlyContract(kHome, kShoreline);
  cut.set_etag("9");
  cut.mutable_return_calendar()->mutable_periods()->DeleteSubrange(1, 11);
  Own(cut);
  Follow();
  v1::ListReturnsRequest request;
  request.set_parent(kHome);
  request.set_omit_entries(true);
  const auto page = returns_->ListReturns(Ada(request), request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->returns_size(), 2);
  EXPECT_EQ(page->returns(1).state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(page->returns(1).entries_size(), 0);
}

TEST_F(ReturnsTest, ABatchAnswersEachItemOnItsOwn) {
  const std::string garden = AddOutcome("p-1", "garden");
  v1::BatchSubmitReturnsRequest request;
  request.set_parent(kEssex);
  *request.add_requests() = Submission("2025-04", {Entry(garden)});
  *request.add_requests() = Submission("2025-05", {Entry(garden, 7)});
  *request.add_requests() = Submission("2025-05", {Entry(garden)});
  *request.add_requests() = Submission("2025-05", {Entry(garden)});
  *request.add_requests() =
      Submission("2025-05", {}, "councils/E09000003/contracts/home");
  for (int i = 0; i < request.requests_size(); ++i) {
    request.mutable_requests(i)->set_request_id(
        absl::StrCat("6f1c2c4e-8f4b-4b0e-9f57-0d5b8a0c1a0", i));
  }
  const auto answer = returns_->BatchSubmitReturns(Sam(request), request);
  ASSERT_THAT(answer, IsOk());
  ASSERT_EQ(answer->results_size(), 5);
  EXPECT_EQ(answer->results(0).return_().state(), Return::STATE_SUBMITTED);
  EXPECT_EQ(answer->results(0).return_().entries_size(), 0);
  EXPECT_EQ(answer->results(1).error().code(), 3);
  ASSERT_EQ(answer->results(1).error().details_size(), 1);
  EXPECT_EQ(answer->results(1).error().details(0).type_url(), kBadRequestUrl);
  api::v1::BadRequest faults;
  ASSERT_TRUE(
      faults.ParseFromString(answer->results(1).error().details(0).value()));
  EXPECT_EQ(faults.field_violations(0).reason(), "LEVEL_RANGE");
  EXPECT_TRUE(answer->results(2).has_return_());
  EXPECT_THAT(answer->results(3).error().message(), HasSubstr("SUBMITTED"));
  EXPECT_EQ(answer->results(4).error().code(), 3);
  EXPECT_EQ(Get("2025-04")->entries_size(), 1);

  // The same again changes nothing, alone or in another batch.
  const int64_t sequence = db_->durable_sequence();
  const auto again = returns_->BatchSubmitReturns(Sam(request), request);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*answer));
  EXPECT_THAT(Submit(request.requests(0)), IsOk());
  EXPECT_EQ(db_->durable_sequence(), sequence);

  v1::BatchAcceptReturnsRequest accept;
  accept.set_parent(kEssex);
  for (const char* period : {"2025-04", "2025-05", "2025-06"}) {
    accept.add_requests()->set_name(absl::StrCat(kHome, "/returns/", period));
  }
  const auto accepted = returns_->BatchAcceptReturns(Ada(accept), accept);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->results(0).return_().state(), Return::STATE_ACCEPTED);
  EXPECT_EQ(accepted->results(1).return_().state(), Return::STATE_ACCEPTED);
  EXPECT_EQ(accepted->results(2).error().code(), 9);
}

TEST_F(ReturnsTest, WhatWasSubmittedIsThereAfterARestart) {
  const std::string garden = AddOutcome("p-1", "garden");
  ASSERT_THAT(Submit(Submission("2025-06", {Entry(garden)})), IsOk());
  const Return before = *Get("2025-06");
  Open();
  EXPECT_THAT(*Get("2025-06"), EqualsProto(before));
  EXPECT_THAT(Save("2025-05", {Entry(garden)}), IsOk());
}

TEST_F(ReturnsTest, NoReasonOrWordReachesAMessage) {
  const std::string garden = AddOutcome("p-1", "garden");
  auto request = Submission("2025-06", {Entry(garden, 5)});
  request.set_reason("Doris fell");
  request.mutable_entries(0)->mutable_person_voice()->set_words("Doris fell");
  EXPECT_EQ(Submit(request).status().ToString().find("Doris"),
            std::string::npos);
  request.mutable_entries(0)->mutable_person_voice()->set_level(0);
  ASSERT_THAT(Submit(request), IsOk());
  request.set_etag("0");
  EXPECT_EQ(Submit(request).status().ToString().find("Doris"),
            std::string::npos);
}

TEST_F(ReturnsTest, ManyProvidersMaySubmitAtOnce) {
  constexpr int kThreads = 8;
  std::vector<std::string> outcomes;
  for (int i = 0; i < kThreads; ++i) {
    const std::string contract = absl::StrCat(kEssex, "/contracts/c-", i);
    Own(MonthlyContract(contract, kShoreline));
    outcomes.push_back(AddOutcome(absl::StrCat("p-", i), "garden", contract));
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const std::string contract = absl::StrCat(kEssex, "/contracts/c-", i);
      for (const char* period : {"2025-04", "2025-05", "2025-06"}) {
        EXPECT_THAT(Submit(Submission(period, {Entry(outcomes[i])}, contract)),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Get("2025-06", absl::StrCat(kEssex, "/contracts/c-7"))->version(),
            1);
}

}  // namespace
}  // namespace tidemark::outcomes
