#include "services/notices/alerts.h"

#include "absl/strings/str_format.h"
#include "gmock/gmock.h"

#include "services/notices/notices_fixture.h"

namespace tidemark::notices {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using type::Date;

// A contract with a return a month from June 2025 on; June is due on 15 July,
// July on 15 August, August on 15 September, September on 15 October.
class AlertsTest : public NoticesFixture {
 protected:
  AlertsTest() { PutMonthly(kHome, kShoreline, Date(2025, 6, 1), 18); }

  // Days pass until the morning of `day`.
  void Until(Date day) {
    for (Date d = type::Today(clock_) + 1; d <= day; ++d) {
      At(d);
      Tick();
    }
  }

  absl::StatusOr<v1::Alert> Offer(const std::string& name) {
    v1::OfferHelpRequest request;
    request.set_name(name);
    request.set_description("Called Zebedee at the office");
    request.set_contact_email("quality@essex.example");
    return Do<v1::OfferHelpRequest, v1::Alert>(&Notices::OfferHelp, request,
                                               Quality());
  }
  absl::StatusOr<v1::Alert> Close(const std::string& name) {
    v1::CloseAlertRequest request;
    request.set_name(name);
    request.set_description("Showed them the spreadsheet");
    return Do<v1::CloseAlertRequest, v1::Alert>(&Notices::CloseAlert, request,
                                                Quality());
  }
};

TEST_F(AlertsTest, ThreeMissedInARowRaiseOneAlertThatStands) {
  Until(Date(2025, 9, 15));
  EXPECT_THAT(Alerts(), IsEmpty());
  Until(Date(2025, 9, 16));
  ASSERT_THAT(Alerts(), SizeIs(1));
  const v1::Alert alert = Alerts()[0];
  EXPECT_EQ(alert.name(), "councils/E10000012/alerts/missed.home.2025-08");
  EXPECT_EQ(alert.state(), v1::Alert::STATE_OPEN);
  EXPECT_EQ(alert.rule(), v1::Alert::RULE_THREE_IN_A_ROW);
  EXPECT_THAT(alert.suggestion(), HasSubstr("Offer the provider help first"));
  EXPECT_THAT(alert.missed_returns(), SizeIs(3));
  // Not one a month: it learns of more.
  Until(Date(2026, 1, 20));
  ASSERT_THAT(Alerts(), SizeIs(1));
  EXPECT_THAT(Alerts()[0].missed_returns(), SizeIs(7));
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_OPEN);
  // Nor does the provider hear of it by itself.
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT, v1::Notice::KIND_HELP), IsEmpty());
}

TEST_F(AlertsTest, ANilReturnInTimeIsNotMissed) {
  Until(Date(2025, 8, 10));
  Submit(kHome, "2025-07", kShoreline, std::nullopt, 0);
  Until(Date(2025, 10, 20));
  // June, and September and August in a row.
  EXPECT_THAT(Alerts(), IsEmpty());
}

TEST_F(AlertsTest, FourOfTheLastTwelveRaiseIt) {
  Until(Date(2025, 6, 20));
  for (int month = 6; month <= 11; ++month) {
    const Date due = Date(2025, month + 1, 15);
    Until(due + (month % 2 == 0 ? 3 : -3));
    Submit(kHome, absl::StrFormat("2025-%02d", month));
  }
  ASSERT_THAT(Alerts(), IsEmpty());
  Until(Date(2026, 1, 20));
  ASSERT_THAT(Alerts(), SizeIs(1));
  EXPECT_EQ(Alerts()[0].rule(), v1::Alert::RULE_FOUR_OF_TWELVE);
  EXPECT_THAT(Alerts()[0].missed_returns(), SizeIs(4));
}

