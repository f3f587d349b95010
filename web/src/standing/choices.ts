// What there is to choose of the figures.
import { Figure_Kind } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import type { Metrics } from "~/figures/metrics";
import { monthNumber } from "~/words/months";
import type { Range } from "~/figures/range";
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

// How many months each point of a series is of.
export const POINTS: Choice = {
  id: "each",
  label: "Each point is of",
  options: [
    { value: "1", label: "A month" },
    { value: "3", label: "A quarter" },
    { value: "6", label: "Half a year" },
  ],
};

// How many months a point is of, if the range can be parted so.
export function pointsOf(
  asked: string | undefined,
  { from, to }: Range,
): number {
  const each = Number(asked ?? 1);
  const months = monthNumber(to) - monthNumber(from) + 1;
  return [1, 3, 6].includes(each) && months % each === 0 ? each : 1;
}
