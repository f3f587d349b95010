#ifndef TIDEMARK_COMMON_RPC_METRICS_H_
#define TIDEMARK_COMMON_RPC_METRICS_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"

namespace prometheus {
class Counter;
class Exposer;
class Histogram;
class Registry;
}  // namespace prometheus

namespace tidemark::rpc {

// The figures about a process that Prometheus collects:
//
//   tidemark_calls_total{method,code}       calls answered
//   tidemark_call_seconds{method}           how long they took (histogram)
//   tidemark_calls_in_flight                calls under way
//   tidemark_calls_refused_total{cause}     calls refused before any check:
//                                           load, waiting, draining
//
// and whatever gauges others add. Safe to use from any thread.
class Metrics {
 public:
  // The figures of one method. Lives as long as the metrics.
  class Method {
   public:
    // Counts a call that was answered with `code` after `taken`.
    void Count(absl::StatusCode code, absl::Duration taken);

   private:
    friend class Metrics;
    static constexpr int kCodes = 17;
    Method(Metrics& metrics, std::string name);

    Metrics& metrics_;
    const std::string name_;
    prometheus::Histogram* seconds_;
    // By code; made when first counted.
    std::atomic<prometheus::Counter*> calls_[kCodes] = {};
  };

  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  // The figures of the method with this full name.
  Method& ForMethod(absl::string_view full_name);

  // Counts a call that was refused for `cause` before anything was checked.
  void CountRefused(const char* cause);

  // Adds a gauge whose value is read whenever the figures are collected, until
  // `RemoveGauges(owner)`. `read` is called on any thread.
  void AddGauge(const void* owner, std::string name, std::string help,
                std::map<std::string, std::string> labels,
                std::function<double()> read);
  // Once this returns, no gauge that `owner` added is read any more.
  void RemoveGauges(const void* owner);

  // Serves the figures on `host`:`port`/metrics until the end of the object.
  // Returns `UNAVAILABLE` if the port is taken.
  absl::Status Serve(const std::string& host, int port);

  // All figures in Prometheus' text format.
  std::string Text() const;

 private:
  class Gauges;

  const std::shared_ptr<prometheus::Registry> registry_;
  const std::shared_ptr<Gauges> gauges_;
  Mutex mu_;
  std::map<std::string, std::unique_ptr<Method>, std::less<>> methods_
      ABSL_GUARDED_BY(mu_);
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_METRICS_H_
