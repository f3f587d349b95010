#include "common/type/metric_scales.h"

#include <algorithm>
#include <iterator>

namespace tidemark::type {
namespace {

constexpr MetricScale kScales[] = {
    {.id = "outcomes-met", .better = Better::kHigher},
    {.id = "own-rating", .better = Better::kHigher},
    {.id = "voices-disagree", .better = Better::kNeither},
    {.id = "returns-on-time", .better = Better::kHigher},
    {.id = "step-down-agreed", .better = Better::kHigher},
    {.id = "step-down-held", .better = Better::kHigher},
    {.id = "decisions-on-time", .better = Better::kHigher},
    {.id = "check-backs-on-time", .better = Better::kHigher},
    {.id = "check-backs-sustained", .better = Better::kHigher},
    {.id = "community-12-weeks", .better = Better::kHigher},
    {.id = "stories", .better = Better::kNeither, .is_count = true},
    {.id = "package-growth", .better = Better::kNeither},
};

}  // namespace

absl::Span<const MetricScale> MetricScales() { return kScales; }

const MetricScale* FindMetricScale(absl::string_view id) {
  const auto* const found =
      std::find_if(std::begin(kScales), std::end(kScales),
                   [&](const MetricScale& scale) { return scale.id == id; });
  return found == std::end(kScales) ? nullptr : found;
}

}  // namespace tidemark::type
