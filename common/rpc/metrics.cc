#include "common/rpc/metrics.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/rpc/status.h"
#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/exposer.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace tidemark::rpc {

// Gauges that are read when they are collected.
class Metrics::Gauges : public prometheus::Collectable {
 public:
  struct Entry {
    const void* owner;
    std::string name;
    std::string help;
    std::map<std::string, std::string> labels;
    std::function<double()> read;
  };

  void Add(Entry entry) {
    const MutexLock lock(mu_);
    entries_.push_back(std::move(entry));
  }

  void Remove(const void* owner) {
    const MutexLock lock(mu_);
    std::erase_if(entries_,
                  [&](const Entry& entry) { return entry.owner == owner; });
  }

  std::vector<prometheus::MetricFamily> Collect() const override {
    // Held while gauges are read, so that a removed one is not being read.
    const MutexLock lock(mu_);
    std::map<std::string, prometheus::MetricFamily> families;
    for (const Entry& entry : entries_) {
      prometheus::MetricFamily& family = families[entry.name];
      family.name = entry.name;
      family.help = entry.help;
      family.type = prometheus::MetricType::Gauge;
      prometheus::ClientMetric& metric = family.metric.emplace_back();
      for (const auto& [name, value] : entry.labels) {
        metric.label.push_back({name, value});
      }
      metric.gauge.value = entry.read();
    }
    std::vector<prometheus::MetricFamily> all;
    all.reserve(families.size());
    for (auto& [name, family] : families) all.push_back(std::move(family));
    return all;
  }

 private:
  mutable Mutex mu_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mu_);
};

Metrics::Method::Method(Metrics& metrics, std::string name)
    : metrics_(metrics),
      name_(std::move(name)),
      seconds_(
          &prometheus::BuildHistogram()
               .Name("tidemark_call_seconds")
               .Help("How long calls took to answer.")
               .Register(*metrics.registry_)
               .Add({{"method", name_}},
                    prometheus::Histogram::BucketBoundaries{
                        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                        0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60})) {}

void Metrics::Method::Count(absl::StatusCode code, absl::Duration taken) {
  const int number = static_cast<int>(code);
  const size_t index =
      static_cast<size_t>(number >= 0 && number < kCodes ? number : 2);
  prometheus::Counter* counter = calls_[index].load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Two threads may both come here; the family gives them the same counter.
    counter =
        &prometheus::BuildCounter()
             .Name("tidemark_calls_total")
             .Help("Calls answered.")
             .Register(*metrics_.registry_)
             .Add({{"method", name_}, {"code", std::string(CodeName(code))}});
    calls_[index].store(counter, std::memory_order_release);
  }
  counter->Increment();
  seconds_->Observe(absl::ToDoubleSeconds(taken));
}

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      gauges_(std::make_shared<Gauges>()) {}

Metrics::~Metrics() = default;

Metrics::Method& Metrics::ForMethod(absl::string_view full_name) {
  const MutexLock lock(mu_);
  std::unique_ptr<Method>& method = methods_[std::string(full_name)];
  if (method == nullptr)
    method.reset(new Method(*this, std::string(full_name)));
  return *method;
}

void Metrics::CountRefused(const char* cause) {
  prometheus::BuildCounter()
      .Name("tidemark_calls_refused_total")
      .Help("Calls refused before anything was checked.")
      .Register(*registry_)
      .Add({{"cause", cause}})
      .Increment();
}

void Metrics::AddGauge(const void* owner, std::string name, std::string help,
                       std::map<std::string, std::string> labels,
                       std::function<double()> read) {
  gauges_->Add({.owner = owner,
                .name = std::move(name),
                .help = std::move(help),
                .labels = std::move(labels),
                .read = std::move(read)});
}

void Metrics::RemoveGauges(const void* owner) { gauges_->Remove(owner); }

absl::Status Metrics::Serve(const std::string& host, int port) {
  // The library says so with exceptions only.
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(
        absl::StrCat(host, ":", port), /*num_threads=*/1);
    exposer_->RegisterCollectable(registry_);
    exposer_->RegisterCollectable(gauges_);
  } catch (const std::exception&) {
    return absl::UnavailableError(absl::StrCat(
        "cannot serve metrics on ", host, ":", port, "; is the port taken?"));
  }
  return absl::OkStatus();
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families = registry_->Collect();
  for (prometheus::MetricFamily& family : gauges_->Collect()) {
    families.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace tidemark::rpc
