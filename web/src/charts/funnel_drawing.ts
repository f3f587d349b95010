// How a funnel is drawn.
import type { Markish, PlotOptions } from "@observablehq/plot";
import {
  Comparison_Standing as Standing,
  type Comparison,
  type Comparison_CurvePoint as CurvePoint,
  type Comparison_Unit as Unit,
  type FunnelBand,
} from "~/api/gen/tidemark/monitoring/v1/comparison_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { count, figureInWords, percent } from "~/words/numbers";
import type { Drawing, Library } from "./draw";
import {
  BLUE,
  DARK_BLUE,
  dashesOf,
  INK,
  ORANGE,
  QUIET,
  type Sign,
} from "./shapes";

const INSIDE: Sign = { shape: "ring", colour: DARK_BLUE, words: "Inside the limits" }; // prettier-ignore
const ATTENTION: Sign = { shape: "square", colour: BLUE, words: "Outside the 95% limits" }; // prettier-ignore
const ACTION: Sign = { shape: "triangle", colour: ORANGE, words: "Outside the 99.8% limits" }; // prettier-ignore
const OWN: Sign = { shape: "diamond", colour: INK, words: "This one" };
const CENTRE: Sign = { shape: "line", colour: QUIET, words: "All together" };
const NEAR: Sign = { shape: "dashes", colour: INK, words: "95% limits" };
const FAR: Sign = { shape: "line", colour: INK, words: "99.8% limits" };

// Whether units are held against what is expected of their own people.
export function isRatio({ units }: Comparison): boolean {
  return units.some(({ ratio }) => ratio !== undefined);
}

export function funnelSigns(comparison: Comparison, marked?: string): Sign[] {
  const own = comparison.units.find(({ subject }) => subject === marked);
  const others = comparison.units.filter((unit) => unit !== own);
  return [
    ...(own ? [{ ...OWN, words: own.displayName }] : []),
    ...[INSIDE, ATTENTION, ACTION].filter((sign) =>
      others.some((unit) => isPlaced(unit) && signOf(unit) === sign),
    ),
    { ...CENTRE, words: isRatio(comparison) ? "As expected" : CENTRE.words },
    NEAR,
    FAR,
  ];
}

function signOf({ standing }: Unit): Sign {
  if (standing === Standing.ACTION_HIGH || standing === Standing.ACTION_LOW) {
    return ACTION;
  }
  return standing === Standing.INSIDE ? INSIDE : ATTENTION;
}

// Only what can be judged has a place.
function isPlaced({ standing }: Unit): boolean {
  return standing !== Standing.UNSPECIFIED;
}

export interface FunnelOptions {
  comparison: Comparison;
  metric: Metric;
  marked?: string;
  // Which limits are drawn.
  adjusted: boolean;
  why?: (unit: Unit) => string;
}

export function funnelDrawing(options: FunnelOptions): Drawing {
  const { comparison, metric, adjusted } = options;
  const ratio = isRatio(comparison);
  const units = comparison.units.filter(isPlaced);
  const bandOf = (limited: CurvePoint | Unit): FunnelBand | undefined =>
    adjusted ? limited.adjusted : limited.unadjusted;
  const curve = comparison.curve.filter((point) => bandOf(point)?.action);
  return (plot, width) => {
    const narrow = width < 500;
    return {
      height: narrow ? 320 : 420,
      marginTop: 28,
      marginLeft: 52,
      marginRight: 20,
      marginBottom: 44,
      x: {
        label: ratio ? "How many were expected" : "How many cases",
        zero: true,
        nice: true,
        ticks: narrow ? 4 : 8,
        tickFormat: (n: number) => count(n),
        labelAnchor: "right",
      },
      y: {
        label: ratio ? "Times what was expected" : metric.title,
        domain: rangeOf(units, curve, bandOf, ratio),
        nice: true,
        ticks: narrow ? 5 : 8,
        clamp: true,
        tickFormat: ratio ? undefined : (share: number) => percent(share).replace(".0", ""), // prettier-ignore
      },
      marks: [
        ...curves(plot, curve, bandOf),
        ...centre(plot, comparison),
        ...dots(plot, units, options, { ratio, narrow }),
      ],
    } satisfies PlotOptions;
  };
}

