// The rules that the numbers of an analysis must obey, whatever the analysis.

#ifndef TIDEMARK_SERVICES_MONITORING_ANALYSIS_CHECKS_H_
#define TIDEMARK_SERVICES_MONITORING_ANALYSIS_CHECKS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/base/faults.h"

namespace tidemark::monitoring {

// A cell of the request: `rows[3].numerator`.
struct RowField {
  int row = 0;
  absl::string_view field;

  std::string Path() const { return absl::StrCat("rows[", row, "].", field); }
};

// A finite number that is at least 0: else `NOT_A_NUMBER` or `NEGATIVE`, and
// false.
bool CheckAmount(const RowField& at, double value, Faults& faults);

// A finite number: else `NOT_A_NUMBER`, and false.
bool CheckFinite(const RowField& at, double value, Faults& faults);

// A whole number: else `NOT_WHOLE`. `why` says what needs it.
void CheckWhole(const RowField& at, double value, absl::string_view why,
                Faults& faults);

// A part of a whole, both amounts: else `ABOVE_DENOMINATOR`.
void CheckPart(const RowField& at, double numerator, double denominator,
               Faults& faults);

// A number between `least` and `most`, both excluded: else `NUMBER_RANGE`.
// Unset gives `otherwise`.
double ReadBetween(absl::string_view field, std::optional<double> value,
                   double least, double most, double otherwise, Faults& faults);

// An optional field of a message as an optional:
// `IfSet(row.has_value(), row.value())`.
template <typename T>
std::optional<T> IfSet(bool is_set, T value) {
  return is_set ? std::optional(value) : std::nullopt;
}

// The rows of each unit, by their positions, in the order of first rows.
template <typename Rows>
std::vector<std::pair<std::string, std::vector<int>>> RowsByUnit(
    const Rows& rows) {
  std::vector<std::pair<std::string, std::vector<int>>> units;
  std::map<std::string, size_t> positions;
  for (int i = 0; i < rows.size(); ++i) {
    const auto [at, is_new] =
        positions.try_emplace(rows[i].unit(), units.size());
    if (is_new) units.push_back({rows[i].unit(), {}});
    units[at->second].second.push_back(i);
  }
  return units;
}

// No two rows are of the same unit, the nameless apart: else `DUPLICATE_UNIT`.
template <typename Rows>
void CheckUnique(const Rows& rows, Faults& faults) {
  for (const auto& [unit, positions] : RowsByUnit(rows)) {
    if (unit.empty()) continue;
    for (size_t i = 1; i < positions.size(); ++i) {
      faults.Add({.field = RowField{positions[i], "unit"}.Path(),
                  .code = "DUPLICATE_UNIT",
                  .message = absl::StrCat(
                      "is the same unit as in row ", positions[0] + 1,
                      "; add its rows up first, or leave one of them out")});
    }
  }
}

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_ANALYSIS_CHECKS_H_
