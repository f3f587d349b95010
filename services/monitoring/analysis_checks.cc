#include "services/monitoring/analysis_checks.h"

#include <cmath>

namespace tidemark::monitoring {

bool CheckFinite(const RowField& at, double value, Faults& faults) {
  if (std::isfinite(value)) return true;
  faults.Add({.field = at.Path(),
              .code = "NOT_A_NUMBER",
              .message = "must be a finite number; leave it unset if it is "
                         "missing"});
  return false;
}

bool CheckAmount(const RowField& at, double value, Faults& faults) {
  if (!CheckFinite(at, value, faults)) return false;
  if (value >= 0) return true;
  faults.Add({.field = at.Path(),
              .code = "NEGATIVE",
              .message = absl::StrCat("must not be negative; is ", value)});
  return false;
}

void CheckWhole(const RowField& at, double value, absl::string_view why,
                Faults& faults) {
  if (value == std::floor(value)) return;
  faults.Add({.field = at.Path(),
              .code = "NOT_WHOLE",
              .message = absl::StrCat("must be a whole number, which ", why,
                                      "; is ", value)});
}

void CheckPart(const RowField& at, double numerator, double denominator,
               Faults& faults) {
  if (numerator <= denominator) return;
  faults.Add({.field = at.Path(),
              .code = "ABOVE_DENOMINATOR",
              .message = absl::StrCat("must not be more than the denominator, ",
                                      denominator, "; is ", numerator)});
}

double ReadBetween(absl::string_view field, std::optional<double> value,
                   double least, double most, double otherwise,
                   Faults& faults) {
  if (!value) return otherwise;
  // Not a number is not between anything.
  if (*value > least && *value < most) return *value;
  faults.Add({.field = std::string(field),
              .code = "NUMBER_RANGE",
              .message = absl::StrCat("must be between ", least, " and ", most,
                                      "; is ", *value)});
  return otherwise;
}

}  // namespace tidemark::monitoring
