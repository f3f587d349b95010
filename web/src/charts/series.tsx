// One figure over time on a control chart: what is chance, and what is not.
import {
  ControlChart_Cause as Cause,
  ControlChart_Variation as Variation,
} from "~/api/gen/tidemark/monitoring/v1/analysis_pb";
import { Figure_Kind } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import {
  Series_Chart,
  type Series as SeriesMessage,
  type Series_Point as Point,
} from "~/api/gen/tidemark/monitoring/v1/series_pb";
import { More } from "~/parts/notices";
import { Link } from "~/parts/links";
import { monthCode, monthsInWords } from "~/words/months";
import { count, figureInWords, percent, restsOn } from "~/words/numbers";
import { lowerFirst } from "~/words/text";
import { causeWords, meaningOf } from "./causes";
import { Chart, type DataColumn } from "./chart";
import { seriesDrawing, seriesSigns, valueOf } from "./series_drawing";

export interface SeriesProps {
  series: SeriesMessage;
  metric: Metric;
  // Where the returns behind a point are; none where nobody may ask.
  why?: (point: Point) => string;
}

const CHARTS: Record<Series_Chart, string> = {
  [Series_Chart.UNSPECIFIED]: "",
  [Series_Chart.XMR]: "XmR chart",
  [Series_Chart.P]: "p chart",
  [Series_Chart.P_PRIME]: "p′ chart",
};

export function Series({ series, metric, why }: SeriesProps) {
  const first = series.points[0];
  const last = series.points.at(-1);
  if (!first?.fromMonth || !last?.toMonth) return null;
  const months = monthsInWords(first.fromMonth, last.toMonth);
  const special = series.points.filter(
    (point) => causeWords(point.specialCause).side,
  );
  return (
    <Chart
      title={`${metric.title} over time: ${series.displayName}, ${months}`}
      finding={findingOf(series, metric)}
      signs={seriesSigns(series, metric)}
      drawing={seriesDrawing(series, metric, why)}
      drawingKey={[series.subject, series.metric, months, series.chart, series.asOfTime?.seconds, series.points.length].join()} // prettier-ignore
      columns={columnsOf(why)}
      rows={series.points}
      keyOf={({ fromMonth }) => monthCode(fromMonth!)}
      file={`${metric.id}-${series.displayName}-${monthCode(first.fromMonth)}-${monthCode(last.toMonth)}`}
    >
      {special.length > 0 && <Explained points={special} metric={metric} />}
      <More summary={`How to read this chart: ${metric.title}`}>
        <p class="govuk-body">
          Figures go up and down from month to month by chance. The limits show
          how far. Only a point that is marked as out of the ordinary is worth
          asking about.
        </p>
        <p class="govuk-body">
          This is a {CHARTS[series.chart]}. {series.chartReason} Its reading:{" "}
          {series.variationWords.toLowerCase()}.
        </p>
        <ul class="govuk-list govuk-list--bullet">
          {series.phases.slice(1).map(({ fromMonth, reason }) => (
            <li key={monthCode(fromMonth!)}>
              The limits begin anew in {monthsInWords(fromMonth!, fromMonth!)}:{" "}
              {reason}
            </li>
          ))}
          {series.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </More>
    </Chart>
  );
}

// What is out of the ordinary, and why it is thought to be.
function Explained({ points, metric }: { points: Point[]; metric: Metric }) {
  const causes = [...new Set(points.map(({ specialCause }) => specialCause))];
  return (
    <ul class="govuk-list govuk-list--bullet">
      {causes.map((cause) => {
        const { label, why } = causeWords(cause);
        const of = points.filter(({ specialCause }) => specialCause === cause);
        return (
          <li key={cause}>
            <strong>{label}</strong>{" "}
            {MEANINGS[meaningOf(cause, metric.direction)]}:{" "}
            {of.map((point) => whenOf(point)).join(", ")}. {why}
          </li>
        );
      })}
    </ul>
  );
}

const MEANINGS = {
  ordinary: "",
  better: "(better)",
  worse: "(needs a look)",
  different: "(different, neither better nor worse)",
};

const VARIATIONS: Record<Variation, string> = {
  [Variation.UNSPECIFIED]: "",
  [Variation.COMMON_CAUSE]: "That is within what chance alone would bring.",
  [Variation.IMPROVEMENT_HIGH]:
    "It is higher than before, by more than chance explains. That is better.",
  [Variation.IMPROVEMENT_LOW]:
    "It is lower than before, by more than chance explains. That is better.",
  [Variation.CONCERN_HIGH]:
    "It is higher than before, by more than chance explains. That needs a look.",
  [Variation.CONCERN_LOW]:
    "It is lower than before, by more than chance explains. That needs a look.",
  [Variation.NEUTRAL_HIGH]:
    "It is higher than before, by more than chance explains.",
  [Variation.NEUTRAL_LOW]:
    "It is lower than before, by more than chance explains.",
};

function findingOf(series: SeriesMessage, metric: Metric): string {
  const known = series.points.filter((point) => valueOf(point) !== undefined);
  const last = known.at(-1);
  if (!last) {
    return "There is no month with enough cases to judge. That is not the same as 0.";
  }
  const special = known.filter((point) => causeWords(point.specialCause).side);
  const missing = series.points.length - known.length;
  return [
    `${metric.title} was ${figureInWords(last.figure)} in ${whenOf(last)}.`,
    VARIATIONS[series.variation],
    series.assuranceWords && `It ${lowerFirst(series.assuranceWords)}.`,
    special.length === 0
      ? "No point is out of the ordinary."
      : `${count(special.length)} of ${count(known.length)} points ${special.length === 1 ? "is" : "are"} out of the ordinary.`,
    missing > 0 &&
      `${count(missing)} ${missing === 1 ? "has" : "have"} no figure to show, which is a gap and not 0.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function whenOf({ fromMonth, toMonth }: Point): string {
  return monthsInWords(fromMonth!, toMonth!);
}

function columnsOf(why: SeriesProps["why"]): DataColumn<Point>[] {
  const limit =
    (edge: "lower" | "centre" | "upper") =>
    ({ limits, figure }: Point) => {
      if (!limits) return "None";
      return figure?.kind === Figure_Kind.COUNT
        ? limits[edge].toFixed(1)
        : percent(limits[edge]);
    };
  const columns: DataColumn<Point>[] = [
    { heading: "Month", text: whenOf },
    {
      heading: "Figure",
      text: ({ figure }) => figureInWords(figure),
      numeric: true,
    },
    { heading: "Rests on", text: ({ figure }) => restsOn(figure) },
    { heading: "Lower limit", text: limit("lower"), numeric: true },
    { heading: "Centre", text: limit("centre"), numeric: true },
    { heading: "Upper limit", text: limit("upper"), numeric: true },
    {
      heading: "What it says",
      text: ({ specialCause }) =>
        specialCause === Cause.UNSPECIFIED
          ? "Not on the chart"
          : causeWords(specialCause).label,
    },
  ];
  if (why) {
    columns.push({
      heading: "Behind it",
      text: () => "",
      cell: (point) => (
        <Link href={why(point)}>
          Why?<span class="govuk-visually-hidden"> {whenOf(point)}</span>
        </Link>
      ),
      screenOnly: true,
    });
  }
  return columns;
}
