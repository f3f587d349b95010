#include "services/monitoring/monitoring.h"

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "services/monitoring/test_feeds.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using contracts::v1::Provider;
using enablement::v1::Package;
using outcomes::v1::Return;
using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::FakeClock;
using testing::HasReason;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;
using ::testing::UnorderedElementsAre;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kAcorn[] = "councils/E10000012/providers/1-1";
constexpr char kHome[] = "councils/E10000012/contracts/acorn-home";

// A council with the providers Acorn, which has two contracts, and beech, which
// has one. April is over and due, May is over and due on 15 June, today.
class MonitoringTest : public ::testing::Test {
 protected:
  MonitoringTest() {
    feeds_.Put(ParseText<Council>(
        "name: 'councils/E10000012' display_name: 'Essex County Council' "
        "minimum_denominator: 3"));
    feeds_.Put(ParseText<Provider>(
        "name: 'councils/E10000012/providers/1-2' display_name: 'beech Ltd'"));
    feeds_.Put(ParseText<Provider>(
        "name: 'councils/E10000012/providers/1-1' display_name: 'Acorn Ltd'"));
    feeds_.Put(ParseText<Provider>(
        "name: 'councils/E10000012/providers/1-3' display_name: 'Cedar Ltd'"));
    PutContract("acorn-home", "1-1", "Home support");
    PutContract("acorn-day", "1-1", "Day support");
    PutContract("beech-home", "1-2", "Home support North");
  }

  void PutContract(const std::string& id, const std::string& provider,
                   const std::string& title,
                   const std::string& state = "STATE_ACTIVE") {
    Contract contract = ParseText<Contract>(R"(
      return_calendar {
        periods {
          id: "2025-04"
          start_date { year: 2025 month: 4 day: 1 }
          end_date { year: 2025 month: 4 day: 30 }
          due_date { year: 2025 month: 5 day: 15 }
        }
        periods {
          id: "2025-05"
          start_date { year: 2025 month: 5 day: 1 }
          end_date { year: 2025 month: 5 day: 31 }
          due_date { year: 2025 month: 6 day: 15 }
        }
        periods {
          id: "2025-06"
          start_date { year: 2025 month: 6 day: 1 }
          end_date { year: 2025 month: 6 day: 30 }
          due_date { year: 2025 month: 7 day: 15 }
        }
      }
    )");
    contract.set_name(absl::StrCat(kCouncil, "/contracts/", id));
    contract.set_provider(absl::StrCat(kCouncil, "/providers/", provider));
    contract.set_title(title);
    Contract::State parsed = Contract::STATE_UNSPECIFIED;
    ASSERT_TRUE(Contract::State_Parse(state, &parsed));
    contract.set_state(parsed);
    feeds_.Put(contract);
  }

  // A return for April with one person's outcomes at these levels.
  Return April(const std::string& contract, const std::vector<int>& levels) {
    Return returned = ParseText<Return>(R"(
      state: STATE_ACCEPTED version: 1
      period_start { year: 2025 month: 4 day: 1 }
      period_end { year: 2025 month: 4 day: 30 }
      due_date { year: 2025 month: 5 day: 15 }
      first_submit_date { year: 2025 month: 5 day: 12 }
    )");
    returned.set_name(
        absl::StrCat(kCouncil, "/contracts/", contract, "/returns/2025-04"));
    for (const int level : levels) {
      auto& entry = *returned.add_entries();
      entry.set_outcome(absl::StrCat(kCouncil, "/people/ada/outcomes/",
                                     returned.entries_size()));
      entry.mutable_person_voice()->set_level(level);
      entry.mutable_provider_voice()->set_level(0);
    }
    return returned;
  }

  static v1::GetScorecardRequest Months(const std::string& name, int from,
                                        int to) {
    v1::GetScorecardRequest request;
    request.set_name(name);
    request.mutable_from_month()->set_year(2025);
    request.mutable_from_month()->set_month(from);
    request.mutable_to_month()->set_year(2025);
    request.mutable_to_month()->set_month(to);
    return request;
  }

  // Asks without waiting for the answer.
  std::future<absl::StatusOr<v1::Scorecard>> Ask(
      const v1::GetScorecardRequest& request) {
    auto promise =
        std::make_shared<std::promise<absl::StatusOr<v1::Scorecard>>>();
    monitoring_.GetScorecard(rpc::Call::For(ada_, clock_, request), request,
                             [promise](absl::StatusOr<v1::Scorecard> answer) {
                               promise->set_value(std::move(answer));
                             });
    return promise->get_future();
  }

