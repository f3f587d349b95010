// What a contract is to reach, and by what it is judged.
import type {
  Contract,
  Contract_OutcomeRequirement,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  Council_Monitoring_Target_Better,
  type Council_Monitoring_Target,
} from "~/api/gen/tidemark/contracts/v1/council_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { percent } from "~/words/numbers";

type Metrics = ReadonlyMap<string, Metric>;

export function Requirements(props: { contract: Contract; metrics: Metrics }) {
  const { contract, metrics } = props;
  return (
    <Table
      caption="What it asks for"
      rows={contract.outcomeRequirements}
      keyOf={({ id }) => id}
      empty="The contract itself asks for no outcomes. The council’s own targets judge it."
      columns={[
        {
          heading: "Requirement",
          cell: ({ statement, consequence }) => (
            <>
              {statement}
              {consequence && (
                <span class="tm-under">If not met: {consequence}</span>
              )}
            </>
          ),
        },
        {
          heading: "Measured by",
          cell: ({ metric }) => metrics.get(metric)?.title ?? metric,
        },
        { heading: "Target", cell: (given) => <Years given={given} /> },
        {
          heading: "Weight",
          numeric: true,
          cell: ({ weight }) => (weight ? String(weight) : "Not weighted"),
        },
      ]}
    />
  );
}

function Years({ given }: { given: Contract_OutcomeRequirement }) {
  if (!given.targets.length) return <>No target</>;
  return (
    <ul class="govuk-list govuk-!-margin-bottom-0">
      {given.targets.map(({ contractYear, targetBasisPoints }) => (
        <li key={contractYear}>
          Year {contractYear}: {percent(targetBasisPoints / 10_000)}
        </li>
      ))}
    </ul>
  );
}

export function Targets(props: {
  targets: readonly Council_Monitoring_Target[];
  metrics: Metrics;
}) {
  const { targets, metrics } = props;
  if (!targets.length) return null;
  return (
    <Table
      caption="The council’s targets that hold for it"
      rows={targets}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        {
          heading: "Figure",
          cell: ({ metric, reason }) => (
            <>
              {metrics.get(metric)?.title ?? metric}
              {reason && <span class="tm-under">{reason}</span>}
            </>
          ),
        },
        { heading: "Green", cell: (t) => edge(t, t.greenBasisPoints) },
        {
          heading: "Amber",
          cell: (t) =>
            t.amberBasisPoints === t.greenBasisPoints
              ? "No amber"
              : edge(t, t.amberBasisPoints),
        },
        {
          heading: "Holds",
          cell: ({ fromDate, toDate }) =>
            toDate
              ? `${dayInWords(fromDate)} to ${dayInWords(toDate)}`
              : `From ${dayInWords(fromDate)}`,
        },
      ]}
    />
  );
}

function edge(
  { better }: Council_Monitoring_Target,
  basisPoints: number,
): string {
  const way =
    better === Council_Monitoring_Target_Better.LOWER ? "or less" : "or more";
  return `${percent(basisPoints / 10_000)} ${way}`;
}
