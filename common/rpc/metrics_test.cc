#include "common/rpc/metrics.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"

namespace tidemark::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::StatusIs;

TEST(MetricsTest, CountsCallsByMethodAndCode) {
  Metrics metrics;
  Metrics::Method& get = metrics.ForMethod("a.Service.Get");
  get.Count(absl::StatusCode::kOk, absl::Milliseconds(2));
  get.Count(absl::StatusCode::kOk, absl::Milliseconds(20));
  get.Count(absl::StatusCode::kNotFound, absl::Milliseconds(1));
  metrics.ForMethod("a.Service.List")
      .Count(absl::StatusCode::kOk, absl::Seconds(100));
  metrics.CountRefused("load");
  const std::string text = metrics.Text();
  EXPECT_THAT(
      text,
      HasSubstr(
          "tidemark_calls_total{code=\"OK\",method=\"a.Service.Get\"} 2"));
  EXPECT_THAT(text, HasSubstr("tidemark_calls_total{code=\"NOT_FOUND\",method="
                              "\"a.Service.Get\"} 1"));
  EXPECT_THAT(
      text,
      HasSubstr("tidemark_call_seconds_count{method=\"a.Service.Get\"} 3"));
  EXPECT_THAT(text, HasSubstr("tidemark_call_seconds_bucket{method=\"a.Service."
                              "Get\",le=\"0.0025\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("tidemark_calls_refused_total{cause=\"load\"} 1"));
}

TEST(MetricsTest, CountsFromManyThreadsAtOnce) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        metrics.ForMethod("m").Count(absl::StatusCode::kOk,
                                     absl::Milliseconds(1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Text(),
              HasSubstr("tidemark_calls_total{code=\"OK\",method=\"m\"} 4000"));
}

TEST(MetricsTest, GaugesAreReadWhenCollectedUntilRemoved) {
  Metrics metrics;
  double waiting = 3;
  const int owner = 0;
  metrics.AddGauge(&owner, "tidemark_store_waiting_bytes", "Bytes waiting.",
                   {{"database", "contracts"}}, [&] { return waiting; });
  EXPECT_THAT(metrics.Text(), HasSubstr("tidemark_store_waiting_bytes{database="
                                        "\"contracts\"} 3"));
  waiting = 4;
  EXPECT_THAT(metrics.Text(), HasSubstr("{database=\"contracts\"} 4"));
  metrics.RemoveGauges(&owner);
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("waiting_bytes")));
}

TEST(MetricsTest, PortThatCannotBeUsedIsAnError) {
  Metrics metrics;
  EXPECT_THAT(metrics.Serve("256.256.256.256", 1),
              StatusIs(absl::StatusCode::kUnavailable, "cannot serve metrics"));
}

}  // namespace
}  // namespace tidemark::rpc