  // Asks after all that was written is known.
  absl::StatusOr<v1::Scorecard> Card(const v1::GetScorecardRequest& request) {
    store_.CatchUp();
    return Ask(request).get();
  }

  absl::StatusOr<v1::Explanation> Why(const v1::ExplainFigureRequest& request) {
    store_.CatchUp();
    return monitoring_.ExplainFigure(rpc::Call::For(ada_, clock_, request),
                                     request);
  }

  static v1::ExplainFigureRequest Question(const std::string& name,
                                           const std::string& metric, int from,
                                           int to) {
    v1::ExplainFigureRequest request;
    request.set_name(name);
    request.set_metric(metric);
    *request.mutable_from_month() = Months(name, from, to).from_month();
    *request.mutable_to_month() = Months(name, from, to).to_month();
    return request;
  }

  const rpc::Principal ada_ = {.subject = "users/ada",
                               .role = api::v1::ROLE_COMMISSIONER,
                               .council = kCouncil};
  FakeClock clock_{"2025-06-14T23:30:00Z"};
  TestFeeds feeds_{clock_};
  TestStore store_{feeds_, clock_};
  testing::TempDir dir_;
  Views views_{store_.db(), clock_, dir_ / "past"};
  Monitoring monitoring_{store_.db(), clock_, views_};
};

TEST_F(MonitoringTest, ListsItsMetrics) {
  const v1::ListMetricsRequest request;
  const auto response =
      monitoring_.ListMetrics(rpc::Call::For(ada_, clock_, request), request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->metrics_size(), 13);
  EXPECT_EQ(response->metrics(0).id(), "outcomes-met");
}

TEST_F(MonitoringTest, ACouncilsScorecardHasARowAProviderInOrderOfName) {
  feeds_.Put(April("acorn-home", {0, 1, -1, 2}));
  feeds_.Put(April("beech-home", {-1, -2, 0}));
  const auto card = Card(Months(kCouncil, 4, 4));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->total().subject(), kCouncil);
  EXPECT_EQ(card->total().display_name(), "Essex County Council");
  EXPECT_EQ(card->total().contracts(), 3);
  EXPECT_EQ(card->total().returns_accepted(), 2);
  EXPECT_EQ(card->total().returns_due(), 3);
  EXPECT_EQ(card->total().figures(0).numerator(), 4);
  EXPECT_EQ(card->total().figures(0).denominator(), 7);
  ASSERT_EQ(card->rows_size(), 2);
  EXPECT_EQ(card->rows(0).display_name(), "Acorn Ltd");
  EXPECT_EQ(card->rows(0).figures(0).value(), 0.75);
  EXPECT_EQ(card->rows(0).contracts(), 2);
  EXPECT_EQ(card->rows(1).display_name(), "beech Ltd");
  EXPECT_EQ(card->rows(1).figures(0).numerator(), 1);
  EXPECT_EQ(card->from_month().month(), 4);
  EXPECT_EQ(card->as_of_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  ASSERT_EQ(card->as_of_size(), 4);
  EXPECT_THAT(card->as_of(0), EqualsProto(ParseText<v1::FeedPosition>(
                                  "feed: 'contracts' sequence: 7")));
  EXPECT_THAT(
      card->as_of(1),
      EqualsProto(ParseText<v1::FeedPosition>("feed: 'outcomes' sequence: 2")));
  EXPECT_THAT(card->as_of(2),
              EqualsProto(ParseText<v1::FeedPosition>("feed: 'enablement'")));
  EXPECT_THAT(card->as_of(3),
              EqualsProto(ParseText<v1::FeedPosition>("feed: 'oversight'")));
}

TEST_F(MonitoringTest, AProvidersScorecardHasARowAContractInOrderOfTitle) {
  feeds_.Put(April("acorn-home", {0, 1, -1}));
  const auto card = Card(Months(kAcorn, 4, 4));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->total().display_name(), "Acorn Ltd");
  ASSERT_EQ(card->rows_size(), 2);
  EXPECT_EQ(card->rows(0).display_name(), "Day support");
  EXPECT_EQ(card->rows(0).figures(0).no_value(), v1::Figure::NO_VALUE_MISSING);
  EXPECT_EQ(card->rows(1).subject(), kHome);
  EXPECT_EQ(card->rows(1).figures(0).denominator(), 3);
}

TEST_F(MonitoringTest, AContractsScorecardHasNoRows) {
  feeds_.Put(April("acorn-home", {0, 1, -1}));
  const auto card = Card(Months(kHome, 4, 4));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->total().display_name(), "Home support");
  EXPECT_EQ(card->total().figures(0).denominator(), 3);
  EXPECT_EQ(card->rows_size(), 0);
}

