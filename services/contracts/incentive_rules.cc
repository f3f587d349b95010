#include "services/contracts/incentive_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace tidemark::contracts {
namespace {

using v1::IncentiveTerms;

bool PaysAnything(const IncentiveTerms& terms) {
  const auto& bands = terms.bands();
  return terms.baseline_basis_points() > 0 || terms.first_met_pence() > 0 ||
         terms.met_pence() > 0 || terms.step_down_pence() > 0 ||
         terms.floor_pence() > 0 ||
         std::any_of(bands.begin(), bands.end(),
                     [](const auto& band) { return band.amount_pence() > 0; });
}

void CheckBands(const IncentiveTerms& terms, absl::string_view field,
                Faults& faults) {
  for (int i = 0; i < terms.bands_size(); ++i) {
    const IncentiveTerms::Band& band = terms.bands(i);
    const std::string path = absl::StrCat(field, ".bands[", i, "]");
    if (i == 0) {
      if (band.from_basis_points() == 0) continue;
      faults.Add({.field = absl::StrCat(path, ".from_basis_points"),
                  .code = "BANDS_START",
                  .message = "must be 0, so that every share lies in a band; "
                             "give a first band from 0 that pays nothing",
                  .value = absl::StrCat(band.from_basis_points())});
      continue;
    }
    const IncentiveTerms::Band& before = terms.bands(i - 1);
    if (band.from_basis_points() <= before.from_basis_points()) {
      faults.Add({.field = absl::StrCat(path, ".from_basis_points"),
                  .code = "BANDS_NOT_IN_ORDER",
                  .message = absl::StrCat("must be more than ",
                                          before.from_basis_points(),
                                          ", where the band before begins"),
                  .value = absl::StrCat(band.from_basis_points())});
    }
    if (band.amount_pence() < before.amount_pence()) {
      faults.Add({.field = absl::StrCat(path, ".amount_pence"),
                  .code = "BANDS_FALL",
                  .message = absl::StrCat(
                      "must be at least ", before.amount_pence(),
                      ", as the band before: a better share never earns less"),
                  .value = absl::StrCat(band.amount_pence())});
    }
  }
}

void CheckLimits(const IncentiveTerms& terms, absl::string_view field,
                 Faults& faults) {
  if (!terms.has_cap_pence()) return;
  if (terms.floor_pence() > terms.cap_pence()) {
    faults.Add({.field = absl::StrCat(field, ".floor_pence"),
                .code = "FLOOR_ABOVE_CAP",
                .message = absl::StrCat("must be at most ", terms.cap_pence(),
                                        ", the cap"),
                .value = absl::StrCat(terms.floor_pence())});
  }
  // In hundredths of a per cent of a penny, so that nothing is rounded.
  constexpr int64_t kWhole = 10000;
  if (terms.period_value_pence() * terms.baseline_basis_points() >
      terms.cap_pence() * kWhole) {
    faults.Add({.field = absl::StrCat(field, ".cap_pence"),
                .code = "CAP_BELOW_BASELINE",
                .message = "must be at least the baseline share of "
                           "period_value_pence, which is paid whatever the "
                           "outcomes",
                .value = absl::StrCat(terms.cap_pence())});
  }
}

void CheckExclusions(const IncentiveTerms& terms, absl::string_view field,
                     Faults& faults) {
  absl::flat_hash_set<int> seen;
  for (int i = 0; i < terms.exclusions_size(); ++i) {
    const IncentiveTerms::Exclusion exclusion = terms.exclusions(i);
    if (exclusion != IncentiveTerms::EXCLUSION_UNSPECIFIED &&
        seen.insert(exclusion).second) {
      continue;
    }
    faults.Add({.field = absl::StrCat(field, ".exclusions[", i, "]"),
                .code = "EXCLUSION_TWICE",
                .message = "must be an exclusion that is not there before"});
  }
}

}  // namespace

void CheckIncentiveTerms(const IncentiveTerms& terms, absl::string_view field,
                         Faults& faults) {
  if (!PaysAnything(terms)) {
    faults.Add({.field = std::string(field),
                .code = "TERMS_PAY_NOTHING",
                .message = "must have an amount; leave it out to pay nothing "
                           "for outcomes"});
  }
  if (terms.baseline_basis_points() > 0 && terms.period_value_pence() == 0) {
    faults.Add({.field = absl::StrCat(field, ".period_value_pence"),
                .code = "BASELINE_WITHOUT_VALUE",
                .message = "must be set, as baseline_basis_points is a share "
                           "of it"});
  }
  CheckBands(terms, field, faults);
  CheckLimits(terms, field, faults);
  CheckExclusions(terms, field, faults);
}

}  // namespace tidemark::contracts
