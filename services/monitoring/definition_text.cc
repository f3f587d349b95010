#include "services/monitoring/definition_text.h"

#include "absl/strings/string_view.h"

#include "common/type/metric_scales.h"

namespace tidemark::monitoring {
namespace {

using v1::Metric;

Metric::Direction DirectionOf(absl::string_view id) {
  switch (type::FindMetricScale(id)->better) {
    case type::Better::kHigher:
      return Metric::DIRECTION_HIGHER_IS_BETTER;
    case type::Better::kLower:
      return Metric::DIRECTION_LOWER_IS_BETTER;
    case type::Better::kNeither:
      break;
  }
  return Metric::DIRECTION_NEUTRAL;
}

}  // namespace

Metric MetricOf(const DefinitionText& text) {
  Metric metric;
  metric.set_id(text.id);
  metric.set_version(text.version);
  metric.set_title(text.title);
  metric.set_question(text.question);
  metric.set_numerator(text.numerator);
  metric.set_denominator(text.denominator);
  metric.set_exclusions(text.exclusions);
  metric.set_direction(DirectionOf(text.id));
  metric.set_minimum_denominator(kMinimumDenominator);
  metric.set_source(text.source);
  metric.set_on_scorecard(true);
  for (const v1::Dimension dimension : text.dimensions) {
    metric.add_dimensions(dimension);
  }
  return metric;
}

std::vector<v1::Dimension> ByContract() {
  return {v1::DIMENSION_PROVIDER, v1::DIMENSION_CONTRACT};
}

std::vector<v1::Dimension> ByAll() {
  return {v1::DIMENSION_PROVIDER,       v1::DIMENSION_CONTRACT,
          v1::DIMENSION_LOCATION,       v1::DIMENSION_THEME,
          v1::DIMENSION_STAGE,          v1::DIMENSION_SEX,
          v1::DIMENSION_ETHNIC_GROUP,   v1::DIMENSION_AGE_BAND,
          v1::DIMENSION_SUPPORT_REASON, v1::DIMENSION_UNPAID_CARER};
}

}  // namespace tidemark::monitoring
