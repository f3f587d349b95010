// The system's main job as a commissioner could read it aloud: what a provider
// reports becomes figures, and what is taken back leaves them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/clock.h"
#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

using monitoring::v1::Explanation;
using monitoring::v1::ExplanationLine;
using monitoring::v1::Figure;
using monitoring::v1::MonitoringService;
using monitoring::v1::Scorecard;
using outcomes::v1::OutcomesService;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr char kContract[] = "councils/E10000012/contracts/home-support";
constexpr char kApril[] =
    "councils/E10000012/contracts/home-support/returns/2025-04";
constexpr char kMay[] =
    "councils/E10000012/contracts/home-support/returns/2025-05";
constexpr char kWalk[] = "councils/E10000012/people/p-1/outcomes/walk";
constexpr char kCook[] = "councils/E10000012/people/p-1/outcomes/cook";
constexpr char kChoir[] = "councils/E10000012/people/p-2/outcomes/choir";

// What a figure says, without its interval.
MATCHER_P2(IsShare, numerator, denominator, "") {
  *result_listener << arg.ShortDebugString();
  return arg.numerator() == numerator && arg.denominator() == denominator;
}

class StoryTest : public ::testing::Test {
 protected:
  // A council, a provider with a contract in force, and two people with what
  // matters to them.
  void SetUp() override {
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(dir_ / "data");
    ASSERT_THAT(server, IsOk());
    server_.emplace(*std::move(server));
    ASSERT_THAT(StoreCouncil(*server_, kCouncil), IsOk());
    ASSERT_THAT(StoreProvider(*server_, kProvider, "Ada Homecare"), IsOk());
    ASSERT_THAT(
        StoreContract(*server_, kContract, kProvider, "Home support, mid"),
        IsOk());
    for (const char* const person :
         {"councils/E10000012/people/p-1", "councils/E10000012/people/p-2"}) {
      ASSERT_THAT(StorePerson(*server_, person), IsOk());
    }
    ASSERT_THAT(
        StoreOutcome(*server_, kWalk, kContract, "Walk to the shop again"),
        IsOk());
    ASSERT_THAT(StoreOutcome(*server_, kCook, kContract, "Cook for my sister"),
                IsOk());
    ASSERT_THAT(StoreOutcome(*server_, kChoir, kContract, "Sing with others"),
                IsOk());
    provider_ = server_->As(ProviderUser(kProvider));
    commissioner_ = server_->As(Commissioner(kCouncil));
  }

  void TearDown() override {
    // A server that stops waits a while for callers who are still connected.
    provider_.reset();
    commissioner_.reset();
    if (server_) {
      EXPECT_THAT(server_->Stop(), IsOk());
    }
  }

  absl::StatusOr<Return> Submit(const std::string& name,
                                const std::vector<ReturnEntry>& entries,
                                const std::string& reason = "") {
    outcomes::v1::SubmitReturnRequest request;
    request.set_name(name);
    *request.mutable_entries() = {entries.begin(), entries.end()};
    request.set_reason(reason);
    return provider_->Unary(&OutcomesService::Stub::SubmitReturn, request);
  }

  // A return that came on paper on the day `received`.
  absl::StatusOr<Return> SubmitOnPaper(const std::string& name,
                                       const std::vector<ReturnEntry>& entries,
                                       const std::string& received) {
    outcomes::v1::SubmitReturnRequest request;
    request.set_name(name);
    *request.mutable_entries() = {entries.begin(), entries.end()};
    *request.mutable_received_date() = Day(received);
    return commissioner_->Unary(&OutcomesService::Stub::SubmitReturn, request);
  }

  absl::StatusOr<Return> Accept(const std::string& name) {
    outcomes::v1::AcceptReturnRequest request;
    request.set_name(name);
    return commissioner_->Unary(&OutcomesService::Stub::AcceptReturn, request);
  }

  absl::StatusOr<Return> Withdraw(const std::string& name) {
    outcomes::v1::WithdrawReturnRequest request;
    request.set_name(name);
    request.set_reason("Sent for the wrong month");
    return provider_->Unary(&OutcomesService::Stub::WithdrawReturn, request);
  }

