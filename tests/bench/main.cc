// Measures what the README promises, as ratios within one run:
//
//   tidemark-bench --server PATH [--postgres SOCKET_DIR] [NAME ...]
//
//   submit     durable SubmitReturn (one person, five outcomes) against an
//              empty echo of the same server, at 64 and 256 calls at once, and
//              against the same transaction on PostgreSQL
//   bulk       outcome ratings a second through BatchSubmitReturns
//   import     rows of a file of many returns checked a second, and the memory
//   cld        events of client-level data a second, and a national measure
//              over a million of them
//   sheet      rows a second read from XLSX, ODS and CSV, and the memory for it
//   scorecard  a council's scorecard, 500 providers x 36 months, and the same
//              with ten times the people behind it
//   figures    what commissioners ask with 18 million ratings behind it, the
//              rebuild of the read side, and the same of PostgreSQL
//   freshness  how soon figures know a commit while 2,000 returns a second come
//   signals    who is found among providers that differ by chance only, and
//              among some that do not, in 36 months
//   gateway    what the gateway adds to a call, and how callers fare while
//              others hold 2,000 connections, send slowly, or send nonsense
//   packages   the money question and the time to independence over 20,000
//              packages

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tests/bench/cld.h"
#include "tests/bench/council.h"
#include "tests/bench/figures.h"
#include "tests/bench/freshness.h"
#include "tests/bench/gateway.h"
#include "tests/bench/import.h"
#include "tests/bench/measures.h"
#include "tests/bench/sheet.h"
#include "tests/bench/signals.h"
#include "tests/bench/submit.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark {
namespace {

using contracts::v1::Contract;
using outcomes::v1::OutcomesService;

void MeasureBulk(const std::string& binary) {
  constexpr int kContracts = 16;
  constexpr int kPeriods = 60;
  constexpr int kPeople = 50;
  constexpr int kOutcomes = 4;
  std::vector<double> rates;
  for (int round = 0; round < 3; ++round) {
    ServerProcess server(binary);
    Council council(server);
    const std::string provider = council.AddProvider(1);
    std::vector<outcomes::v1::SubmitReturnRequest> requests;
    for (int c = 0; c < kContracts; ++c) {
      const Contract contract = council.AddContract(provider, c, 2015, 6);
      const auto names = council.AddPeople(contract, kPeople, kOutcomes);
      for (int p = 0; p < kPeriods; ++p) {
        requests.push_back(ReturnOf(contract, p, names, requests.size()));
      }
    }
    const auto connection = server.Connect(api::v1::ROLE_PROVIDER, provider);
    const absl::Time start = absl::Now();
    SubmitInBatches(*connection, requests, 10, 4);
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    rates.push_back(kContracts * kPeriods * kPeople * kOutcomes / seconds);
  }
  std::printf(
      "bulk: %d ratings through BatchSubmitReturns: %.0f ratings/s "
      "(%.0f to %.0f)\n",
      kContracts * kPeriods * kPeople * kOutcomes, Median(rates),
      *std::min_element(rates.begin(), rates.end()),
      *std::max_element(rates.begin(), rates.end()));
}

// The p50 and p99 of a council's scorecard in milliseconds, with `people`
// behind each of 500 contracts and returns for 36 months.
std::pair<double, double> ScorecardLatency(const std::string& binary,
                                           int people) {
  constexpr int kProviders = 500;
  constexpr int kMonths = 36;
  constexpr int kCalls = 400;
  ServerProcess server(binary);
  Council council(server);
  for (int p = 0; p < kProviders; ++p) {
    const std::string provider = council.AddProvider(p);
    const Contract contract = council.AddContract(provider, p, 2022, 3);
    const auto names = council.AddPeople(contract, people, 2);
    std::vector<outcomes::v1::SubmitReturnRequest> requests;
    for (int m = 0; m < kMonths; ++m) {
      requests.push_back(
          ReturnOf(contract, m, names, static_cast<uint64_t>(p * kMonths + m)));
    }
    SubmitInBatches(*server.Connect(api::v1::ROLE_PROVIDER, provider), requests,
                    requests.size(), 1);
    outcomes::v1::BatchAcceptReturnsRequest accept;
    accept.set_parent(kCouncil);
    for (const auto& request : requests) {
      accept.add_requests()->set_name(request.name());
    }
    Or(council.commissioner().Unary(&OutcomesService::Stub::BatchAcceptReturns,
                                    accept));
  }
  monitoring::v1::GetScorecardRequest request;
  request.set_name(kCouncil);
  request.mutable_from_month()->set_year(2022);
  request.mutable_from_month()->set_month(1);
  request.mutable_to_month()->set_year(2024);
  request.mutable_to_month()->set_month(12);
  const auto get = [&] {
    return Or(council.commissioner().Unary(
        &monitoring::v1::MonitoringService::Stub::GetScorecard, request));
  };
  // Until monitoring has followed everything.
  for (;;) {
    const auto card = get();
    if (card.total().returns_accepted() == kProviders * kMonths) break;
    absl::SleepFor(absl::Milliseconds(100));
  }
  std::vector<double> times;
  for (int i = 0; i < kCalls; ++i) {
    const absl::Time start = absl::Now();
    get();
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

void MeasureScorecard(const std::string& binary) {
  const auto few = ScorecardLatency(binary, 2);
  const auto many = ScorecardLatency(binary, 20);
  std::printf(
      "scorecard: 500 providers x 36 months, seen by the caller: p50 %.2f ms, "
      "p99 %.2f ms; with ten times the people: p50 %.2f ms, p99 %.2f ms; "
      "ratio of the medians %.2f\n",
      few.first, few.second, many.first, many.second, many.first / few.first);
}

void MeasureCld(const std::string& binary) {
  ServerProcess server(binary);
  const Council council(server);
  MeasureClientLevelData(*server.Connect(api::v1::ROLE_COMMISSIONER), kCouncil);
}

int Main(int argc, char** argv) {
  std::string binary;
  std::string postgres_dir;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--server" && i + 1 < argc) {
      binary = argv[++i];
    } else if (argument == "--postgres" && i + 1 < argc) {
      postgres_dir = argv[++i];
    } else {
      names.push_back(argument);
    }
  }
  if (names.empty()) {
    names = {"submit", "bulk",   "scorecard", "cld",
             "sheet",  "import", "packages",  "figures"};
  }
  for (const std::string& name : names) {
    if (name == "submit") {
      MeasureSubmit(binary, postgres_dir);
    } else if (name == "bulk") {
      MeasureBulk(binary);
    } else if (name == "scorecard") {
      MeasureScorecard(binary);
    } else if (name == "cld") {
      MeasureCld(binary);
    } else if (name == "sheet") {
      MeasureSheets();
    } else if (name == "import") {
      MeasureImports();
    } else if (name == "packages") {
      MeasurePackages();
    } else if (name == "gateway") {
      MeasureGateway(binary);
    } else if (name == "freshness") {
      MeasureFreshness(binary);
    } else if (name == "signals") {
      MeasureSignals();
    } else if (name == "figures") {
      MeasureFigures(postgres_dir);
    } else {
      std::fprintf(stderr, "no measure is called %s\n", name.c_str());
      return 2;
    }
  }
  return 0;
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) { return tidemark::Main(argc, argv); }
