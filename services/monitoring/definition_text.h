// What definitions tell of themselves, on its way into `Metric`.

#ifndef TIDEMARK_SERVICES_MONITORING_DEFINITION_TEXT_H_
#define TIDEMARK_SERVICES_MONITORING_DEFINITION_TEXT_H_

#include <cstdint>
#include <vector>

#include "tidemark/monitoring/v1/metric.pb.h"

namespace tidemark::monitoring {

// The fewest cases on which a share is judged, where the council has no rule.
inline constexpr int32_t kMinimumDenominator = 10;

// What the API tells of a metric.
struct DefinitionText {
  const char* id;
  int32_t version;
  const char* title;
  const char* question;
  const char* numerator;
  const char* denominator;
  const char* exclusions;
  const char* source;
  std::vector<v1::Dimension> dimensions;
};

// The metric of a scorecard, with the direction that its scale has.
v1::Metric MetricOf(const DefinitionText& text);

// What only contracts have.
std::vector<v1::Dimension> ByContract();

// What outcomes, packages and their people have.
std::vector<v1::Dimension> ByAll();

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_DEFINITION_TEXT_H_