  // The figures with all that is stored by now.
  Scorecard ScorecardOf(const std::string& subject) {
    const auto request =
        ScorecardAfterNow(*server_, subject, absl::Seconds(30));
    EXPECT_THAT(request, IsOk());
    const auto scorecard =
        commissioner_->Unary(&MonitoringService::Stub::GetScorecard, *request);
    EXPECT_THAT(scorecard, IsOk());
    return scorecard.value_or(Scorecard());
  }

  Figure OfProvider(absl::string_view metric) {
    return FigureOf(ScorecardOf(kProvider).total(), metric);
  }

  // Why a figure of the provider is as it is. The lines must add up to it.
  Explanation Explain(const std::string& metric) {
    const auto explanation = commissioner_->Unary(
        &MonitoringService::Stub::ExplainFigure, Why(metric, kProvider));
    EXPECT_THAT(explanation, IsOk());
    if (!explanation.ok()) return {};
    int64_t numerator = 0;
    int64_t denominator = 0;
    for (const ExplanationLine& line : explanation->lines()) {
      numerator += line.numerator();
      denominator += line.denominator();
    }
    EXPECT_THAT(explanation->figure(), IsShare(numerator, denominator));
    return *explanation;
  }

  const TempDir dir_;
  std::optional<ServerProcess> server_;
  std::shared_ptr<rpc::Connection> provider_;
  std::shared_ptr<rpc::Connection> commissioner_;
};

TEST_F(StoryTest, AProvidersReturnBecomesACommissionersScorecard) {
  // Before anything was returned, the figures say so; they are not 0.
  const Figure before = OfProvider("outcomes-met");
  EXPECT_FALSE(before.has_value());
  EXPECT_EQ(before.no_value(), Figure::NO_VALUE_MISSING);

  // The provider saves what it knows so far.
  outcomes::v1::SaveReturnRequest draft;
  draft.mutable_return_()->set_name(kApril);
  *draft.mutable_return_()->add_entries() = Entry(kWalk, 1, 1);
  const auto saved =
      provider_->Unary(&OutcomesService::Stub::SaveReturn, draft);
  ASSERT_THAT(saved, IsOk());
  EXPECT_EQ(saved->state(), Return::STATE_IN_PROGRESS);

  // It submits, with a slip of the finger and one outcome forgotten. Both are
  // named at once, and nothing is submitted.
  const auto slip = Submit(kApril, {Entry(kWalk, 1, 1), Entry(kCook, 22, 0)});
  EXPECT_THAT(slip, StatusIs(absl::StatusCode::kInvalidArgument));
  const std::vector<api::v1::Fault> faults = FaultsOf(slip.status());
  ASSERT_FALSE(faults.empty());
  EXPECT_EQ(faults[0].field(), "entries[1].person_voice.level");
  EXPECT_THAT(faults[0].description(), HasSubstr("-2 to 2"));

  const auto forgotten =
      Submit(kApril, {Entry(kWalk, 1, 1), Entry(kCook, -1, 0)});
  EXPECT_THAT(forgotten, StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(FaultsOf(forgotten.status()), SizeIs(1));
  EXPECT_EQ(FaultsOf(forgotten.status())[0].reason(), "OUTCOME_MISSING");
  EXPECT_EQ(FaultsOf(forgotten.status())[0].value(), kChoir);

  // It mends both and submits. Until the council accepts, nothing counts.
  const auto submitted =
      Submit(kApril, {Entry(kWalk, 1, 1), Entry(kCook, -1, 0),
                      Entry(kChoir, std::nullopt, 0)});
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->state(), Return::STATE_SUBMITTED);
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(0, 0));

  // The council accepts, and the scorecard moves. The person's own word decides
  // on cooking, where the two disagree.
  ASSERT_THAT(Accept(kApril), IsOk());
  const Scorecard scorecard = ScorecardOf(kProvider);
  const Figure met = FigureOf(scorecard.total(), "outcomes-met");
  EXPECT_THAT(met, IsShare(2, 3));
  EXPECT_DOUBLE_EQ(met.value(), 2.0 / 3.0);
  // Wilson's interval of 2 out of 3.
  EXPECT_NEAR(met.interval().lower(), 0.2077, 0.0001);
  EXPECT_NEAR(met.interval().upper(), 0.9385, 0.0001);
  EXPECT_THAT(FigureOf(scorecard.total(), "own-rating"), IsShare(2, 3));
  EXPECT_THAT(FigureOf(scorecard.total(), "voices-disagree"), IsShare(1, 2));
  EXPECT_EQ(scorecard.total().display_name(), "Ada Homecare");
  EXPECT_EQ(scorecard.total().returns_accepted(), 1);
  EXPECT_EQ(scorecard.total().returns_due(), 12);
  ASSERT_THAT(scorecard.rows(), SizeIs(1));
  EXPECT_EQ(scorecard.rows(0).subject(), kContract);

  // It is the same on the contract and, with one provider, on the council.
  EXPECT_THAT(FigureOf(ScorecardOf(kContract).total(), "outcomes-met"),
              IsShare(2, 3));
  EXPECT_THAT(FigureOf(ScorecardOf(kCouncil).total(), "outcomes-met"),
              IsShare(2, 3));

  // Asked why, the figure names the return, its version and its people.
  const Explanation why = Explain("outcomes-met");
  std::vector<std::string> behind;
  for (const ExplanationLine& line : why.lines()) {
    if (line.denominator() > 0) behind.push_back(line.name());
    if (line.name() != kApril) continue;
    EXPECT_EQ(line.contract(), kContract);
    EXPECT_EQ(line.period(), "2025-04");
    EXPECT_EQ(line.version(), 1);
    EXPECT_EQ(line.people(), 2);
  }
  EXPECT_THAT(behind, ElementsAre(kApril));
}

