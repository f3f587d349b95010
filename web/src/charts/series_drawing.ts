// How a series is drawn.
import type { Markish, PlotOptions } from "@observablehq/plot";
import {
  Figure_Kind,
  Figure_NoValue,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import type {
  Series,
  Series_Point as Point,
} from "~/api/gen/tidemark/monitoring/v1/series_pb";
import { monthNumber, type MonthLike } from "~/words/months";
import { figureInWords, percent } from "~/words/numbers";
import { causeWords, meaningOf, type Meaning } from "./causes";
import type { Drawing, Library } from "./draw";
import {
  BLUE,
  DARK_BLUE,
  dashesOf,
  EMPTY,
  INK,
  ORANGE,
  PURPLE,
  QUIET,
  type Sign,
} from "./shapes";

const POINTS: Record<Meaning, Sign> = {
  ordinary: { shape: "circle", colour: DARK_BLUE, words: "Ordinary variation" },
  better: {
    shape: "square",
    colour: BLUE,
    words: "Out of the ordinary: better",
  },
  worse: {
    shape: "triangle",
    colour: ORANGE,
    words: "Out of the ordinary: needs a look",
  },
  different: {
    shape: "diamond",
    colour: PURPLE,
    words: "Out of the ordinary: different",
  },
};
const CENTRE: Sign = { shape: "line", colour: QUIET, words: "Centre" };
const LIMIT: Sign = { shape: "dashes", colour: QUIET, words: "Limits of chance" }; // prettier-ignore
const TARGET: Sign = { shape: "long-dashes", colour: INK, words: "Target" };

// Its value is in the legend, where no point or limit can hide it.
function targetSign(target: number): Sign {
  return { ...TARGET, words: `${TARGET.words}: ${percent(target)}` };
}
const GAP: Sign = { shape: "band", colour: EMPTY, words: "No figure to show" };

// What a point shows: a share, or how many there are. Undefined if nothing.
export function valueOf({ figure }: Point): number | undefined {
  if (!figure || figure.noValue) return undefined;
  if (figure.kind === Figure_Kind.COUNT) return Number(figure.numerator);
  return figure.value;
}

export function seriesSigns(series: Series, metric: Metric): Sign[] {
  const known = series.points.filter((point) => valueOf(point) !== undefined);
  const meanings = new Set(
    known.map(({ specialCause }) => meaningOf(specialCause, metric.direction)),
  );
  return [
    ...(Object.keys(POINTS) as Meaning[])
      .filter((meaning) => meanings.has(meaning))
      .map((meaning) => POINTS[meaning]),
    ...(series.points.some(({ limits }) => limits) ? [CENTRE, LIMIT] : []),
    ...(series.target === undefined ? [] : [targetSign(series.target)]),
    ...(known.length < series.points.length ? [GAP] : []),
  ];
}

const GAPS: Record<Figure_NoValue, string> = {
  [Figure_NoValue.UNSPECIFIED]: "missing",
  [Figure_NoValue.NOT_APPLICABLE]: "not applicable",
  [Figure_NoValue.MISSING]: "missing",
  [Figure_NoValue.TOO_FEW]: "too few",
  [Figure_NoValue.SUPPRESSED]: "suppressed",
};

interface Placed {
  point: Point;
  at: number;
  half: number;
  value: number | undefined;
}

// Points by the months of their middle, so that months that are missing keep
// their place.
function placed(series: Series): Placed[] {
  return series.points.map((point) => {
    const from = monthNumber(point.fromMonth!);
    const to = monthNumber(point.toMonth!);
    return {
      point,
      at: (from + to) / 2,
      half: (to - from + 1) / 2,
      value: valueOf(point),
    };
  });
}

export function seriesDrawing(
  series: Series,
  metric: Metric,
  why?: (point: Point) => string,
): Drawing {
  return (plot, width) => {
    const points = placed(series);
    const counted = metric.kind === Figure_Kind.COUNT;
    const narrow = width < 500;
    const step = ticksEvery(points.length, width);
    return {
      height: narrow ? 300 : 380,
      marginTop: 24,
      marginLeft: 52,
      marginRight: 16,
      marginBottom: 36,
      x: {
        domain: [points[0]!.at - points[0]!.half, lastEnd(points)],
        ticks: points.filter((_, i) => i % step === 0).map(({ at }) => at),
        tickFormat: (at: number) => shortMonth(at),
        label: null,
      },
      y: {
        domain: range(series, points, counted),
        nice: true,
        ticks: narrow ? 5 : 7,
        tickFormat: counted ? undefined : (share: number) => percent(share).replace(".0", ""), // prettier-ignore
        label: counted ? "How many" : metric.title,
        clamp: true,
      },
      marks: [
        ...gaps(plot, points),
        ...limits(plot, points),
        ...phases(plot, series),
        ...target(plot, series),
        plot.lineY(points, { x: "at", y: (p: Placed) => p.value ?? NaN, stroke: DARK_BLUE, className: "tm-line-of-points",
          strokeWidth: 2 }), // prettier-ignore
        ...dots(plot, points, metric, why),
        ...labels(plot, points, narrow),
      ],
    } satisfies PlotOptions;
  };
}

function lastEnd(points: Placed[]): number {
  const last = points.at(-1)!;
  return last.at + last.half;
}

// How many points go to a label, so that labels do not run into each other.
function ticksEvery(points: number, width: number): number {
  return Math.max(1, Math.ceil((points * 64) / Math.max(1, width - 68)));
}

const SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export function shortMonth(number: number): string {
  const whole = Math.floor(number);
  return `${SHORT[whole % 12]} ${String(Math.floor(whole / 12)).slice(2)}`;
}

// What is measured, with some air; shares stay within 0 and 1.
function range(
  series: Series,
  points: Placed[],
  counted: boolean,
): [number, number] {
  if (points.every(({ value }) => value === undefined)) return [0, 1];
  const all = points.flatMap(({ value, point }) => [
    ...(value === undefined ? [] : [value]),
    ...(point.limits ? [point.limits.lower, point.limits.upper] : []),
  ]);
  if (series.target !== undefined) all.push(series.target);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const air = (high - low || (counted ? 1 : 0.1)) * 0.1;
  const least = Math.max(0, low - air);
  return [least, counted ? high + air : Math.min(1, high + air)];
}

function gaps(plot: Library, points: Placed[]): Markish[] {
  const empty = points.filter(({ value }) => value === undefined);
  return [
    plot.rectX(empty, {
      x1: ({ at, half }: Placed) => at - half,
      x2: ({ at, half }: Placed) => at + half,
      fill: EMPTY,
      className: "tm-gap",
    }),
    plot.text(empty, {
      x: "at",
      frameAnchor: "middle",
      rotate: -90,
      text: ({ point }: Placed) =>
        GAPS[point.figure?.noValue ?? Figure_NoValue.MISSING],
      fill: QUIET,
      fontSize: 13,
    }),
  ];
}

interface Corner {
  at: number;
  edge: number;
}

// A limit as the corners of a stepped line; NaN ends it where there is none.
function corners(points: Placed[], edge: Edge): Corner[] {
  return points.flatMap(({ point, at, half }) => {
    const height = point.limits?.[edge] ?? NaN;
    return [
      { at: at - half, edge: height },
      { at: at + half, edge: height },
    ];
  });
}

type Edge = "lower" | "centre" | "upper";

function limits(plot: Library, points: Placed[]): Markish[] {
  return (["lower", "centre", "upper"] as const).map((edge) => {
    const sign = edge === "centre" ? CENTRE : LIMIT;
    return plot.line(corners(points, edge), {
      x: "at",
      y: "edge",
      stroke: sign.colour,
      strokeWidth: 2,
      strokeDasharray: dashesOf(sign.shape),
      className: `tm-limit-${edge}`,
    });
  });
}

// Where limits begin anew.
function phases(plot: Library, series: Series): Markish[] {
  const starts = series.phases
    .slice(1)
    .map(({ fromMonth }) => monthNumber(fromMonth as MonthLike) - 0.5);
  if (!starts.length) return [];
  return [
    plot.ruleX(starts, { stroke: INK, strokeWidth: 1.5, className: "tm-baseline" }), // prettier-ignore
    plot.text(starts, {
      x: (at: number) => at,
      frameAnchor: "top",
      dy: -16,
      text: () => "New limits",
      fill: INK,
      fontSize: 13,
    }),
  ];
}

function target(plot: Library, series: Series): Markish[] {
  if (series.target === undefined) return [];
  return [
    plot.ruleY([series.target], {
      stroke: TARGET.colour,
      strokeWidth: 2,
      strokeDasharray: dashesOf(TARGET.shape),
      className: "tm-target",
    }),
  ];
}

function dots(
  plot: Library,
  points: Placed[],
  metric: Metric,
  why?: (point: Point) => string,
): Markish[] {
  return (Object.keys(POINTS) as Meaning[]).map((meaning) => {
    const { shape, colour } = POINTS[meaning];
    const these = points.filter(
      ({ point, value }) =>
        value !== undefined &&
        meaningOf(point.specialCause, metric.direction) === meaning,
    );
    return plot.dot(these, {
      x: "at",
      y: "value",
      symbol: shape as "circle",
      r: meaning === "ordinary" ? 4.5 : 7,
      fill: colour,
      stroke: meaning === "ordinary" ? colour : INK,
      title: ({ point }: Placed) =>
        `${shortMonth(monthNumber(point.fromMonth!))}: ${figureInWords(point.figure)}`,
      href: why ? ({ point }: Placed) => why(point) : undefined,
      className: `tm-point-${meaning}`,
    });
  });
}

// One label for each run of points with the same cause, at its end.
function labels(plot: Library, points: Placed[], narrow: boolean): Markish[] {
  if (narrow) return [];
  const ends = points.filter(({ point, value }, i) => {
    const { side } = causeWords(point.specialCause);
    const next = points[i + 1]?.point.specialCause;
    return side && value !== undefined && next !== point.specialCause;
  });
  return (["high", "low"] as const).map((side) =>
    plot.text(
      ends.filter(({ point }) => causeWords(point.specialCause).side === side),
      {
        x: "at",
        y: "value",
        dy: side === "high" ? -16 : 18,
        text: ({ point }: Placed) => causeWords(point.specialCause).label,
        fill: INK,
        stroke: "#ffffff",
        strokeWidth: 4,
        fontSize: 13,
        fontWeight: "bold",
      },
    ),
  );
}
