// How much more units differ than chance explains: phi and tau^2 of the
// additive random effects model (Spiegelhalter 2005).

#ifndef TIDEMARK_COMMON_STATISTICS_DISPERSION_H_
#define TIDEMARK_COMMON_STATISTICS_DISPERSION_H_

#include <cstddef>
#include <span>
#include <vector>

namespace tidemark::statistics {

// A unit on the scale on which units differ alike, whatever their size.
struct Deviation {
  // How many standard errors the unit lies from the centre.
  double z = 0;
  // The standard error; above 0.
  double standard_error = 0;
};

// What to do with the outermost units, so that those that are truly different
// do not widen the limits that they are judged by.
enum class Tails {
  // They count in full.
  kKeep,
  // What is beyond the quantiles of `tail` and 1 - `tail` is drawn in to them.
  kWinsorise,
  // They are left out: those whose rank, divided by the units and one, is
  // within `tail` of either end. As SHMI does.
  kTruncate,
};

// How units differ.
struct Dispersion {
  // The mean square of the deviations: 1 if chance explains them.
  double phi = 0;
  // The variance between units, on the scale of the deviations; 0 if chance
  // explains it.
  double tau2 = 0;
  // How many units are behind them: without those left out.
  size_t units = 0;

  // Whether the units differ more than chance explains.
  bool over_dispersed() const { return phi > 1 && tau2 > 0; }
};

// How the units differ; nothing (phi 0) without one. `tail` is 0 to 0.5.
Dispersion DispersionOf(std::span<const Deviation> units, Tails tails,
                        double tail = 0.1);

// The quantile of `values`, which are not empty, at `share`, 0 to 1: as R's
// type 7, which is linear between neighbouring values.
double Quantile(std::vector<double> values, double share);

}  // namespace tidemark::statistics

#endif  // TIDEMARK_COMMON_STATISTICS_DISPERSION_H_