TEST_F(StoryTest, ACorrectedReturnCorrectsTheFiguresExactly) {
  ASSERT_THAT(Submit(kApril, {Entry(kWalk, 1, 1), Entry(kCook, -1, 0),
                              Entry(kChoir, 0, 0)}),
              IsOk());
  ASSERT_THAT(Accept(kApril), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(2, 3));

  // A correction needs a reason.
  const std::vector<ReturnEntry> corrected = {
      Entry(kWalk, -1, 1), Entry(kCook, -1, 0), Entry(kChoir, std::nullopt, 0)};
  EXPECT_THAT(Submit(kApril, corrected),
              StatusIs(absl::StatusCode::kInvalidArgument, "reason"));

  // While it waits, what was accepted before stands.
  const auto again = Submit(kApril, corrected, "Walk was misread");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), Return::STATE_RESUBMITTED);
  EXPECT_EQ(again->version(), 2);
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(2, 3));
  EXPECT_THAT(OfProvider("own-rating"), IsShare(3, 3));

  // Accepted, it replaces the first version whole.
  ASSERT_THAT(Accept(kApril), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(1, 3));
  EXPECT_THAT(OfProvider("own-rating"), IsShare(2, 3));
  EXPECT_THAT(OfProvider("voices-disagree"), IsShare(2, 2));
  const Explanation why = Explain("outcomes-met");
  for (const ExplanationLine& line : why.lines()) {
    if (line.name() == kApril) {
      EXPECT_EQ(line.version(), 2);
    }
  }
}

TEST_F(StoryTest, AWithdrawnReturnLeavesTheFigures) {
  const std::vector<ReturnEntry> entries = {
      Entry(kWalk, 1, 1), Entry(kCook, -1, 0), Entry(kChoir, 0, 0)};
  ASSERT_THAT(Submit(kApril, entries), IsOk());
  ASSERT_THAT(Accept(kApril), IsOk());
  ASSERT_THAT(Submit(kMay, entries), IsOk());
  ASSERT_THAT(Accept(kMay), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(4, 6));

  ASSERT_THAT(Withdraw(kMay), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(2, 3));
  EXPECT_EQ(ScorecardOf(kProvider).total().returns_accepted(), 1);
  ASSERT_THAT(Withdraw(kApril), IsOk());
  const Figure none = OfProvider("outcomes-met");
  EXPECT_THAT(none, IsShare(0, 0));
  EXPECT_EQ(none.no_value(), Figure::NO_VALUE_MISSING);

  // Submitted anew, it counts again.
  ASSERT_THAT(Submit(kApril, entries), IsOk());
  ASSERT_THAT(Accept(kApril), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(2, 3));
}

