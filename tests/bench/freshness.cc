#include "tests/bench/freshness.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tests/bench/council.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark {
namespace {

using contracts::v1::Contract;
using outcomes::v1::SubmitReturnRequest;

constexpr int kContracts = 1000;
constexpr int kYears = 3;
constexpr int kSubmitsASecond = 2000;
constexpr int kThreads = 32;
constexpr absl::Duration kLength = absl::Seconds(12);
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(50);

// Sends `requests` evenly spaced. Returns how many a second it came to.
double SendEvenly(rpc::Connection& provider,
                  const std::vector<SubmitReturnRequest>& requests) {
  const absl::Time start = absl::Now();
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (size_t i = next++; i < requests.size(); i = next++) {
        absl::SleepFor(start +
                       static_cast<double>(i) / kSubmitsASecond *
                           absl::Seconds(1) -
                       absl::Now());
        Or(provider.Unary(&outcomes::v1::OutcomesService::Stub::SubmitReturn,
                          requests[i]));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(requests.size()) /
         absl::ToDoubleSeconds(absl::Now() - start);
}

// How long after a moment the figures know all that was committed by then, in
// milliseconds, the questions themselves included.
double LookOnce(rpc::Connection& commissioner) {
  const absl::Time before = absl::Now();
  feed::v1::ListChangesRequest changes;
  changes.set_parent(kCouncil);
  changes.set_feed("outcomes");
  changes.set_after_sequence(-1);
  changes.set_page_size(1);
  changes.set_omit_values(true);
  const auto end = Or(
      commissioner.Unary(&feed::v1::FeedService::Stub::ListChanges, changes));
  monitoring::v1::GetScorecardRequest card;
  card.set_name(kCouncil);
  card.mutable_from_month()->set_year(2020);
  card.mutable_from_month()->set_month(1);
  card.mutable_to_month()->set_year(2020 + kYears - 1);
  card.mutable_to_month()->set_month(12);
  card.add_min_as_of()->set_feed("outcomes");
  card.mutable_min_as_of(0)->set_sequence(end.last_sequence());
  card.mutable_wait()->set_seconds(20);
  Or(commissioner.Unary(&monitoring::v1::MonitoringService::Stub::GetScorecard,
                        card));
  return absl::ToDoubleMilliseconds(absl::Now() - before);
}

}  // namespace

void MeasureFreshness(const std::string& binary) {
  ServerProcess server(binary);
  Council council(server);
  const std::string provider = council.AddProvider(1);
  std::vector<Contract> contracts;
  std::vector<std::vector<std::string>> outcomes_of;
  for (int c = 0; c < kContracts; ++c) {
    contracts.push_back(council.AddContract(provider, c, 2020, kYears));
    outcomes_of.push_back(council.AddPeople(contracts.back(), 1, 5));
  }
  std::vector<SubmitReturnRequest> requests;
  const auto all =
      static_cast<size_t>(kSubmitsASecond * absl::ToInt64Seconds(kLength));
  for (size_t n = 0; n < all; ++n) {
    const size_t contract = n % kContracts;
    requests.push_back(ReturnOf(contracts[contract],
                                static_cast<int>(n / kContracts),
                                outcomes_of[contract], n));
  }
  std::atomic<bool> done = false;
  double rate = 0;
  std::thread sender([&] {
    rate =
        SendEvenly(*server.Connect(api::v1::ROLE_PROVIDER, provider), requests);
    done = true;
  });
  std::vector<double> times;
  while (!done) {
    times.push_back(LookOnce(council.commissioner()));
    absl::SleepFor(kBetweenLooks);
  }
  sender.join();
  std::sort(times.begin(), times.end());
  std::printf(
      "freshness: while %.0f returns a second are submitted, figures know a "
      "commit after %.0f ms at the median, p99 %.0f ms, at most %.0f ms "
      "(%zu looks, the questions included)\n",
      rate, times[times.size() / 2], times[times.size() * 99 / 100],
      times.back(), times.size());
}

}  // namespace tidemark
