#include "services/notices/outbox.h"

#include "gmock/gmock.h"

#include "services/notices/notices_fixture.h"

namespace tidemark::notices {
namespace {

using outcomes::v1::Return;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using type::Date;

constexpr char kReminders[] = "E10000012/reminders.2025-07-10.p.1-101668892";

class OutboxTest : public NoticesFixture {
 protected:
  // The name of Shoreline's digest of a day.
  static std::string Digest(const std::string& day) {
    return absl::StrCat("E10000012/reminders.", day, ".p.1-101668892");
  }
  v1::Notice DigestOf(const std::string& day) {
    return NoticeCalled(absl::StrCat("reminders.", day, ".p.1-101668892"));
  }
};

TEST_F(OutboxTest, AReturnIsSpokenOfOnEachOfItsFiveDaysAndNoOther) {
  for (Date day(2025, 6, 2); day <= Date(2025, 8, 31); ++day) {
    for (const int hour : {0, 7, 8, 13, 23}) {
      At(day, hour);
      Tick();
    }
  }
  EXPECT_THAT(MailNames(),
              ElementsAre(Digest("2025-06-25"), Digest("2025-07-10"),
                          Digest("2025-07-15"), Digest("2025-07-16"),
                          Digest("2025-07-24")));
  EXPECT_EQ(sender_.sent, 5);
  const auto mail = Mail();
  EXPECT_THAT(mail.at(Digest("2025-07-10")),
              AllOf(HasSubstr("To: returns@shoreline.example"),
                    HasSubstr("home, 2025-06: due in 3 working days, on "
                              "Tuesday 15 July 2025"),
                    HasSubstr("https://tidemark.example"),
                    HasSubstr("Essex County Council")));
  EXPECT_THAT(mail.at(Digest("2025-07-15")), HasSubstr("due today"));
  EXPECT_THAT(mail.at(Digest("2025-07-24")),
              HasSubstr("overdue by 7 working days"));
}

TEST_F(OutboxTest, NothingGoesOutBeforeEightInEngland) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  const int before = sender_.sent;
  At(Date(2025, 7, 10), 7, 59);
  const absl::Time next = Tick();
  EXPECT_EQ(sender_.sent, before);
  EXPECT_EQ(next, MomentInEngland(Date(2025, 7, 10), absl::Hours(8)));
  clock_.Set(next);
  EXPECT_EQ(Tick(), MomentInEngland(Date(2025, 7, 11), absl::Hours(8)));
  EXPECT_EQ(sender_.sent, before + 1);
}

TEST_F(OutboxTest, TheNextMomentIsEightInTheMorningAlsoWhenTheClockChanges) {
  At(Date(2025, 10, 25), 9);
  EXPECT_EQ(Tick(), MomentInEngland(Date(2025, 10, 26), absl::Hours(8)));
  EXPECT_EQ(Tick() - clock_.Now(), absl::Hours(24));
  At(Date(2026, 3, 28), 9);
  EXPECT_EQ(Tick() - clock_.Now(), absl::Hours(22));
}

TEST_F(OutboxTest, AMachineThatWasOffForDaysSendsOneDigest) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  const int before = sender_.sent;
  At(Date(2025, 7, 17), 10);
  Tick();
  EXPECT_EQ(sender_.sent, before + 1);
  EXPECT_THAT(Mail().at(Digest("2025-07-17")),
              HasSubstr("overdue by 2 working days"));
  // What was not said on its day is on record.
  for (const char* const day : {"2025-07-10", "2025-07-15", "2025-07-16"}) {
    EXPECT_EQ(DigestOf(day).state(), v1::Notice::STATE_SKIPPED) << day;
    EXPECT_EQ(DigestOf(day).skip_reason(), v1::Notice::SKIP_REASON_STALE);
  }
  TickDaily(Date(2025, 7, 18), Date(2025, 7, 23));
  EXPECT_EQ(sender_.sent, before + 1);
}

