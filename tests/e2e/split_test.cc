// The same services, each in a process of its own: no code knows which.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

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
#include "tidemark/monitoring/v1/chart_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/oversight/v1/oversight_service.grpc.pb.h"

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
using oversight::v1::OversightService;

constexpr char kCouncil[] = "councils/E10000012";
constexpr char kProvider[] = "councils/E10000012/providers/1-101668892";
constexpr char kContract[] = "councils/E10000012/contracts/home-support";
constexpr char kPerson[] = "councils/E10000012/people/p-1";
constexpr char kWalk[] = "councils/E10000012/people/p-1/outcomes/walk";
constexpr char kApril[] =
    "councils/E10000012/contracts/home-support/returns/2025-04";

const std::vector<std::string> kMonitoringPeers = {"contracts", "outcomes",
                                                   "enablement", "oversight"};
const std::vector<std::string> kOversightPeers = {"contracts", "outcomes",
                                                  "enablement", "monitoring"};

// An address at which nothing listens.
std::string FreeAddress() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(descriptor, any, sizeof(address)) == 0 &&
                     getsockname(descriptor, any, &length) == 0;
  EXPECT_TRUE(bound);
  close(descriptor);
  return absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
}

class SplitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Serve("contracts", {}));
    ASSERT_NO_FATAL_FAILURE(Serve("outcomes", {"contracts"}));
    ASSERT_NO_FATAL_FAILURE(Serve("enablement", {"contracts"}));
    // These two ask each other.
    ASSERT_NO_FATAL_FAILURE(Serve("oversight", kOversightPeers));
    ASSERT_NO_FATAL_FAILURE(Serve("monitoring", kMonitoringPeers));
    ASSERT_NO_FATAL_FAILURE(Serve(
        "incentives", {"contracts", "outcomes", "enablement", "monitoring"}));
  }

  // Where a module is, or will be.
  const std::string& AddressOf(const std::string& module) {
    std::string& address = addresses_[module];
    if (address.empty()) address = FreeAddress();
    return address;
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
    std::vector<std::string> flags = {"--modules", module, "--listen",
                                      AddressOf(module)};
    for (const std::string& peer : peers) {
      flags.push_back("--peers");
      flags.push_back(absl::StrCat(peer, "=", AddressOf(peer)));
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
    for (const std::string& module : kMonitoringPeers) {
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
  std::map<std::string, std::string> addresses_;
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
  ASSERT_NO_FATAL_FAILURE(Serve("monitoring", kMonitoringPeers));
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

TEST_F(SplitTest, SignalsAndBaselinesPassBetweenMonitoringAndOversight) {
  ASSERT_THAT(StoreCouncil(At("contracts"), kCouncil), IsOk());
  ASSERT_THAT(StoreProvider(At("contracts"), kProvider, "Ada Homecare"),
              IsOk());
  ASSERT_THAT(
      StoreContract(At("contracts"), kContract, kProvider, "Home support"),
      IsOk());
  const auto ada = At("oversight").As(Commissioner(kCouncil));
  oversight::v1::RefreshSignalsRequest refresh;
  refresh.set_parent(kCouncil);
  refresh.set_request_id("6d0f6d7c-8a3f-4f5e-9a36-0c6f0a3f2c11");
  const auto counts =
      ada->Unary(&OversightService::Stub::RefreshSignals, refresh);
  ASSERT_THAT(counts, IsOk());
  EXPECT_GT(counts->standing(), 0);

  oversight::v1::CreateBaselineRequest create;
  create.set_parent(kCouncil);
  create.set_baseline_id("team");
  create.mutable_baseline()->set_subject(kProvider);
  create.mutable_baseline()->set_metric("outcomes-met");
  create.mutable_baseline()->mutable_first_month()->set_year(2025);
  create.mutable_baseline()->mutable_first_month()->set_month(4);
  create.mutable_baseline()->set_reason("A new team");
  ASSERT_THAT(ada->Unary(&OversightService::Stub::CreateBaseline, create),
              IsOk());
  // Monitoring's charts know it once its figures know what is stored.
  OutcomesMet();
  monitoring::v1::GetSeriesRequest series;
  series.set_name(kProvider);
  series.set_metric("outcomes-met");
  *series.mutable_from_month() = create.baseline().first_month();
  *series.mutable_to_month() = create.baseline().first_month();
  const auto drawn =
      At("monitoring")
          .As(Commissioner(kCouncil))
          ->Unary(&monitoring::v1::ChartService::Stub::GetSeries, series);
  ASSERT_THAT(drawn, IsOk());
  EXPECT_EQ(drawn->phases(0).reason(), "A new team");

  // A person closes a signal; killing either loses nothing.
  oversight::v1::ListSignalsRequest list;
  list.set_parent(kCouncil);
  auto signals = ada->Unary(&OversightService::Stub::ListSignals, list);
  ASSERT_THAT(signals, IsOk());
  ASSERT_GT(signals->signals_size(), 0);
  oversight::v1::CloseSignalRequest close;
  close.set_name(signals->signals(0).name());
  close.set_words("Rang them");
  ASSERT_THAT(ada->Unary(&OversightService::Stub::CloseSignal, close), IsOk());
  servers_.at("oversight").Kill();
  servers_.at("monitoring").Kill();
  ASSERT_NO_FATAL_FAILURE(Serve("oversight", kOversightPeers));
  ASSERT_NO_FATAL_FAILURE(Serve("monitoring", kMonitoringPeers));
  const auto back = At("oversight").As(Commissioner(kCouncil));
  // Connections that were cut are tried again, as for any other request.
  refresh.set_request_id("6d0f6d7c-8a3f-4f5e-9a36-0c6f0a3f2c12");
  const auto again =
      back->Unary(&OversightService::Stub::RefreshSignals, refresh);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->raised(), 0);
  EXPECT_EQ(again->standing(), counts->standing());
  oversight::v1::GetSignalRequest get;
  get.set_name(close.name());
  const auto closed = back->Unary(&OversightService::Stub::GetSignal, get);
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->state(), oversight::v1::Signal::STATE_DEALT_WITH);
}

}  // namespace
}  // namespace tidemark::e2e
