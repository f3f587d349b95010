#include "common/statistics/dispersion.h"

#include <algorithm>
#include <cmath>

namespace tidemark::statistics {
namespace {

// The quantile of sorted values.
double QuantileOf(const std::vector<double>& sorted, double share) {
  const double at = static_cast<double>(sorted.size() - 1) * share;
  const size_t below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] +
         (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<double> SortedScores(std::span<const Deviation> units) {
  std::vector<double> scores;
  scores.reserve(units.size());
  for (const Deviation& unit : units) scores.push_back(unit.z);
  std::sort(scores.begin(), scores.end());
  return scores;
}

std::vector<Deviation> Winsorised(std::span<const Deviation> units,
                                  double tail) {
  const std::vector<double> scores = SortedScores(units);
  const double least = QuantileOf(scores, tail);
  const double most = QuantileOf(scores, 1 - tail);
  std::vector<Deviation> drawn_in(units.begin(), units.end());
  for (Deviation& unit : drawn_in) unit.z = std::clamp(unit.z, least, most);
  return drawn_in;
}

// The rank of `score` from 1 on; units that are level share the mean of theirs.
double RankOf(double score, const std::vector<double>& sorted) {
  const auto [first, end] =
      std::equal_range(sorted.begin(), sorted.end(), score);
  return static_cast<double>((first - sorted.begin()) + (end - sorted.begin()) +
                             1) /
         2;
}

std::vector<Deviation> Truncated(std::span<const Deviation> units,
                                 double tail) {
  if (tail <= 0) return {units.begin(), units.end()};
  const std::vector<double> scores = SortedScores(units);
  const double parts = 1 / tail;
  std::vector<Deviation> kept;
  for (const Deviation& unit : units) {
    const double part = std::floor(RankOf(unit.z, scores) * parts /
                                   static_cast<double>(units.size() + 1));
    if (part > 0 && part < parts - 1) kept.push_back(unit);
  }
  return kept;
}

std::vector<Deviation> WithoutTails(std::span<const Deviation> units,
                                    Tails tails, double tail) {
  switch (tails) {
    case Tails::kWinsorise:
      return Winsorised(units, tail);
    case Tails::kTruncate:
      return Truncated(units, tail);
    case Tails::kKeep:
      break;
  }
  return {units.begin(), units.end()};
}

}  // namespace

Dispersion DispersionOf(std::span<const Deviation> units, Tails tails,
                        double tail) {
  if (units.empty()) return {};
  const std::vector<Deviation> kept = WithoutTails(units, tails, tail);
  if (kept.empty()) return {};
  double squares = 0;
  double weights = 0;
  double squared_weights = 0;
  for (const Deviation& unit : kept) {
    const double weight = 1 / (unit.standard_error * unit.standard_error);
    squares += unit.z * unit.z;
    weights += weight;
    squared_weights += weight * weight;
  }
  const double count = static_cast<double>(kept.size());
  Dispersion dispersion = {.phi = squares / count, .units = kept.size()};
  const double excess = squares - (count - 1);
  if (kept.size() > 1 && excess > 0) {
    dispersion.tau2 = excess / (weights - squared_weights / weights);
  }
  return dispersion;
}

double Quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return QuantileOf(values, share);
}

}  // namespace tidemark::statistics