TEST_F(OutboxTest, AMachineThatComesBackAtAWeekendWaitsForMonday) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  const int before = sender_.sent;
  At(Date(2025, 7, 12), 9);
  Tick();
  EXPECT_EQ(sender_.sent, before);
  At(Date(2025, 7, 14), 9);
  Tick();
  EXPECT_EQ(sender_.sent, before + 1);
  EXPECT_THAT(Mail().at(Digest("2025-07-14")),
              HasSubstr("due in 1 working day"));
}

TEST_F(OutboxTest, AClockThatGoesBackAndForthSendsNothingTwice) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 10));
  TickDaily(Date(2025, 7, 8), Date(2025, 7, 11));
  TickDaily(Date(2025, 6, 20), Date(2025, 7, 15));
  EXPECT_THAT(MailNames(),
              ElementsAre(Digest("2025-06-25"), Digest("2025-07-10"),
                          Digest("2025-07-15")));
  EXPECT_EQ(sender_.sent, 3);
}

TEST_F(OutboxTest, AClockThatWasADayAheadTellsEachStepOnce) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  // It is the 9th; the clock says the 10th, and then is set right.
  At(Date(2025, 7, 10), 9);
  Tick();
  TickDaily(Date(2025, 7, 9), Date(2025, 7, 11));
  EXPECT_EQ(sender_.sent, 2);
  TickDaily(Date(2025, 7, 14), Date(2025, 7, 15));
  EXPECT_EQ(sender_.sent, 3);
}

TEST_F(OutboxTest, AClockThatWasYearsAheadStopsNothing) {
  At(Date(2035, 7, 10), 9);
  Tick();
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 10));
  EXPECT_THAT(MailNames(),
              ElementsAre(Digest("2025-06-25"), Digest("2025-07-10")));
}

TEST_F(OutboxTest, ARestartSendsNothingTwice) {
  for (Date day(2025, 6, 2); day <= Date(2025, 7, 16); ++day) {
    At(day);
    Tick();
    Open(dir_ / "notices");
    Tick();
  }
  EXPECT_EQ(sender_.sent, 4);
}

TEST_F(OutboxTest, AKillBetweenSendingAndMarkingSendsNothingTwice) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  // What is on disk when the sender has just taken it.
  sender_.after_send = [this] { Must(db_->CopyTo(dir_ / "killed")); };
  At(Date(2025, 7, 10));
  Tick();
  sender_.after_send = nullptr;
  EXPECT_EQ(sender_.sent, 2);
  Open(dir_ / "killed");
  EXPECT_EQ(DigestOf("2025-07-10").state(), v1::Notice::STATE_PENDING);
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  const v1::Notice digest = DigestOf("2025-07-10");
  EXPECT_EQ(digest.state(), v1::Notice::STATE_SENT);
  EXPECT_FALSE(digest.deliveries(0).sender_id().empty());
}

TEST_F(OutboxTest, AKillBeforeSendingLosesNothing) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  sender_.before_send = [this] { Must(db_->CopyTo(dir_ / "killed")); };
  sender_.failures = {absl::AbortedError("killed")};
  At(Date(2025, 7, 10));
  Tick();
  sender_.before_send = nullptr;
  EXPECT_EQ(sender_.sent, 1);
  Open(dir_ / "killed");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  EXPECT_THAT(MailNames(), Contains(kReminders));
}

TEST_F(OutboxTest, AKillInTheMiddleAndDaysOffSendsOneDigestMore) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  sender_.after_send = [this] { Must(db_->CopyTo(dir_ / "killed")); };
  At(Date(2025, 7, 10));
  Tick();
  sender_.after_send = nullptr;
  Open(dir_ / "killed");
  At(Date(2025, 7, 15), 9);
  Tick();
  EXPECT_EQ(DigestOf("2025-07-10").state(), v1::Notice::STATE_SENT);
  EXPECT_EQ(sender_.sent, 3);
  EXPECT_THAT(Mail().at(Digest("2025-07-15")), HasSubstr("due today"));
}