TEST_F(MonitoringTest, ReturnsFallDueByTheDayInEngland) {
  // At half past midnight of 16 June in England, the day after returns for May
  // were due.
  clock_.Advance(absl::Hours(24));
  const auto card = Card(Months(kCouncil, 5, 6));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->total().returns_due(), 3);
  clock_.Advance(-absl::Hours(1));
  EXPECT_EQ(Card(Months(kCouncil, 5, 6))->total().returns_due(), 0);
}

TEST_F(MonitoringTest, ACorrectionMovesTheFiguresExactly) {
  feeds_.Put(April("acorn-home", {0, 1, -1}));
  EXPECT_EQ(Card(Months(kHome, 4, 4))->total().figures(0).numerator(), 2);

  Return corrected = April("acorn-home", {0, 1, 1, 2});
  corrected.set_state(Return::STATE_RESUBMITTED);
  corrected.set_version(2);
  corrected.mutable_standing()->set_version(1);
  *corrected.mutable_standing()->mutable_entries() =
      April("acorn-home", {0, 1, -1}).entries();
  feeds_.Put(corrected);
  EXPECT_EQ(Card(Months(kHome, 4, 4))->total().figures(0).denominator(), 3);

  corrected.set_state(Return::STATE_ACCEPTED);
  corrected.clear_standing();
  feeds_.Put(corrected);
  const auto accepted = Card(Months(kHome, 4, 4));
  EXPECT_EQ(accepted->total().figures(0).numerator(), 4);
  EXPECT_EQ(accepted->total().figures(0).denominator(), 4);

  corrected.set_state(Return::STATE_WITHDRAWN);
  feeds_.Put(corrected);
  const auto withdrawn = Card(Months(kHome, 4, 4));
  EXPECT_EQ(withdrawn->total().returns_accepted(), 0);
  EXPECT_EQ(withdrawn->total().figures(0).no_value(),
            v1::Figure::NO_VALUE_MISSING);
  EXPECT_EQ(withdrawn->total().figures(3).numerator(), 0);
  EXPECT_EQ(withdrawn->total().figures(3).denominator(), 1);
}

TEST_F(MonitoringTest, AnotherCouncilsFiguresStayApart) {
  feeds_.Put(ParseText<Council>(
      "name: 'councils/E1000001' display_name: 'A shorter code'"));
  feeds_.Put(April("acorn-home", {0, 1, -1}));
  const auto card = Card(Months("councils/E1000001", 4, 4));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->rows_size(), 0);
  EXPECT_EQ(card->total().contracts(), 0);
  EXPECT_EQ(card->total().figures(0).no_value(),
            v1::Figure::NO_VALUE_NOT_APPLICABLE);
}

TEST_F(MonitoringTest, ADraftContractIsOnNoScorecard) {
  PutContract("cedar-home", "1-3", "Home support", "STATE_DRAFT");
  const auto card = Card(Months(kCouncil, 4, 6));
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->rows_size(), 2);
  PutContract("cedar-home", "1-3", "Home support", "STATE_ENDED");
  EXPECT_EQ(Card(Months(kCouncil, 4, 6))->rows_size(), 3);
}

TEST_F(MonitoringTest, UnknownSubjectsAreNotFound) {
  for (const char* name :
       {"councils/E06000033", "councils/E10000012/providers/1-9",
        "councils/E10000012/contracts/none"}) {
    EXPECT_THAT(Card(Months(name, 4, 4)),
                StatusIs(absl::StatusCode::kNotFound, name));
    EXPECT_THAT(Why(Question(name, "outcomes-met", 4, 4)),
                StatusIs(absl::StatusCode::kNotFound, name));
  }
}

