// The same services, each in a process of its own: no code knows which.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/incentives/v1/statement_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::testing::AnyOf;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

using contracts::v1::ContractsService;
using feed::v1::FeedService;
using incentives::v1::StatementService;
using monitoring::v1::Figure;
using monitoring::v1::MonitoringService;
using outcomes::v1::OutcomesService;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr char kContract[] = "councils/E10000012/contracts/home-support";
constexpr char kPerson[] = "councils/E10000012/people/p-1";
constexpr char kWalk[] = "councils/E10000012/people/p-1/outcomes/walk";
constexpr char kApril[] =
    "councils/E10000012/contracts/home-support/returns/2025-04";

class SplitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Serve("contracts", {}));
    ASSERT_NO_FATAL_FAILURE(Serve("outcomes", {"contracts"}));
    ASSERT_NO_FATAL_FAILURE(Serve("enablement", {"contracts"}));
    ASSERT_NO_FATAL_FAILURE(
        Serve("monitoring", {"contracts", "outcomes", "enablement"}));
    ASSERT_NO_FATAL_FAILURE(Serve(
        "incentives", {"contracts", "outcomes", "enablement", "monitoring"}));
  }

  // Starts a process with one module, which calls `peers`.
  void Serve(const std::string& module, const std::vector<std::string>& peers) {
    const std::string data = dir_ / module;
    if (module != "contracts" && !std::filesystem::exists(data)) {
      // One installation has one key.
      std::filesystem::create_directories(data);
      std::filesystem::copy(dir_ / "contracts/keys", data + "/keys",
                            std::filesystem::copy_options::recursive);
    }
    std::vector<std::string> flags = {"--modules", module};
    for (const std::string& peer : peers) {
      flags.push_back("--peers");
      flags.push_back(absl::StrCat(peer, "=", servers_.at(peer).address()));
    }
    absl::StatusOr<ServerProcess> server = ServerProcess::Start(data, flags);
    ASSERT_THAT(server, IsOk());
    servers_.erase(module);
    servers_.emplace(module, *std::move(server));
  }

  const ServerProcess& At(const std::string& module) const {
    return servers_.at(module);
  }

  // The provider's figure, once it knows what each process holds by now.
  Figure OutcomesMet() {
    monitoring::v1::GetScorecardRequest request;
    request.set_name(kProvider);
    request.mutable_from_month()->set_year(2025);
    request.mutable_from_month()->set_month(4);
    *request.mutable_to_month() = request.from_month();
    request.mutable_wait()->set_seconds(30);
    for (const std::string module : {"contracts", "outcomes", "enablement"}) {
      feed::v1::ListChangesRequest changes;
      changes.set_parent(kCouncil);
      changes.set_feed(module);
      changes.set_after_sequence(-1);
      const auto end = At(module)
                           .As(Commissioner(kCouncil))
                           ->Unary(&FeedService::Stub::ListChanges, changes);
      EXPECT_THAT(end, IsOk());
      if (!end.ok()) return {};
      auto& position = *request.add_min_as_of();
      position.set_feed(module);
      position.set_sequence(end->last_sequence());
    }
    const auto card =
        At("monitoring")
            .As(Commissioner(kCouncil))
            ->Unary(&MonitoringService::Stub::GetScorecard, request);
    EXPECT_THAT(card, IsOk());
    return card.ok() ? FigureOf(card->total(), "outcomes-met") : Figure();
  }

  // Gives the contract terms from its first day on.
  void PayForOutcomes() {
    contracts::v1::VaryContractRequest vary;
    vary.mutable_contract()->set_name(kContract);
    auto& terms = *vary.mutable_contract()->mutable_incentive_terms();
    terms.set_first_met_pence(5000);
    terms.set_step_down_pence(10000);
    vary.mutable_update_mask()->add_paths("incentive_terms");
    *vary.mutable_effective_date() = Day("2025-04-01");
    vary.set_reason("Outcomes are to pay");
    ASSERT_THAT(At("contracts")
                    .As(Commissioner(kCouncil))
                    ->Unary(&ContractsService::Stub::VaryContract, vary),
                IsOk());
  }

  // Issues April's statement, or says why not; asks once.
  absl::StatusOr<incentives::v1::Statement> Issue() {
    incentives::v1::IssueStatementRequest issue;
    issue.set_name(absl::StrCat(kContract, "/statements/2025-04"));
    return At("incentives")
        .As(Commissioner(kCouncil))
        ->Unary(&StatementService::Stub::IssueStatement, issue,
                {.timeout = absl::Seconds(20), .retry = false});
  }

  const TempDir dir_;
  std::map<std::string, ServerProcess> servers_;
};