TEST_F(OutboxTest, WhatWasPlannedAndNeverSentGoesIntoTheNextDigest) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  sender_.down = true;
  At(Date(2025, 7, 10));
  Tick();
  // Known not to have been taken once the sender answers again.
  At(Date(2025, 7, 11), 8);
  sender_.down = false;
  Tick();
  EXPECT_EQ(DigestOf("2025-07-10").state(), v1::Notice::STATE_SKIPPED);
  EXPECT_EQ(DigestOf("2025-07-10").skip_reason(),
            v1::Notice::SKIP_REASON_STALE);
  EXPECT_THAT(Mail().at(Digest("2025-07-11")),
              HasSubstr("due in 2 working days"));
  EXPECT_EQ(sender_.sent, 2);
}

TEST_F(OutboxTest, WhatNoLongerHoldsIsNotSent) {
  const Date due(2025, 7, 15);
  for (const char* const id : {"a", "b", "c", "d", "e"}) {
    PutContract(NameIn(kEssex, "contracts", id), kShoreline,
                {{"2025-06", due}});
  }
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  // The digest is planned, and its sender is away for an hour.
  sender_.failures = {absl::ResourceExhaustedError("limit")};
  At(Date(2025, 7, 10));
  Tick();
  EXPECT_THAT(DigestOf("2025-07-10").lines(), SizeIs(6));
  const std::string contracts = absl::StrCat(kEssex, "/contracts/");
  Submit(contracts + "a", "2025-06");
  SetState(contracts + "b", "2025-06", Return::STATE_WITHDRAWN);
  Extend(contracts + "c", "2025-06", Date(2025, 7, 29));
  PutContract(contracts + "d", kShoreline, {{"2025-06", due}},
              contracts::v1::Contract::STATE_ENDED);
  At(Date(2025, 7, 10), 9);
  Tick();
  const v1::Notice digest = DigestOf("2025-07-10");
  EXPECT_EQ(digest.state(), v1::Notice::STATE_SENT);
  ASSERT_THAT(digest.lines(), SizeIs(2));
  EXPECT_EQ(digest.lines(0).return_name(), contracts + "e/returns/2025-06");
  EXPECT_EQ(digest.lines(1).return_name(), contracts + "home/returns/2025-06");
  EXPECT_THAT(Mail().at(kReminders),
              AllOf(HasSubstr("2 returns are due soon"), Not(HasSubstr("* a,")),
                    Not(HasSubstr("* c,"))));
  // The one with more time is spoken of in its own time.
  TickDaily(Date(2025, 7, 11), Date(2025, 7, 24));
  EXPECT_THAT(Mail().at(Digest("2025-07-24")),
              HasSubstr("c, 2025-06: due in 3 working days"));
}

TEST_F(OutboxTest, ADigestOfWhichNothingIsLeftIsRecordedAsSkipped) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 9));
  sender_.failures = {absl::ResourceExhaustedError("limit")};
  At(Date(2025, 7, 10));
  Tick();
  Submit(kHome, "2025-06");
  At(Date(2025, 7, 10), 9);
  Tick();
  EXPECT_EQ(DigestOf("2025-07-10").skip_reason(),
            v1::Notice::SKIP_REASON_NOTHING_LEFT);
  EXPECT_THAT(MailNames(), Not(Contains(kReminders)));
}

TEST_F(OutboxTest, AReturnBackForChangesOrSubmittedIsNotAskedFor) {
  At(Date(2025, 7, 1));
  Submit(kHome, "2025-06");
  SetState(kHome, "2025-06", Return::STATE_RETURNED_FOR_CHANGES);
  TickDaily(Date(2025, 7, 2), Date(2025, 8, 1));
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT, v1::Notice::KIND_REMINDERS),
              IsEmpty());
}

