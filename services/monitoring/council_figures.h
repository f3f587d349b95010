// What findings are found in: the figures of a whole council, its cells read
// once.

#ifndef TIDEMARK_SERVICES_MONITORING_COUNCIL_FIGURES_H_
#define TIDEMARK_SERVICES_MONITORING_COUNCIL_FIGURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "common/type/date.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/rebases.h"
#include "services/monitoring/sums.h"
#include "tidemark/monitoring/v1/finding.pb.h"

namespace tidemark::monitoring {

// One provider's counts, month by month.
struct ProviderFigures {
  // Its resource name, and what people call it.
  std::string name;
  std::string display_name = {};
  // From `CouncilFigures::first_month` to `last_month`.
  std::vector<Sums> months = {};
};

// A council on a day.
struct CouncilFigures {
  std::string council;
  // 0 if the council has none.
  int32_t minimum = 0;
  type::Date today;
  // The last month that is over, and the first of those that are kept.
  int32_t first_month = 0;
  int32_t last_month = 0;
  // In order of name.
  std::vector<ProviderFigures> providers = {};
  // Those that are known and make returns due, in order of resource name.
  std::vector<Cells> contracts = {};
  Rebases rebases = {};
};

// Reads the council. Its cost grows with contracts and their periods, not with
// people.
absl::StatusOr<CouncilFigures> ReadCouncilFigures(const store::Reader& reader,
                                                  absl::string_view council,
                                                  type::Date today);

// The counts of `months` months up to the last one.
Sums SumLast(const CouncilFigures& figures, const ProviderFigures& provider,
             int months);

// "June 2026", "April 2026 to June 2026".
std::string FormatMonths(int32_t first_month, int32_t last_month);
// "30.0%".
std::string FormatShare(double share);
// "12 of 40 (30.0%)".
std::string FormatCounts(const v1::Figure& figure);

// Adds a figure of the days from `from` to `to` to the evidence.
void AddMeasure(absl::string_view label, type::Date from, type::Date to,
                v1::Figure figure, v1::Evidence& evidence);
// The same for months.
void AddMeasure(absl::string_view label, int32_t first_month,
                int32_t last_month, v1::Figure figure, v1::Evidence& evidence);

// What a figure on this side means for people.
v1::Finding::Meaning MeaningOf(const v1::Metric& metric,
                               v1::Finding::Side side);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_COUNCIL_FIGURES_H_
