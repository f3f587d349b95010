// The hours a week of a package over time against its plan, as steps.
//
//   <Levels
//     title="Support against plan: package p-1"
//     finding="Support is 2 hours a week above the plan."
//     actual={[{ from: { year: 2026, month: 6, day: 1 }, minutes: 600 }, ...]}
//     plan={[{ from: { year: 2026, month: 6, day: 1 }, minutes: 600 }, ...]}
//     until={{ year: 2026, month: 8, day: 31 }}
//     marks={[{ on: { year: 2026, month: 7, day: 1 }, label: "Paused" }]}
//     file="p-1-levels"
//   />
//
// A step holds from its day to the day before the next one, the last one to
// `until`. `minutes` undefined is a time without a level, such as a pause or
// after the end: a gap, which is not the same as 0. Steps are in order.
import type { PlotOptions } from "@observablehq/plot";
import { dayInWords } from "~/words/dates";
import type { PlainDay } from "~/words/dates";
import { Chart, type DataColumn } from "./chart";
import type { Drawing } from "./draw";
import { DARK_BLUE, dashesOf, INK, ORANGE, type Sign } from "./shapes";

export interface Step {
  from: PlainDay;
  minutes: number | undefined;
  // What happened, for the table.
  note?: string;
}

export interface LevelsProps {
  title: string;
  finding: string;
  actual: readonly Step[];
  plan: readonly Step[];
  until: PlainDay;
  marks?: readonly { on: PlainDay; label: string }[];
  file: string;
}

const ACTUAL: Sign = { shape: "line", colour: DARK_BLUE, words: "Hours a week" }; // prettier-ignore
const PLAN: Sign = { shape: "dashes", colour: ORANGE, words: "As planned" };

interface Row {
  from: PlainDay;
  actual: Step | undefined;
  plan: Step | undefined;
  note: string;
}

export function Levels(props: LevelsProps) {
  const { title, finding, actual, plan, marks = [], file } = props;
  return (
    <Chart
      title={title}
      finding={finding}
      signs={plan.length ? [ACTUAL, PLAN] : [ACTUAL]}
      drawing={drawingOf(props)}
      drawingKey={JSON.stringify([actual, plan, props.until, marks])}
      columns={COLUMNS}
      rows={rowsOf(actual, plan, marks)}
      keyOf={({ from }) => String(at(from))}
      file={file}
    />
  );
}

// `2 hours 45 minutes`; what has no level says so.
export function hoursInWords(minutes: number | undefined): string {
  if (minutes === undefined) return "No level";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const said = [
    hours > 0 && `${hours} ${hours === 1 ? "hour" : "hours"}`,
    rest > 0 && `${rest} ${rest === 1 ? "minute" : "minutes"}`,
  ].filter(Boolean);
  return said.length ? said.join(" ") : "0 hours";
}

const COLUMNS: DataColumn<Row>[] = [
  { heading: "From", text: ({ from }) => dayInWords(from) },
  {
    heading: "Hours a week",
    text: ({ actual }) => (actual ? hoursInWords(actual.minutes) : "No level"),
  },
  {
    heading: "As planned",
    text: ({ plan }) => (plan ? hoursInWords(plan.minutes) : "No plan"),
  },
  { heading: "What happened", text: ({ note }) => note },
];

function at({ year, month, day }: PlainDay): number {
  return Date.UTC(year, month - 1, day);
}

// A row for each day on which anything changes.
export function rowsOf(
  actual: readonly Step[],
  plan: readonly Step[],
  marks: readonly { on: PlainDay; label: string }[],
): Row[] {
  const days = new Map<number, PlainDay>();
  for (const { from } of [...actual, ...plan]) days.set(at(from), from);
  for (const { on } of marks) days.set(at(on), on);
  const upTo = (steps: readonly Step[], day: number) =>
    steps.filter(({ from }) => at(from) <= day).at(-1);
  return [...days.entries()]
    .sort(([a], [b]) => a - b)
    .map(([day, from]) => ({
      from,
      actual: upTo(actual, day),
      plan: upTo(plan, day),
      note: [
        ...[...actual, ...plan]
          .filter((step) => at(step.from) === day && step.note)
          .map(({ note }) => note),
        ...marks.filter(({ on }) => at(on) === day).map(({ label }) => label),
      ].join("; "),
    }));
}

interface Corner {
  on: Date;
  hours: number;
}

// The steps as the corners of a line; NaN ends it where there is no level.
function corners(steps: readonly Step[], until: PlainDay): Corner[] {
  return steps.flatMap(({ from, minutes }, i) => {
    const hours = minutes === undefined ? NaN : minutes / 60;
    const next = steps[i + 1]?.from ?? until;
    return [
      { on: new Date(at(from)), hours },
      { on: new Date(Math.max(at(from), at(next))), hours },
    ];
  });
}

function drawingOf({ actual, plan, until, marks = [] }: LevelsProps): Drawing {
  return (plot, width) => {
    const narrow = width < 500;
    return {
      height: narrow ? 260 : 320,
      marginTop: marks.length ? 40 : 24,
      marginBottom: 36,
      marginLeft: 44,
      marginRight: 20,
      x: { type: "utc", label: null, ticks: narrow ? 3 : 8 },
      y: { label: "Hours a week", zero: true, nice: true, ticks: 6 },
      marks: [
        plot.ruleY([0], { stroke: INK }),
        plot.line(corners(plan, until), { x: "on", y: "hours", stroke: PLAN.colour, strokeWidth: 2.5, strokeDasharray: dashesOf(PLAN.shape), className: "tm-plan" }), // prettier-ignore
        plot.line(corners(actual, until), { x: "on", y: "hours", stroke: ACTUAL.colour, strokeWidth: 3, className: "tm-actual" }), // prettier-ignore
        plot.ruleX(marks, { x: ({ on }: { on: PlainDay }) => new Date(at(on)), stroke: INK, strokeWidth: 1, className: "tm-mark" }), // prettier-ignore
        plot.text(marks, {
          x: ({ on }: { on: PlainDay }) => new Date(at(on)),
          frameAnchor: "top",
          dy: -14,
          text: "label",
          fill: INK,
          fontSize: 13,
        }),
      ],
    } satisfies PlotOptions;
  };
}