TEST_F(OutboxTest, AGroupOfSixtyProvidersGetsOneDigestInOrderOfUrgency) {
  for (int i = 0; i < 60; ++i) {
    const std::string id = absl::StrCat("home-", 100 + i);
    const std::string provider = NameIn(kEssex, "providers", id);
    PutProvider(
        provider, absl::StrCat("Harbour ", 100 + i),
        {i % 2 == 0 ? "Office@Harbour.example" : "office@harbour.example"},
        "BD7");
    PutContract(NameIn(kEssex, "contracts", id), provider,
                {{"2025-06", i == 30   ? Date(2025, 7, 9)
                             : i == 40 ? Date(2025, 7, 10)
                                       : Date(2025, 7, 15)}});
  }
  At(Date(2025, 7, 9), 9);
  Tick();
  EXPECT_THAT(MailNames(), ElementsAre("E10000012/reminders.2025-07-09.g.BD7"));
  At(Date(2025, 7, 10));
  Tick();
  const v1::Notice digest = NoticeCalled("reminders.2025-07-10.g.BD7");
  EXPECT_EQ(digest.state(), v1::Notice::STATE_SENT);
  ASSERT_THAT(digest.lines(), SizeIs(60));
  ASSERT_THAT(digest.deliveries(), SizeIs(1));
  EXPECT_EQ(digest.lines(0).provider_display_name(), "Harbour 130");
  EXPECT_EQ(digest.lines(0).step(), v1::Notice::STEP_1_AFTER);
  EXPECT_EQ(digest.lines(1).provider_display_name(), "Harbour 140");
  const std::string text = Mail().at("E10000012/reminders.2025-07-10.g.BD7");
  EXPECT_THAT(text, HasSubstr("1 return is overdue and 59 due soon"));
  EXPECT_LT(text.find("Harbour 130: home-130"), text.find("Harbour 140"));
  EXPECT_LT(text.find("Harbour 140"), text.find("Harbour 100"));
}

TEST_F(OutboxTest, OfAGroupEachAddressIsSentWhatItIsAContactOf) {
  const std::string one = NameIn(kEssex, "providers", "one");
  const std::string two = NameIn(kEssex, "providers", "two");
  const std::string three = NameIn(kEssex, "providers", "three");
  PutProvider(one, "One", {"one@harbour.example", "all@harbour.example"}, "B");
  PutProvider(two, "Two", {"two@harbour.example", "all@harbour.example"}, "B");
  // Without a contact of its own: its group's.
  PutProvider(three, "Three", {}, "B");
  for (const std::string& provider : {one, two, three}) {
    PutContract(
        NameIn(kEssex, "contracts", absl::StrCat("of-", IdOf(provider))),
        provider, {{"2025-06", Date(2025, 7, 9)}});
  }
  At(Date(2025, 7, 9));
  Tick();
  std::map<std::string, std::string> by_address;
  for (const auto& [name, text] : Mail()) {
    by_address[text.substr(4, text.find('\n') - 4)] = text;
  }
  ASSERT_THAT(by_address, SizeIs(3));
  EXPECT_THAT(by_address["one@harbour.example"],
              AllOf(HasSubstr("of-one"), HasSubstr("of-three"),
                    Not(HasSubstr("of-two"))));
  EXPECT_THAT(
      by_address["all@harbour.example"],
      AllOf(HasSubstr("of-one"), HasSubstr("of-two"), HasSubstr("of-three")));
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT),
              ElementsAre("reminders.2025-07-09.g.B"));
}

TEST_F(OutboxTest, TwoCouncilsHaveDigestsAndDaysOffOfTheirOwn) {
  // The same group in both; Kent does not work on the 10th.
  PutCouncil(kKent, "Kent County Council", {Date(2025, 7, 10)});
  const std::string kent = NameIn(kKent, "providers", "1-101668892");
  PutProvider(kShoreline, "Shoreline Care", {kMailbox}, "BD1");
  PutProvider(kent, "Shoreline Care", {"kent@shoreline.example"}, "BD1");
  PutContract(NameIn(kKent, "contracts", "home"), kent,
              {{"2025-06", Date(2025, 7, 15)}});
  TickDaily(Date(2025, 7, 1), Date(2025, 7, 11));
  EXPECT_THAT(MailNames(), ElementsAre("E10000012/reminders.2025-07-10.g.BD1",
                                       "E10000016/reminders.2025-07-09.g.BD1"));
  EXPECT_THAT(Mail().at("E10000016/reminders.2025-07-09.g.BD1"),
              AllOf(HasSubstr("kent@shoreline.example"),
                    HasSubstr("Kent County Council"),
                    HasSubstr("due in 3 working days")));
}