TEST_F(StoryTest, AReturnIsOnTimeByTheDayOnWhichItCame) {
  const std::vector<ReturnEntry> entries = {
      Entry(kWalk, 1, 1), Entry(kCook, -1, 0), Entry(kChoir, 0, 0)};
  // April's return is due 15 days after 30 April 2025, a Thursday; May's 15
  // days after 31 May, a Sunday, so on Monday 16 June.
  const auto april = SubmitOnPaper(kApril, entries, "2025-05-15");
  ASSERT_THAT(april, IsOk());
  EXPECT_EQ(april->due_date().day(), 15);
  EXPECT_EQ(april->first_submit_date().day(), 15);
  const auto may = SubmitOnPaper(kMay, entries, "2025-06-17");
  ASSERT_THAT(may, IsOk());
  EXPECT_EQ(may->due_date().day(), 16);
  EXPECT_THAT(OfProvider("returns-on-time"), IsShare(1, 12));

  // Only the council can say when a return came.
  outcomes::v1::SubmitReturnRequest request;
  request.set_name("councils/E10000012/contracts/home-support/returns/2025-06");
  *request.mutable_entries() = {entries.begin(), entries.end()};
  *request.mutable_received_date() = Day("2025-07-01");
  EXPECT_THAT(provider_->Unary(&OutcomesService::Stub::SubmitReturn, request),
              StatusIs(absl::StatusCode::kInvalidArgument, "received_date"));
  // And not a day before the period was over.
  EXPECT_THAT(
      SubmitOnPaper("councils/E10000012/contracts/home-support/returns/2025-06",
                    entries, "2025-06-29"),
      StatusIs(absl::StatusCode::kInvalidArgument, "received_date"));
}

TEST_F(StoryTest, AReturnSentBackSaysWhyAndCanBeMended) {
  const std::vector<ReturnEntry> entries = {
      Entry(kWalk, 1, 1), Entry(kCook, -1, 0), Entry(kChoir, 0, 0)};
  ASSERT_THAT(Submit(kApril, entries), IsOk());
  outcomes::v1::SendBackReturnRequest back;
  back.set_name(kApril);
  back.set_reason("Please ask about the choir again");
  const auto sent =
      commissioner_->Unary(&OutcomesService::Stub::SendBackReturn, back);
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->comment(), "Please ask about the choir again");
  // What was sent back cannot be accepted.
  EXPECT_THAT(Accept(kApril), HasReason("RETURN_NOT_SUBMITTED"));
  ASSERT_THAT(Submit(kApril, entries), IsOk());
  ASSERT_THAT(Accept(kApril), IsOk());
  EXPECT_THAT(OfProvider("outcomes-met"), IsShare(2, 3));
}

TEST_F(StoryTest, AStepDownCountsWithThePersonsAgreement) {
  ASSERT_THAT(
      StorePackage(*server_, "councils/E10000012/packages/k-1",
                   "councils/E10000012/people/p-1", kContract, "Managing well"),
      IsOk());
  EXPECT_THAT(OfProvider("step-down-agreed"), IsShare(1, 1));
  const Explanation why = Explain("step-down-agreed");
  ASSERT_THAT(why.lines(), SizeIs(1));
  EXPECT_EQ(why.lines(0).name(), "councils/E10000012/packages/k-1");
  EXPECT_EQ(why.lines(0).period(), "2025-06");
}

// The scorecard is asked for as it will be with the commit in it, and must have
// it within a second, however often one looks.
TEST_F(StoryTest, ACommitShowsInTheScorecardWithinASecond) {
  const std::vector<ReturnEntry> entries = {
      Entry(kWalk, 1, 1), Entry(kCook, -1, 0), Entry(kChoir, 0, 0)};
  for (int month = 4; month <= 12; ++month) {
    const std::string name =
        absl::StrCat(kContract, "/returns/2025-", month < 10 ? "0" : "", month);
    ASSERT_THAT(Submit(name, entries), IsOk());
    const absl::Time before = Clock::System().Now();
    ASSERT_THAT(Accept(name), IsOk());
    const auto request =
        ScorecardAfterNow(*server_, kProvider, absl::Seconds(1));
    ASSERT_THAT(request, IsOk());
    const auto scorecard =
        commissioner_->Unary(&MonitoringService::Stub::GetScorecard, *request);
    ASSERT_THAT(scorecard, IsOk());
    EXPECT_LE(Clock::System().Now() - before, absl::Seconds(1));
    EXPECT_THAT(FigureOf(scorecard->total(), "outcomes-met"),
                IsShare(2 * (month - 3), 3 * (month - 3)));
  }
}

}  // namespace
}  // namespace tidemark::e2e