function placeOf(ratio: boolean) {
  return {
    x: ({ expected, figure }: Unit) =>
      ratio ? expected! : Number(figure!.denominator),
    y: (unit: Unit) => (ratio ? unit.ratio! : unit.figure!.value!),
  };
}

function rangeOf(
  units: Unit[],
  curve: CurvePoint[],
  bandOf: (point: CurvePoint) => FunnelBand | undefined,
  ratio: boolean,
): [number, number] {
  const { y } = placeOf(ratio);
  const values = units.map(y);
  // The mouth of the funnel is as wide as it gets; only its inner part is worth
  // the room where units lie.
  const inner = curve.slice(Math.floor(curve.length / 4));
  for (const point of inner) {
    const { action } = bandOf(point)!;
    values.push(action!.lower, action!.upper);
  }
  if (!values.length) return [0, 1];
  const low = Math.max(0, Math.min(...values) - 0.03);
  const high = Math.max(...values) + 0.03;
  return [low, ratio ? high : Math.min(1, high)];
}

function curves(
  plot: Library,
  curve: CurvePoint[],
  bandOf: (point: CurvePoint) => FunnelBand | undefined,
): Markish[] {
  return (["attention", "action"] as const).flatMap((level) => {
    const sign = level === "attention" ? NEAR : FAR;
    return (["lower", "upper"] as const).map((side) =>
      plot.lineY(curve, {
        x: "size",
        y: (point: CurvePoint) => bandOf(point)![level]![side],
        stroke: sign.colour,
        strokeWidth: 1.5,
        strokeDasharray: dashesOf(sign.shape),
        clip: true,
        className: `tm-${level}-${side}`,
      }),
    );
  });
}

function centre(plot: Library, { centre }: Comparison): Markish[] {
  if (centre === undefined) return [];
  return [
    plot.ruleY([centre], { stroke: CENTRE.colour, strokeWidth: 1.5, className: "tm-centre" }), // prettier-ignore
  ];
}

function dots(
  plot: Library,
  units: Unit[],
  { marked, why }: FunnelOptions,
  { ratio, narrow }: { ratio: boolean; narrow: boolean },
): Markish[] {
  const place = placeOf(ratio);
  const shared = {
    ...place,
    title: (unit: Unit) => `${unit.displayName}: ${figureInWords(unit.figure)}`,
    href: why,
  };
  const others = units.filter(({ subject }) => subject !== marked);
  const own = units.filter(({ subject }) => subject === marked);
  return [
    ...[INSIDE, ATTENTION, ACTION].map((sign) =>
      plot.dot(
        others.filter((unit) => signOf(unit) === sign),
        {
          ...shared,
          symbol: sign === INSIDE ? "circle" : (sign.shape as "square"),
          r: sign === INSIDE ? 4.5 : 6,
          fill: sign === INSIDE ? "#ffffff" : sign.colour,
          stroke: sign === INSIDE ? sign.colour : INK,
          strokeWidth: sign === INSIDE ? 2 : 1,
          className: "tm-unit",
        },
      ),
    ),
    plot.dot(own, {
      ...shared,
      symbol: "diamond",
      r: 9,
      fill: OWN.colour,
      stroke: "#ffffff",
      strokeWidth: 2,
      className: "tm-own",
    }),
    plot.text(own, {
      ...place,
      className: "tm-name",
      // Where there is little room the key has the name.
      text: ({ displayName }: Unit) => (narrow ? "This one" : displayName),
      // The name stays within the chart, whichever end it is at.
      textAnchor: isRightOf(own, units, place.x) ? "end" : "start",
      dx: isRightOf(own, units, place.x) ? -14 : 14,
      dy: -14,
      fill: INK,
      stroke: "#ffffff",
      strokeWidth: 5,
      fontSize: 14,
      fontWeight: "bold",
    }),
  ];
}

function isRightOf(own: Unit[], units: Unit[], x: (unit: Unit) => number) {
  return own.some((unit) => x(unit) > Math.max(...units.map(x)) / 2);
}