TEST_F(OutboxTest, WithoutAnAddressANoticeIsRecordedAndCanBeSentLater) {
  PutProvider(kShoreline, "Shoreline Care", {});
  At(Date(2025, 7, 15));
  Tick();
  EXPECT_EQ(DigestOf("2025-07-15").skip_reason(),
            v1::Notice::SKIP_REASON_NO_CONTACT);
  PutProvider(kShoreline, "Shoreline Care", {kMailbox});
  v1::ResendNoticeRequest request;
  request.set_name(DigestOf("2025-07-15").name());
  EXPECT_THAT((Do<v1::ResendNoticeRequest, v1::Notice>(&Notices::ResendNotice,
                                                       request, Quality())),
              testing::IsOk());
  Tick();
  EXPECT_EQ(DigestOf("2025-07-15").state(), v1::Notice::STATE_SENT);
  EXPECT_THAT(MailNames(), ElementsAre(Digest("2025-07-15") + ".r1"));
}

TEST_F(OutboxTest, AReceiptProvesWhatWasSubmittedAtOnce) {
  At(Date(2025, 7, 3), 22, 15);
  Submit(kHome, "2025-06");
  Tick();
  const std::vector<std::string> ids = Ids(v1::Notice::STATE_SENT);
  ASSERT_THAT(ids, ElementsAre(StartsWith("receipt.home.2025-06.v1.")));
  const v1::Notice notice = NoticeCalled(ids[0]);
  EXPECT_EQ(notice.receipt().entry_count(), 2);
  EXPECT_THAT(Mail().begin()->second,
              AllOf(HasSubstr("Contract: home"), HasSubstr("Period: 2025-06"),
                    HasSubstr("Version: 1"),
                    HasSubstr("Submitted: 3 July 2025 at 22:15"),
                    HasSubstr("Content: 2 entries"),
                    HasSubstr(notice.receipt().content_hash())));
  // Once, and again for another version.
  SetState(kHome, "2025-06", Return::STATE_ACCEPTED);
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  Submit(kHome, "2025-06", kShoreline, std::nullopt, 0);
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT),
              Contains(StartsWith("receipt.home.2025-06.v2.")));
}

TEST_F(OutboxTest, WhenFeedsAreAppliedAnewNothingIsSentAgain) {
  At(Date(2025, 7, 3));
  Submit(kHome, "2025-06");
  SetState(kHome, "2025-06", Return::STATE_RETURNED_FOR_CHANGES, "Please");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  Must(db_->Write(AsTest(), [](store::Transaction& txn) -> absl::Status {
    for (const char* const feed : {"contracts", "outcomes"}) {
      TIDEMARK_RETURN_IF_ERROR(ClearFacts(txn, feed));
      TIDEMARK_RETURN_IF_ERROR(feed::SetCursor(txn, feed, 0));
    }
    return absl::OkStatus();
  }));
  Open(dir_ / "notices");
  Tick();
  EXPECT_EQ(sender_.sent, 2);
}

TEST_F(OutboxTest, AStoreThatWasLostSendsNothingAgain) {
  At(Date(2025, 7, 3));
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  // The same day: the sender is asked.
  Open(dir_ / "new");
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT), SizeIs(1));
  // Later: it is history.
  At(Date(2025, 7, 4));
  Open(dir_ / "newer");
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  EXPECT_THAT(Ids(v1::Notice::STATE_SKIPPED), SizeIs(1));
}

TEST_F(OutboxTest, WhatTheCouncilRecordsOfThePastHasNoReceipt) {
  At(Date(2025, 8, 1));
  Submit(kHome, "2025-06", kShoreline, Date(2025, 7, 14));
  Tick();
  EXPECT_EQ(sender_.sent, 0);
  ASSERT_THAT(Ids(v1::Notice::STATE_SKIPPED), SizeIs(1));
}

TEST_F(OutboxTest, AReceiptThatCouldNotBeTriedForDaysIsStale) {
  At(Date(2025, 7, 3));
  Tick();
  Submit(kHome, "2025-06");
  At(Date(2025, 7, 8));
  Tick();
  EXPECT_THAT(MailNames(), IsEmpty());
  ASSERT_THAT(Ids(v1::Notice::STATE_SKIPPED), SizeIs(1));
}

