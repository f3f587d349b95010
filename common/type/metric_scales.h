// The figures that somebody can set a target for, and which way is better: what
// those who store targets and those who work figures out must agree on.
//
//   const type::MetricScale* scale = type::FindMetricScale("outcomes-met");
//   if (scale == nullptr || scale->is_count) ...

#ifndef TIDEMARK_COMMON_TYPE_METRIC_SCALES_H_
#define TIDEMARK_COMMON_TYPE_METRIC_SCALES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::type {

// Which way of a figure is better.
enum class Better { kHigher, kLower, kNeither };

// What a figure is measured on.
struct MetricScale {
  // Its id in the API.
  absl::string_view id;
  // A question to ask is neither; a threshold may look at it from either side.
  Better better;
  // Whether it is a count, which has no share to set a target for.
  bool is_count = false;
};

// All of them, in the order of scorecards.
absl::Span<const MetricScale> MetricScales();

// Null if there is no figure with this id.
const MetricScale* FindMetricScale(absl::string_view id);

}  // namespace tidemark::type

#endif  // TIDEMARK_COMMON_TYPE_METRIC_SCALES_H_
