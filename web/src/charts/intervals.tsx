// Shares beside each other, each with the range that it is likely to lie in.
import type { PlotOptions } from "@observablehq/plot";
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { Link } from "~/parts/links";
import { figureInWords, percent, restsOn } from "~/words/numbers";
import { Chart, type DataColumn } from "./chart";
import type { Drawing } from "./draw";
import { DARK_BLUE, dashesOf, INK, QUIET, type Sign } from "./shapes";

export interface IntervalRow {
  key: string;
  label: string;
  figure: Figure;
  // Where the returns behind it are.
  why?: string;
}

export interface IntervalsProps {
  title: string;
  finding: string;
  rows: readonly IntervalRow[];
  // The figure of all, to read the rows by.
  total?: number;
  // What the first column is: `Theme`.
  heading: string;
  file: string;
}

const DOT: Sign = { shape: "circle", colour: DARK_BLUE, words: "Figure" };
const RANGE: Sign = { shape: "bar", colour: DARK_BLUE, words: "Range it is likely to lie in" }; // prettier-ignore
const TOTAL: Sign = { shape: "dashes", colour: QUIET, words: "All together" };

export function Intervals(props: IntervalsProps) {
  const { title, finding, rows, total, heading, file } = props;
  return (
    <Chart
      title={title}
      finding={finding}
      signs={[DOT, RANGE, ...(total === undefined ? [] : [TOTAL])]}
      drawing={drawingOf(rows, total)}
      drawingKey={title + rows.map(({ key, figure }) => [key, figure.numerator, figure.denominator, figure.noValue].join()).join(";")} // prettier-ignore
      columns={columnsOf(heading, rows)}
      rows={rows}
      keyOf={({ key }) => key}
      file={file}
    />
  );
}

function columnsOf(
  heading: string,
  rows: readonly IntervalRow[],
): DataColumn<IntervalRow>[] {
  const columns: DataColumn<IntervalRow>[] = [
    { heading, text: ({ label }) => label },
    {
      heading: "Figure",
      text: ({ figure }) => figureInWords(figure),
      numeric: true,
    },
    { heading: "Rests on", text: ({ figure }) => restsOn(figure) },
  ];
  if (rows.some(({ why }) => why)) {
    columns.push({
      heading: "Behind it",
      text: () => "",
      cell: ({ why, label }) =>
        why && (
          <Link href={why}>
            Why?<span class="govuk-visually-hidden"> {label}</span>
          </Link>
        ),
      screenOnly: true,
    });
  }
  return columns;
}

const ROW = 52;

function drawingOf(
  rows: readonly IntervalRow[],
  total: number | undefined,
): Drawing {
  return (plot, width) => {
    const known = rows.filter(({ figure }) => figure.value !== undefined);
    return {
      height: rows.length * ROW + 60,
      marginLeft: 12,
      marginRight: 24,
      marginTop: 16,
      marginBottom: 36,
      x: {
        domain: [0, 1],
        label: null,
        ticks: width < 500 ? 3 : 6,
        tickFormat: (share: number) => percent(share).replace(".0", ""),
        grid: true,
      },
      y: { domain: rows.map(({ key }) => key), axis: null, type: "band" },
      marks: [
        ...(total === undefined
          ? []
          : [
              plot.ruleX([total], { stroke: QUIET, strokeWidth: 2, strokeDasharray: dashesOf("dashes"), className: "tm-total" }), // prettier-ignore
            ]),
        plot.ruleY(known, {
          x1: ({ figure }: IntervalRow) => figure.interval?.lower ?? NaN,
          x2: ({ figure }: IntervalRow) => figure.interval?.upper ?? NaN,
          y: "key",
          stroke: DARK_BLUE,
          strokeWidth: 2.5,
          marker: "tick",
          dy: 8,
          className: "tm-interval",
        }),
        plot.dot(known, {
          x: ({ figure }: IntervalRow) => figure.value!,
          y: "key",
          r: 6,
          dy: 8,
          fill: DARK_BLUE,
          stroke: "#ffffff",
          href: rows.some(({ why }) => why) ? "why" : undefined,
          className: "tm-figure",
        }),
        plot.text(rows, {
          x: () => 0,
          y: "key",
          dy: -12,
          dx: 2,
          textAnchor: "start",
          text: ({ label, figure }: IntervalRow) =>
            `${label}: ${figureInWords(figure)}`,
          fill: INK,
          stroke: "#ffffff",
          strokeWidth: 4,
          fontSize: 14,
        }),
      ],
    } satisfies PlotOptions;
  };
}