TEST_F(OutboxTest, AFailureIsTriedAgainWithLongerPauses) {
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  sender_.failures = {absl::ResourceExhaustedError("limit"),
                      absl::PermissionDeniedError("clock")};
  const absl::Time next = Tick();
  EXPECT_EQ(next - clock_.Now(), absl::Minutes(1));
  const std::string id = Ids(v1::Notice::STATE_PENDING).at(0);
  EXPECT_EQ(NoticeCalled(id).deliveries(0).attempts(), 1);
  EXPECT_EQ(NoticeCalled(id).deliveries(0).last_error(),
            "RESOURCE_EXHAUSTED: limit");
  clock_.Advance(absl::Seconds(59));
  Tick();
  EXPECT_EQ(NoticeCalled(id).deliveries(0).attempts(), 1);
  clock_.Set(next);
  EXPECT_EQ(Tick() - clock_.Now(), absl::Minutes(2));
  clock_.Advance(absl::Minutes(2));
  Tick();
  EXPECT_EQ(NoticeCalled(id).state(), v1::Notice::STATE_SENT);
  EXPECT_EQ(NoticeCalled(id).deliveries(0).attempts(), 3);
}

TEST_F(OutboxTest, AClockThatWasAheadDoesNotHoldUpTheNextAttempt) {
  At(Date(2035, 7, 3), 10);
  Submit(kHome, "2025-06");
  sender_.failures = {absl::ResourceExhaustedError("limit")};
  Tick();
  At(Date(2025, 7, 3), 10);
  Tick();
  EXPECT_EQ(sender_.sent, 1);
}

TEST_F(OutboxTest, AnAttemptOfWhichNobodyKnowsIsAskedAboutFirst) {
  At(Date(2025, 7, 2));
  Tick();
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  // It was taken; the answer was lost.
  sender_.after_send = [this] { sender_.down = true; };
  Tick();
  sender_.after_send = nullptr;
  const std::string id = Ids(v1::Notice::STATE_SENT).at(0);
  EXPECT_EQ(sender_.sent, 1);
  // The same from the sender's side: it cannot say, so nothing is sent.
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  sender_.down = false;
  clock_.Advance(absl::Minutes(2));
  Tick();
  EXPECT_EQ(sender_.sent, 2);
}

TEST_F(OutboxTest, WhatIsGivenUpRaisesAnAlertThatGoesWhenItIsSentAfterAll) {
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  sender_.failures = {absl::InvalidArgumentError("Missing personalisation")};
  Tick();
  const std::string id = Ids(v1::Notice::STATE_FAILED).at(0);
  ASSERT_THAT(Alerts(), SizeIs(1));
  EXPECT_EQ(Alerts()[0].kind(), v1::Alert::KIND_NOTICE_NOT_SENT);
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_OPEN);
  EXPECT_EQ(IdOf(Alerts()[0].notice()), id);
  v1::ResendNoticeRequest request;
  request.set_name(NoticeCalled(id).name());
  EXPECT_THAT((Do<v1::ResendNoticeRequest, v1::Notice>(&Notices::ResendNotice,
                                                       request, Quality())),
              testing::IsOk());
  Tick();
  EXPECT_EQ(NoticeCalled(id).state(), v1::Notice::STATE_SENT);
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_WITHDRAWN);
}

TEST_F(OutboxTest, AfterADayOfFailuresANoticeIsGivenUp) {
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  sender_.down = true;
  const absl::Time start = clock_.Now();
  do {
    const absl::Time next = Tick();
    ASSERT_GT(next, clock_.Now());
    ASSERT_LT(next - start, absl::Hours(72));
    clock_.Set(next);
  } while (!Ids(v1::Notice::STATE_PENDING).empty());
  const std::string id = Ids(v1::Notice::STATE_FAILED).at(0);
  EXPECT_EQ(NoticeCalled(id).deliveries(0).attempts(), kMaxAttempts);
  ASSERT_THAT(Alerts(), SizeIs(1));
}