TEST_F(SplitTest, ServicesInProcessesOfTheirOwnDoTheSame) {
  ASSERT_THAT(StoreCouncil(At("contracts"), kCouncil), IsOk());
  ASSERT_THAT(StoreProvider(At("contracts"), kProvider, "Ada Homecare"),
              IsOk());
  ASSERT_THAT(
      StoreContract(At("contracts"), kContract, kProvider, "Home support"),
      IsOk());
  ASSERT_THAT(StorePerson(At("outcomes"), kPerson), IsOk());
  // The contract is asked for where it lives.
  ASSERT_THAT(StoreOutcome(At("outcomes"), kWalk, kContract, "Walk again"),
              IsOk());
  ASSERT_THAT(StorePackage(At("enablement"), "councils/E10000012/packages/k-1",
                           kPerson, kContract, "Managing well"),
              IsOk());
  outcomes::v1::SubmitReturnRequest submit;
  submit.set_name(kApril);
  *submit.add_entries() = Entry(kWalk, 1, 1);
  ASSERT_THAT(At("outcomes")
                  .As(ProviderUser(kProvider))
                  ->Unary(&OutcomesService::Stub::SubmitReturn, submit),
              IsOk());
  outcomes::v1::AcceptReturnRequest accept;
  accept.set_name(kApril);
  ASSERT_THAT(At("outcomes")
                  .As(Commissioner(kCouncil))
                  ->Unary(&OutcomesService::Stub::AcceptReturn, accept),
              IsOk());
  const Figure met = OutcomesMet();
  EXPECT_EQ(met.numerator(), 1);
  EXPECT_EQ(met.denominator(), 1);

  // What was accepted a moment ago is paid for.
  ASSERT_NO_FATAL_FAILURE(PayForOutcomes());
  const auto paid = Issue();
  ASSERT_THAT(paid, IsOk());
  EXPECT_EQ(paid->total_pence(), 5000);

  // A process serves its own module only.
  EXPECT_THAT(At("contracts")
                  .As(Commissioner(kCouncil))
                  ->Unary(&OutcomesService::Stub::AcceptReturn, accept),
              StatusIs(absl::StatusCode::kUnimplemented));

  // While monitoring is away the others go on; it catches up when it is back.
  servers_.at("monitoring").Kill();
  outcomes::v1::WithdrawReturnRequest withdraw;
  withdraw.set_name(kApril);
  withdraw.set_reason("Another month's");
  ASSERT_THAT(At("outcomes")
                  .As(ProviderUser(kProvider))
                  ->Unary(&OutcomesService::Stub::WithdrawReturn, withdraw),
              IsOk());
  ASSERT_NO_FATAL_FAILURE(
      Serve("monitoring", {"contracts", "outcomes", "enablement"}));
  EXPECT_EQ(OutcomesMet().denominator(), 0);
}

// A statement rests on all that is stored, or there is none.
TEST_F(SplitTest, NothingIsPaidWhileNotAllIsKnown) {
  ASSERT_THAT(StoreCouncil(At("contracts"), kCouncil), IsOk());
  ASSERT_THAT(StoreProvider(At("contracts"), kProvider, "Ada Homecare"),
              IsOk());
  ASSERT_THAT(
      StoreContract(At("contracts"), kContract, kProvider, "Home support"),
      IsOk());
  ASSERT_NO_FATAL_FAILURE(PayForOutcomes());
  for (const std::string away : {"monitoring", "outcomes"}) {
    servers_.at(away).Kill();
    EXPECT_THAT(Issue(), AnyOf(StatusIs(absl::StatusCode::kUnavailable),
                               StatusIs(absl::StatusCode::kDeadlineExceeded)))
        << away;
  }
}

}  // namespace
}  // namespace tidemark::e2e
