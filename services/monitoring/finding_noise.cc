#include "services/monitoring/finding_noise.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

#include "absl/strings/str_cat.h"

#include "common/statistics/chart.h"
#include "common/statistics/funnel_limits.h"
#include "services/monitoring/chart_messages.h"
#include "services/monitoring/finding_thresholds.h"
#include "services/monitoring/metrics.h"

namespace tidemark::monitoring {
namespace {

using statistics::Proportion;
using statistics::SpecialCause;
using v1::FalseFindingRate;
using v1::Finding;

using Points = std::vector<std::optional<Proportion>>;

constexpr int kLooks = 12;
constexpr size_t kRounds = 1000;
constexpr uint64_t kSeed = 20260401;
// A provider of ordinary size over twelve months.
constexpr double kCasesCompared = 360;
constexpr double kShare = 0.7;
// How many outcomes are rated as a month before for that reason alone.
constexpr double kCarried = 0.3;

// By `Raises`, which knows the causes as the API has them.
bool RaisesFinding(SpecialCause cause) { return Raises(ToProto(cause)); }

// The chart that `GetSeries` draws of such points: XmR of those alike, p' of
// others.
SpecialCause LatestCause(std::span<const std::optional<Proportion>> points,
                         bool varying) {
  if (varying) {
    return statistics::ProportionChart(points, {.laney = true})
        .points.back()
        .cause;
  }
  std::vector<std::optional<double>> values;
  for (const auto& point : points) {
    values.push_back(point->numerator / point->denominator);
  }
  return statistics::XmrChart(values).points.back().cause;
}

// Findings that begin among the looks.
int CountBeginnings(const Points& points, bool varying,
                    absl::FunctionRef<bool(SpecialCause)> raises) {
  const std::span<const std::optional<Proportion>> all(points);
  const auto side_at = [&](int look) {
    const SpecialCause cause = LatestCause(
        all.subspan(static_cast<size_t>(look), kMonthsCharted), varying);
    return raises(cause) ? statistics::SideOf(cause) : 0;
  };
  int begun = 0;
  int before = side_at(0);
  for (int look = 1; look <= kLooks; ++look) {
    const int now = side_at(look);
    begun += now != 0 && now != before;
    before = now;
  }
  return begun;
}

// The cases of a month after one with the cases `last`, of which some are
// carried over.
std::vector<bool> NextCases(const SimulatedChart& chart, int cases,
                            const std::vector<bool>& last,
                            std::mt19937_64& random) {
  std::bernoulli_distribution met(chart.share);
  std::bernoulli_distribution carried(chart.carried);
  std::vector<bool> next(static_cast<size_t>(cases));
  for (size_t i = 0; i < next.size(); ++i) {
    next[i] = i < last.size() && carried(random) ? last[i] : met(random);
  }
  return next;
}

// The chance that a provider like all others lies outside its exact limits.
double ChanceOutside() {
  const statistics::Interval limits = statistics::ExactShareLimits(
      kShare, kCasesCompared, statistics::FunnelLevel::k998);
  const boost::math::binomial_distribution<double> cases(kCasesCompared,
                                                         kShare);
  const double lowest = std::ceil(limits.lower * kCasesCompared);
  const double highest = std::floor(limits.upper * kCasesCompared);
  const double below = lowest < 1 ? 0 : boost::math::cdf(cases, lowest - 1);
  return below + boost::math::cdf(boost::math::complement(cases, highest));
}

FalseFindingRate RateOf(Finding::Kind kind, const std::string& metric,
                        const SimulatedRate& rate, std::string method) {
  FalseFindingRate filled;
  filled.set_kind(kind);
  filled.set_metric(metric);
  filled.set_looks_a_year(kLooks);
  filled.set_expected_a_year(rate.a_year);
  filled.set_standard_error(rate.standard_error);
  filled.set_method(std::move(method));
  return filled;
}

std::string ChartMethod(double carried) {
  return absl::StrCat(
      "Simulated: ", kRounds, " charts of ", kMonthsCharted,
      " months of 30 cases, by the rules that raise findings, ",
      carried > 0 ? absl::StrCat(100 * carried,
                                 "% of the cases as they were a month before, "
                                 "because the same people are rated again.")
                  : "each case a new one.");
}

v1::FalseFindings Compute() {
  // Charts whose denominators vary bring fewer.
  const SimulatedRate returned =
      SimulateCharts({.carried = kCarried}, kRounds, kSeed, RaisesFinding);
  const SimulatedRate packages =
      SimulateCharts({}, kRounds, kSeed, RaisesFinding);
  const double outside = ChanceOutside();
  v1::FalseFindings noise;
  for (const char* const metric : kChartedMetrics) {
    // A step-down is judged once; an outcome is rated in every return.
    const bool once =
        FindDefinition(metric)->source == Definition::Source::kPackages;
    *noise.add_rates() =
        RateOf(Finding::KIND_SPECIAL_CAUSE, metric, once ? packages : returned,
               ChartMethod(once ? 0 : kCarried));
  }
  const auto add_funnel = [&](Finding::Kind kind, const char* metric) {
    *noise.add_rates() = RateOf(
        kind, metric, {.a_year = kLooks * outside},
        "At most: the binomial chance of lying outside the 99.8% limits at "
        "360 cases, times the looks.");
  };
  for (const char* const metric : kComparedMetrics) {
    add_funnel(Finding::KIND_FUNNEL_OUTLIER, metric);
  }
  add_funnel(Finding::KIND_VOICES_DISAGREE, "voices-disagree");
  double sum = 0;
  for (const FalseFindingRate& rate : noise.rates()) {
    sum += rate.expected_a_year();
  }
  noise.set_expected_a_provider_year(sum);
  return noise;
}

}  // namespace

SimulatedRate SimulateCharts(const SimulatedChart& chart, size_t rounds,
                             uint64_t seed,
                             absl::FunctionRef<bool(SpecialCause)> raises) {
  std::mt19937_64 random(seed);
  // From half as many to half as many again.
  std::uniform_int_distribution<int> sizes(chart.cases / 2,
                                           chart.cases * 3 / 2);
  Points points(kMonthsCharted + kLooks);
  double sum = 0;
  double squares = 0;
  for (size_t round = 0; round < rounds; ++round) {
    // Whether each case was met a month before.
    std::vector<bool> last;
    for (auto& point : points) {
      const int cases = chart.varying ? sizes(random) : chart.cases;
      last = NextCases(chart, cases, last, random);
      point = {.numerator = static_cast<double>(
                   std::count(last.begin(), last.end(), true)),
               .denominator = static_cast<double>(cases)};
    }
    const int begun = CountBeginnings(points, chart.varying, raises);
    sum += begun;
    squares += static_cast<double>(begun) * begun;
  }
  const auto count = static_cast<double>(rounds);
  const double mean = sum / count;
  return {.a_year = mean,
          .standard_error = std::sqrt((squares / count - mean * mean) / count)};
}

v1::FalseFindings NoiseOf(int32_t providers_judged) {
  static const auto& computed = *new v1::FalseFindings(Compute());
  v1::FalseFindings noise = computed;
  noise.set_providers_judged(providers_judged);
  noise.set_expected_a_year(noise.expected_a_provider_year() *
                            providers_judged);
  return noise;
}

}  // namespace tidemark::monitoring
