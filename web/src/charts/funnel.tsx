// Units of different sizes beside each other, held against limits that allow
// for their size. Never a ranking.
import { useState } from "preact/hooks";
import {
  Comparison_Standing as Standing,
  type Comparison,
  type Comparison_Unit as Unit,
  type FunnelBand,
} from "~/api/gen/tidemark/monitoring/v1/comparison_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { Radios } from "~/parts/fields";
import { Link } from "~/parts/links";
import { monthCode, monthsInWords } from "~/words/months";
import { count, counted, figureInWords, percent, restsOn } from "~/words/numbers"; // prettier-ignore
import { Chart, type DataColumn } from "./chart";
import { funnelDrawing, funnelSigns, isRatio } from "./funnel_drawing";

export interface FunnelProps {
  comparison: Comparison;
  metric: Metric;
  // The unit to mark and to speak of; none where all are compared.
  marked?: string;
  // Where the returns behind a unit's figure are.
  why?: (unit: Unit) => string;
}

export function Funnel({ comparison, metric, marked, why }: FunnelProps) {
  const [adjusted, setAdjusted] = useState(comparison.adjusted);
  const months = monthsInWords(comparison.fromMonth!, comparison.toMonth!);
  const own = comparison.units.find(({ subject }) => subject === marked);
  const what =
    comparison.units.some(({ subject }) => subject.includes("/contracts/")) // prettier-ignore
      ? "contracts"
      : "providers";
  const title = own
    ? `${metric.title}: ${own.displayName} beside the other ${what}, ${months}`
    : `${metric.title}: all ${what} beside each other, ${months}`;
  return (
    <Chart
      title={title}
      finding={
        own
          ? ownFinding(own, comparison, metric, what)
          : allFinding(comparison, metric, what)
      }
      signs={funnelSigns(comparison, marked)}
      drawing={funnelDrawing({ comparison, metric, marked, adjusted, why })}
      drawingKey={[metric.id, months, marked, adjusted, comparison.centre, comparison.units.length, comparison.asOfTime?.seconds].join()} // prettier-ignore
      columns={columnsOf(comparison, why)}
      rows={comparison.units}
      keyOf={({ subject }) => subject}
      file={`${metric.id}-funnel-${own?.displayName ?? what}-${monthCode(comparison.fromMonth!)}-${monthCode(comparison.toMonth!)}`}
    >
      <ul class="govuk-list govuk-list--bullet">
        {comparison.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <div class="tm-screen-only">
        <Radios
          id={`limits-${metric.id}`}
          label="Limits shown"
          inline
          small
          value={adjusted ? "adjusted" : "chance"}
          options={[
            { value: "adjusted", label: `Allowing for ${what} that differ anyway` }, // prettier-ignore
            { value: "chance", label: "By chance alone" },
          ]}
          onValue={(value) => setAdjusted(value === "adjusted")}
        />
      </div>
    </Chart>
  );
}

const LIES: Record<Standing, string> = {
  [Standing.UNSPECIFIED]: "It has too few cases to judge",
  [Standing.INSIDE]: "It lies inside the limits",
  [Standing.ATTENTION_HIGH]: "It lies above the 95% limit",
  [Standing.ATTENTION_LOW]: "It lies below the 95% limit",
  [Standing.ACTION_HIGH]: "It lies above the 99.8% limit",
  [Standing.ACTION_LOW]: "It lies below the 99.8% limit",
};

function ownFinding(
  unit: Unit,
  comparison: Comparison,
  metric: Metric,
  what: string,
): string {
  const { centre } = comparison;
  const rests = restsOn(unit.figure);
  const all =
    centre === undefined
      ? ""
      : isRatio(comparison)
        ? " 1 is as expected for its people."
        : ` All ${what} together: ${percent(centre)}.`;
  return (
    `${metric.title} is ${figureInWords(unit.figure)}${rests ? ` (${rests})` : ""}.` +
    `${all} ${LIES[unit.standing]}: ${unit.standingWords}.`
  );
}

function allFinding(
  comparison: Comparison,
  metric: Metric,
  what: string,
): string {
  const { judged, tooSmall } = comparison;
  const outside = comparison.adjusted
    ? comparison.outsideAdjustedAttention
    : comparison.outsideUnadjustedAttention;
  const far = comparison.adjusted
    ? comparison.outsideAdjustedAction
    : comparison.outsideUnadjustedAction;
  const centre =
    comparison.centre === undefined || isRatio(comparison)
      ? ""
      : ` All together: ${percent(comparison.centre)}.`;
  return (
    `${metric.title}.${centre} Of ${count(judged)} ${what} that can be judged, ` +
    `${count(outside)} ${outside === 1 ? "lies" : "lie"} outside the 95% limits` +
    `${far ? `, ${count(far)} of them outside the 99.8% limits` : ""}. ` +
    `${counted(tooSmall, what.slice(0, -1))} ${tooSmall === 1 ? "has" : "have"} too few cases to judge.`
  );
}

// Where a figure lies by given limits, in words.
export function liesBy(
  value: number | undefined,
  band: FunnelBand | undefined,
): string {
  if (value === undefined || !band?.attention || !band.action) {
    return "Cannot be judged";
  }
  if (value > band.action.upper) return "Above 99.8% limit";
  if (value < band.action.lower) return "Below 99.8% limit";
  if (value > band.attention.upper) return "Above 95% limit";
  if (value < band.attention.lower) return "Below 95% limit";
  return "Inside";
}

function columnsOf(
  comparison: Comparison,
  why: FunnelProps["why"],
): DataColumn<Unit>[] {
  const ratio = isRatio(comparison);
  const judgedBy = ({ ratio: own, figure }: Unit) =>
    ratio ? own : figure?.value;
  const columns: DataColumn<Unit>[] = [
    { heading: "Name", text: ({ displayName }) => displayName },
    {
      heading: "Figure",
      text: ({ figure }) => figureInWords(figure),
      numeric: true,
    },
    { heading: "Rests on", text: ({ figure }) => restsOn(figure) },
  ];
  if (ratio) {
    columns.push(
      {
        heading: "Expected for its people",
        text: ({ expected }) => expected?.toFixed(1) ?? "Too few to judge",
        numeric: true,
      },
      {
        heading: "Times what was expected",
        text: ({ ratio: own }) => own?.toFixed(2) ?? "Too few to judge",
        numeric: true,
      },
    );
  }
  columns.push(
    {
      heading: "Allowing for difference",
      text: (unit) => liesBy(judgedBy(unit), unit.adjusted),
    },
    {
      heading: "By chance alone",
      text: (unit) => liesBy(judgedBy(unit), unit.unadjusted),
    },
  );
  if (why) {
    columns.push({
      heading: "Behind it",
      text: () => "",
      cell: (unit) => (
        <Link href={why(unit)}>
          Why?<span class="govuk-visually-hidden"> {unit.displayName}</span>
        </Link>
      ),
      screenOnly: true,
    });
  }
  return columns;
}
