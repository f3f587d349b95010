// For whom support works, and where: one figure by who people are, where they
// are supported, or what matters to them.
import { useLocation } from "preact-iso";
import { client } from "~/api/transport";
import type { Breakdown } from "~/api/gen/tidemark/monitoring/v1/breakdown_pb";
import { BreakdownService } from "~/api/gen/tidemark/monitoring/v1/breakdown_service_pb";
import { Figure_NoValue } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { Intervals } from "~/charts/intervals";
import { Inset } from "~/parts/notices";
import { counted, figureInWords } from "~/words/numbers";
import { AwaitReady } from "./await_ready";
import { whyAddress } from "~/figures/addresses";
import { chosenOf, figureChoice, sharesOf } from "./choices";
import { dimensionOf, dimensionsOf } from "./dimensions";
import { asked, rangeInWords, type Range } from "~/figures/range";
import type { Metrics } from "~/figures/metrics";
import type { Choice } from "./range_form";
import { useReady } from "./ready";
import type { SectionProps } from "./standing";

// The figures that can be parted so.
function partedOf(metrics: Metrics): Metric[] {
  return sharesOf(metrics).filter(({ dimensions }) => dimensions.length > 0);
}

export function groupsChoices(metrics: Metrics): Choice[] {
  const parted = partedOf(metrics);
  const all = parted.flatMap(({ dimensions }) => dimensions);
  return [
    figureChoice(parted),
    {
      id: "by",
      label: "By",
      options: dimensionsOf(all).map(({ id, label }) => ({ value: id, label })),
    },
  ];
}

export function GroupsSection(props: SectionProps) {
  const { subject, displayName, range, metrics } = props;
  const { query } = useLocation();
  const metric = chosenOf(partedOf(metrics), query["metric"]);
  const possible = dimensionsOf(metric.dimensions);
  const by = possible.find(({ id }) => id === query["by"]) ?? possible[0];
  const breakdown = useReady(
    ["breakdown", subject, metric.id, by?.id, range],
    (signal) =>
      client(BreakdownService).getBreakdown(
        {
          name: subject,
          metric: metric.id,
          dimension: by?.value,
          ...asked(range),
        },
        { signal },
      ),
  );
  return (
    <>
      <AwaitReady ready={breakdown} loading="Loading the groups">
        {(known) => (
          <Groups
            breakdown={known}
            metric={metric}
            by={by?.id ?? ""}
            of={displayName}
            range={range}
          />
        )}
      </AwaitReady>
    </>
  );
}

interface GroupsProps {
  breakdown: Breakdown;
  metric: Metric;
  by: string;
  of: string;
  range: Range;
}

function Groups({ breakdown, metric, by, of, range }: GroupsProps) {
  const { rows, total, subject, note } = breakdown;
  const label = dimensionOf(by)?.label ?? by;
  if (!rows.length) {
    return (
      <Inset>
        There is nothing to count in these months. Choose earlier months, or
        another figure.
      </Inset>
    );
  }
  return (
    <>
      {note && <p class="govuk-body">{note}</p>}
      <Intervals
        title={`${metric.title} by ${label.toLowerCase()}: ${of}, ${rangeInWords(range)}`}
        finding={findingOf(breakdown, metric)}
        heading={label}
        total={total?.value}
        file={`${metric.id}-by-${by}-${of}`}
        rows={rows.map(({ value, displayName, figure }) => ({
          key: value || "not-recorded",
          label: displayName,
          figure: figure!,
          why: whyAddress({ metric: metric.id, subject, range, by, value }),
        }))}
      />
    </>
  );
}

function findingOf({ rows, total }: Breakdown, metric: Metric): string {
  const few = rows.filter(
    ({ figure }) => figure?.noValue === Figure_NoValue.TOO_FEW,
  );
  const apart = rows.filter(
    ({ figure }) =>
      figure?.value !== undefined &&
      figure.interval &&
      total?.value !== undefined &&
      (figure.interval.lower > total.value ||
        figure.interval.upper < total.value),
  );
  return [
    `${metric.title}: ${figureInWords(total)} for everyone.`,
    apart.length === 0
      ? "No group differs from that by more than its range allows."
      : `${apart.map(({ displayName }) => displayName).join(", ")} ${apart.length === 1 ? "differs" : "differ"} from that by more than the range allows: a question to ask, not a proof.`,
    few.length > 0 &&
      `${counted(few.length, "group")} ${few.length === 1 ? "has" : "have"} too few cases to judge.`,
  ]
    .filter(Boolean)
    .join(" ");
}