TEST_F(AlertsTest, AnExtensionOrALateRecordTakesItsGroundAwayAndSaysWhy) {
  Until(Date(2025, 9, 16));
  ASSERT_THAT(Alerts(), SizeIs(1));
  Extend(kHome, "2025-08", Date(2025, 9, 30));
  Tick();
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_WITHDRAWN);
  EXPECT_EQ(Alerts()[0].withdrawal_reason(),
            "the return for 2025-08 has time until 30 September 2025");
  // Missed again: the same alert stands again.
  Until(Date(2025, 10, 2));
  ASSERT_THAT(Alerts(), SizeIs(1));
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_OPEN);
  EXPECT_EQ(Alerts()[0].withdrawal_reason(), "");
  // On paper, in time, recorded by the council.
  Submit(kHome, "2025-07", kShoreline, Date(2025, 8, 14));
  Tick();
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_WITHDRAWN);
  EXPECT_EQ(Alerts()[0].withdrawal_reason(),
            "the return for 2025-07 is recorded as received on 14 August "
            "2025");
}

TEST_F(AlertsTest, ReturnsThatComeInTimeLaterDoNotTakeItsGroundAway) {
  Until(Date(2025, 9, 16));
  Submit(kHome, "2025-09");
  Until(Date(2025, 12, 1));
  ASSERT_THAT(Alerts(), SizeIs(1));
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_OPEN);
}

TEST_F(AlertsTest, HelpIsOfferedToTheProviderAndTheAlertClosedByPeople) {
  Until(Date(2025, 9, 16));
  const std::string name = Alerts()[0].name();
  const auto offered = Offer(name);
  ASSERT_THAT(offered, IsOk());
  EXPECT_EQ(offered->state(), v1::Alert::STATE_OFFERED_HELP);
  EXPECT_EQ(offered->offer().actor(), "users/quinn");
  Tick();
  const auto mail = Mail();
  const auto help = mail.find("E10000012/help.missed.home.2025-08");
  ASSERT_NE(help, mail.end());
  EXPECT_THAT(help->second, AllOf(HasSubstr("can we help"),
                                  HasSubstr("quality@essex.example"),
                                  Not(HasSubstr("Zebedee"))));
  EXPECT_THAT(Offer(name), HasReason("ALERT_NOT_OPEN"));
  const auto closed = Close(name);
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->state(), v1::Alert::STATE_CLOSED);
  EXPECT_EQ(closed->closing().description(), "Showed them the spreadsheet");
  EXPECT_THAT(Close(name), HasReason("ALERT_ENDED"));
  // What was missed up to then is done with.
  Until(Date(2025, 12, 10));
  EXPECT_THAT(Alerts(), SizeIs(1));
  Until(Date(2025, 12, 20));
  ASSERT_THAT(Alerts(), SizeIs(2));
  EXPECT_THAT(Alerts()[1].missed_returns(), SizeIs(3));
}

TEST_F(AlertsTest, ReturnsDueBeforeTheContractWasStoredWereNeverAskedFor) {
  PutMonthly(NameIn(kEssex, "contracts", "old"), kShoreline, Date(2023, 1, 1),
             29);
  Until(Date(2025, 7, 1));
  EXPECT_THAT(Alerts(), IsEmpty());
}

TEST_F(AlertsTest, AContractThatHasEndedRaisesNone) {
  PutContract(kHome, kShoreline,
              {{"2025-06", Date(2025, 7, 15)},
               {"2025-07", Date(2025, 8, 15)},
               {"2025-08", Date(2025, 9, 15)}},
              contracts::v1::Contract::STATE_ENDED);
  Until(Date(2025, 10, 1));
  EXPECT_THAT(Alerts(), IsEmpty());
}

TEST_F(AlertsTest, AClockThatGoesBackWithdrawsNothing) {
  Until(Date(2025, 9, 16));
  ASSERT_THAT(Alerts(), SizeIs(1));
  At(Date(2025, 9, 10));
  Tick();
  EXPECT_EQ(Alerts()[0].state(), v1::Alert::STATE_OPEN);
}

TEST_F(AlertsTest, AStaleEtagIsRefused) {
  Until(Date(2025, 9, 16));
  v1::CloseAlertRequest request;
  request.set_name(Alerts()[0].name());
  request.set_description("Done");
  request.set_etag("999");
  EXPECT_THAT((Do<v1::CloseAlertRequest, v1::Alert>(&Notices::CloseAlert,
                                                    request, Quality())),
              StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace tidemark::notices