TEST_F(MonitoringTest, AReturnBeforeItsContractWaitsForTheContract) {
  feeds_.Put(April("cedar-home", {0, 1, -1}));
  EXPECT_THAT(Card(Months("councils/E10000012/contracts/cedar-home", 4, 4)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(
      monitoring_.ProvidersOf("councils/E10000012/contracts/cedar-home"),
      StatusIs(absl::StatusCode::kNotFound));
  PutContract("cedar-home", "1-3", "Home support");
  const auto card = Card(Months(kCouncil, 4, 4));
  ASSERT_EQ(card->rows_size(), 3);
  EXPECT_EQ(card->rows(2).figures(0).denominator(), 3);
}

TEST_F(MonitoringTest, SaysAllThatIsWrongWithARequestAtOnce) {
  auto request = Months("councils/E10000012/people/ada", 13, 0);
  request.add_min_as_of()->set_feed("weather");
  request.mutable_wait()->set_seconds(31);
  const absl::Status status = Card(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::string> codes;
  for (const auto& fault : FaultsOf(status)) {
    codes.push_back(absl::StrCat(fault.field(), " ", fault.reason()));
  }
  EXPECT_THAT(codes,
              UnorderedElementsAre("name BAD_SUBJECT", "from_month MONTH_RANGE",
                                   "to_month MONTH_RANGE", "wait WAIT_RANGE",
                                   "min_as_of[0].feed UNKNOWN_FEED"));
}

TEST_F(MonitoringTest, RefusesRangesThatEndEarlyOrAreTooLong) {
  EXPECT_THAT(Card(Months(kCouncil, 5, 4)),
              StatusIs(absl::StatusCode::kInvalidArgument, "2025-05"));
  auto request = Months(kCouncil, 1, 1);
  request.mutable_from_month()->set_year(1975);
  EXPECT_THAT(Card(request), IsOk());
  request.mutable_from_month()->set_year(1974);
  request.mutable_from_month()->set_month(12);
  EXPECT_THAT(Card(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(MonitoringTest, AScorecardWaitsForWhatItsReaderJustChanged) {
  store_.CatchUp();
  feeds_.Put(April("acorn-home", {0, 1, -1}));
  auto request = Months(kHome, 4, 4);
  auto& outcomes = *request.add_min_as_of();
  outcomes.set_feed("outcomes");
  outcomes.set_sequence(1);
  EXPECT_THAT(Ask(request).get(),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  request.mutable_wait()->set_seconds(30);
  auto waiting = Ask(request);
  EXPECT_EQ(waiting.wait_for(std::chrono::seconds(0)),
            std::future_status::timeout);
  store_.CatchUp();
  monitoring_.Moved();
  const auto card = waiting.get();
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->total().figures(0).denominator(), 3);
  EXPECT_EQ(card->as_of(1).sequence(), 1);
}

TEST_F(MonitoringTest, CallsThatWaitEndWhenTheServiceStops) {
  store_.CatchUp();
  auto request = Months(kHome, 4, 4);
  request.add_min_as_of()->set_feed("outcomes");
  request.mutable_min_as_of(0)->set_sequence(1);
  request.mutable_wait()->set_seconds(30);
  auto before = Ask(request);
  monitoring_.Stop();
  EXPECT_THAT(before.get(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Ask(request).get(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(MonitoringTest, ExplainsAFigureDownToItsReturns) {
  clock_.Advance(absl::Hours(24));
  Return april = April("acorn-home", {0, 1, -1, 0});
  april.mutable_entries(3)->clear_person_voice();
  april.mutable_entries(3)->clear_provider_voice();
  auto& away = *april.add_entries();
  away.set_outcome("councils/E10000012/people/bob/outcomes/1");
  away.set_not_worked_on(true);
  feeds_.Put(april);
  const auto why = Why(Question(kHome, "outcomes-met", 4, 6));
  ASSERT_THAT(why, IsOk());
  EXPECT_EQ(why->subject(), kHome);
  EXPECT_EQ(why->figure().numerator(), 2);
  EXPECT_EQ(why->figure().denominator(), 3);
  EXPECT_EQ(why->people(), 2);
  ASSERT_EQ(why->lines_size(), 2);
  EXPECT_THAT(why->lines(0), EqualsProto(ParseText<v1::ExplanationLine>(R"(
                name: "councils/E10000012/contracts/acorn-home/returns/2025-04"
                contract: "councils/E10000012/contracts/acorn-home"
                period: "2025-04"
                version: 1
                people: 2
                numerator: 2
                denominator: 3
                exclusions {
                  reason: "could not be worked on in the period" count: 1
                }
                exclusions { reason: "rated by nobody" count: 1 }
                note: "accepted, 2 of 3"
              )")));
  EXPECT_EQ(why->lines(1).note(),
            "due 15 June 2025, not submitted: nothing to count");
  EXPECT_EQ(why->exclusions_size(), 2);
}

TEST_F(MonitoringTest, ExplainsReturnsOnTimeByTheirDates) {
  clock_.Advance(absl::Hours(24));
  feeds_.Put(April("acorn-home", {0}));
  const auto why = Why(Question(kHome, "returns-on-time", 4, 6));
  ASSERT_THAT(why, IsOk());
  ASSERT_EQ(why->lines_size(), 3);
  EXPECT_EQ(why->lines(0).note(),
            "due 15 May 2025, submitted 12 May 2025: on time");
  EXPECT_EQ(why->lines(1).note(),
            "due 15 June 2025, not submitted: not on time");
  EXPECT_EQ(why->lines(2).note(),
            "due 15 July 2025, not before today: not counted yet");
  EXPECT_EQ(why->figure().no_value(), v1::Figure::NO_VALUE_TOO_FEW);
  EXPECT_EQ(why->people(), 0);
}

TEST_F(MonitoringTest, ExplainsStepDownsByPackageAndPagesThem) {
  for (int i = 0; i < 7; ++i) {
    Package package = ParseText<Package>(R"(
      contract: "councils/E10000012/contracts/acorn-home"
      levels { from_date { year: 2025 month: 3 day: 1 } weekly_minutes: 600 }
      levels {
        from_date { year: 2025 month: 4 day: 7 }
        weekly_minutes: 300 agreement: AGREEMENT_PERSON_AGREES
      }
      levels { from_date { year: 2025 month: 5 day: 5 } weekly_minutes: 60 }
    )");
    package.set_name(absl::StrCat(kCouncil, "/packages/k", i));
    feeds_.Put(package);
  }
  auto request = Question(kAcorn, "step-down-agreed", 4, 5);
  request.set_page_size(5);
  std::vector<std::string> lines;
  int64_t agreed = 0;
  int pages = 0;
  do {
    const auto why = Why(request);
    ASSERT_THAT(why, IsOk());
    EXPECT_EQ(why->figure().numerator(), 7);
    EXPECT_EQ(why->figure().denominator(), 14);
    EXPECT_EQ(why->people(), 14);
    for (const v1::ExplanationLine& line : why->lines()) {
      lines.push_back(absl::StrCat(line.period(), " ", line.name()));
      agreed += line.numerator();
    }
    request.set_page_token(why->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(agreed, 7);
  ASSERT_EQ(lines.size(), 14u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_EQ(lines.front(), "2025-04 councils/E10000012/packages/k0");
}

TEST_F(MonitoringTest, AStepDownOfClientLevelDataIsNeitherAgreedNorLacking) {
  feeds_.Put(ParseText<Package>(R"(
    name: "councils/E10000012/packages/k"
    person: "councils/E10000012/people/k"
    provider: "councils/E10000012/providers/1-1"
    origin: ORIGIN_CLIENT_LEVEL_DATA
    start_date { year: 2025 month: 3 day: 1 }
    levels { from_date { year: 2025 month: 3 day: 1 } weekly_minutes: 600 }
    levels { from_date { year: 2025 month: 4 day: 7 } weekly_minutes: 300 }
    end_date { year: 2025 month: 4 day: 30 }
    sequel: SEQUEL_NO_SUPPORT
  )"));
  for (const char* const subject : {kCouncil, kAcorn, kHome}) {
    const auto why = Why(Question(subject, "step-down-agreed", 4, 4));
    ASSERT_THAT(why, IsOk());
    EXPECT_EQ(why->figure().denominator(), 0) << subject;
    EXPECT_EQ(why->figure().no_value(), v1::Figure::NO_VALUE_NOT_APPLICABLE);
  }
  EXPECT_EQ(Dump(store_.db()).find("stepDowns"), std::string::npos);
  EXPECT_EQ(Card(Months(kCouncil, 4, 4))->total().contracts(), 3);
}

TEST_F(MonitoringTest, APageTokenIsForItsOwnQuestionOnly) {
  feeds_.Put(April("acorn-home", {0}));
  auto request = Question(kAcorn, "returns-on-time", 4, 6);
  request.set_page_size(1);
  const auto why = Why(request);
  ASSERT_THAT(why, IsOk());
  request.set_page_token(why->next_page_token());
  request.set_metric("outcomes-met");
  EXPECT_THAT(Why(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(MonitoringTest, AnUnknownMetricIsNotFound) {
  const auto why = Why(Question(kHome, "happiness", 4, 4));
  EXPECT_THAT(why, StatusIs(absl::StatusCode::kNotFound, "outcomes-met"));
  EXPECT_THAT(why, HasReason("UNKNOWN_METRIC"));
}

TEST_F(MonitoringTest, KnowsTheProviderOfAContract) {
  store_.CatchUp();
  EXPECT_THAT(*monitoring_.ProvidersOf(kHome), ElementsAre(kAcorn));
  EXPECT_THAT(*monitoring_.ProvidersOf(kAcorn), ElementsAre(kAcorn));
  EXPECT_THAT(monitoring_.ProvidersOf(kCouncil),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(monitoring_.ProvidersOf("councils/E10000012/contracts/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tidemark::monitoring