TEST_F(OutboxTest, ASenderThatIsAwayIsNotTriedWithEveryNotice) {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) {
    names.push_back(NameIn(kEssex, "contracts", absl::StrCat("c-", i)));
    PutContract(names.back(), kShoreline, {{"2025-06", Date(2025, 7, 15)}});
  }
  At(Date(2025, 7, 3), 10);
  for (const std::string& name : names) Submit(name, "2025-06");
  int tried = 0;
  sender_.failures.assign(100, absl::ResourceExhaustedError("daily limit"));
  sender_.before_send = [&] { ++tried; };
  Tick();
  EXPECT_EQ(tried, 3);
  // Once it is back, all go out.
  sender_.failures.clear();
  clock_.Advance(absl::Minutes(5));
  Tick();
  EXPECT_EQ(sender_.sent, 20);
}

TEST_F(OutboxTest, OfSeveralAddressesOnlyTheOneThatFailedIsTriedAgain) {
  PutProvider(kShoreline, "Shoreline Care",
              {"a@shoreline.example", "b@shoreline.example"});
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  sender_.failures = {absl::OkStatus(), absl::ResourceExhaustedError("limit")};
  Tick();
  EXPECT_EQ(sender_.sent, 1);
  clock_.Advance(absl::Minutes(1));
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT), SizeIs(1));
  EXPECT_THAT(MailNames(), SizeIs(2));
}

TEST_F(OutboxTest, AReturnThatComesBackIsToldWithoutTheComment) {
  At(Date(2025, 7, 3), 10);
  Submit(kHome, "2025-06");
  SetState(kHome, "2025-06", Return::STATE_RETURNED_FOR_CHANGES,
           "What about Edith?");
  Tick();
  const std::string text = Mail().at("E10000012/returned.home.2025-06.v1");
  EXPECT_THAT(text, AllOf(HasSubstr("with comments"), HasSubstr("home"),
                          HasSubstr("2025-06"), Not(HasSubstr("Edith"))));
}

// Names, numbers and words that no notice may hold, in every field that could
// hold them.
TEST_F(OutboxTest, NothingThatIsWrittenHoldsPersonalData) {
  const std::vector<std::string> planted = {"Zebedee", "Quillfeather",
                                            "9434765919", "marmalade"};
  PutContract(kHome, kShoreline, {{"2025-06", Date(2025, 7, 15)}},
              contracts::v1::Contract::STATE_ACTIVE,
              "Support for Zebedee Quillfeather");
  TickDaily(Date(2025, 6, 24), Date(2025, 7, 10));
  Return current = ReturnNow(kHome, "2025-06", kShoreline);
  current.set_version(1);
  current.set_state(Return::STATE_SUBMITTED);
  *current.mutable_submit_time() = ToTimestamp(clock_.Now());
  outcomes::v1::ReturnEntry& entry = *current.add_entries();
  entry.set_outcome(
      absl::StrCat(kEssex, "/people/9434765919-Zebedee/outcomes/Quillfeather"));
  for (outcomes::v1::Voice* voice :
       {entry.mutable_person_voice(), entry.mutable_provider_voice(),
        entry.mutable_practitioner_voice()}) {
    voice->set_words("Zebedee likes marmalade");
  }
  *current.mutable_standing()->add_entries() = entry;
  Put(*outcomes_, kFeedReturns, current);
  Tick();
  SetState(kHome, "2025-06", Return::STATE_RETURNED_FOR_CHANGES,
           "Ask Zebedee Quillfeather (9434765919) about marmalade");
  sender_.failures = {absl::InvalidArgumentError("refused")};
  Tick();
  EXPECT_THAT(MailNames(), SizeIs(3));
  for (const auto& [name, text] : Mail()) {
    for (const std::string& word : planted) {
      EXPECT_THAT(name + text, Not(HasSubstr(word)));
    }
  }
  // Nor is any of it kept: the whole store.
  for (const store::Space space :
       {store::Space::kRecords, store::Space::kIndexes, store::Space::kChanges,
        store::Space::kMeta}) {
    Must(store::Snapshot(*db_).Scan(
        space, "", "", [&](absl::string_view key, absl::string_view value) {
          for (const std::string& word : planted) {
            EXPECT_FALSE(absl::StrContains(key, word));
            EXPECT_FALSE(absl::StrContains(value, word)) << key;
          }
          return true;
        }));
  }
}

}  // namespace
}  // namespace tidemark::notices
