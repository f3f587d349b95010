// What there is to choose of the figures.
import { Figure_Kind } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import type { Metrics } from "./metrics";
import type { Choice } from "./range_form";

// Shares on the scorecard: what units of different sizes can be compared by.
export function sharesOf(metrics: Metrics): Metric[] {
  return [...metrics.values()].filter(
    ({ kind, onScorecard }) => onScorecard && kind !== Figure_Kind.COUNT,
  );
}

// A choice of one of some figures.
export function figureChoice(metrics: readonly Metric[]): Choice {
  return {
    id: "metric",
    label: "Figure",
    options: metrics.map(({ id, title }) => ({ value: id, label: title })),
  };
}

// The one that an address names, or the first.
export function chosenOf(
  metrics: readonly Metric[],
  id: string | undefined,
): Metric {
  return metrics.find((metric) => metric.id === id) ?? metrics[0]!;
}
