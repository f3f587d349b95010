// Why a figure is what it is: what it asks, what it counts, and every return
// behind it.
import { useLocation } from "preact-iso";
import { client } from "~/api/transport";
import { useAction, useQuery } from "~/api/query";
import { useContractTitles } from "~/api/contracts";
import { idOf, segmentOf } from "~/api/names";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { BreakdownService } from "~/api/gen/tidemark/monitoring/v1/breakdown_service_pb";
import { ExportService } from "~/api/gen/tidemark/monitoring/v1/export_service_pb";
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { Figure_Kind } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import type {
  Exclusion,
  Explanation,
  ExplanationLine,
} from "~/api/gen/tidemark/monitoring/v1/scorecard_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Inset, Warning } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { periodInWords } from "~/words/dates";
import { count, counted, figureInWords, percent } from "~/words/numbers";
import { AwaitReady } from "./await_ready";
import { returnAddress, subjectOf } from "~/figures/addresses";
import { dimensionOf } from "./dimensions";
import { Exports } from "~/figures/exports";
import { Judged } from "~/parts/judged";
import { noValueExplained } from "~/figures/figures";
import { MaybeLink } from "./maybe_link";
import { useMetrics } from "~/figures/metrics";
import { asked, rangeInWords, useRange, type Range } from "~/figures/range";
import { RangeForm } from "./range_form";
import { useReady } from "./ready";
import { addsUp, sumInWords } from "./sum";

export default function WhyPage() {
  const { query } = useLocation();
  const metrics = useMetrics();
  const metric =
    metrics.state === "known"
      ? metrics.value.get(query["metric"] ?? "")
      : undefined;
  return (
    <Page
      title={metric ? `Why: ${metric.title}` : "Why a figure is what it is"}
    >
      <Await query={metrics} loading="Loading what the figures mean">
        {() =>
          metric ? (
            <Answer key={metric.id} metric={metric} />
          ) : (
            <p class="govuk-body">
              There is no figure of this name. Follow “Why?” beside a figure to
              come here.
            </p>
          )
        }
      </Await>
    </Page>
  );
}

// What is asked for, by the address.
interface Asked {
  subject: string;
  range: Range;
  by: string | undefined;
  value: string;
}

function useAsked(): Asked {
  const { query } = useLocation();
  const range = useRange();
  const dimension = dimensionOf(query["by"]);
  return {
    subject: subjectOf(query["scope"]),
    range,
    by: dimension?.id,
    value: query["value"] ?? "",
  };
}

function Answer({ metric }: { metric: Metric }) {
  const question = useAsked();
  const { subject, range, by, value } = question;
  const explanation = useReady(["why", metric.id, question], (signal) =>
    explain(metric.id, question, signal),
  );
  return (
    <>
      <p class="govuk-body-l">{metric.question}</p>
      <RangeForm key={rangeInWords(range)} />
      <p class="govuk-body">
        <Subject name={subject} />
        {by &&
          `, ${dimensionOf(by)?.label.toLowerCase()}: ${value || "not recorded"}`}
        , {rangeInWords(range)}
      </p>
      <AwaitReady ready={explanation} loading="Looking up what is behind it">
        {(known) => (
          <Explained
            metric={metric}
            explanation={known}
            range={range}
            exportable={!by}
          />
        )}
      </AwaitReady>
    </>
  );
}

// What the figure is of, by its name.
function Subject({ name }: { name: string }) {
  const { provider } = currentUser();
  const asked = useQuery(["name", name], async (signal) => {
    const contracts = client(ContractsService);
    if (segmentOf(name, "providers")) {
      return (await contracts.getProvider({ name }, { signal })).displayName;
    }
    if (segmentOf(name, "contracts")) {
      return (await contracts.getContract({ name }, { signal })).title;
    }
    return "The whole council";
  });
  // Who may not know the name may not see the figure either, and is told so.
  const title = asked.state === "known" ? asked.value : idOf(name);
  const id = segmentOf(name, "providers");
  if (!id) return <>{title}</>;
  const own = name === provider;
  return <Link href={own ? "/standing" : `/providers/${id}`}>{title}</Link>;
}

// Every line, however many pages they come in.
async function explain(
  metric: string,
  { subject, range, by, value }: Asked,
  signal: AbortSignal,
): Promise<Explanation> {
  const shared = { name: subject, metric, ...asked(range), pageSize: 1000 };
  const dimension = dimensionOf(by);
  const page = (pageToken: string) =>
    dimension
      ? client(BreakdownService).explainBreakdown(
          { ...shared, dimension: dimension.value, value, pageToken },
          { signal },
        )
      : client(MonitoringService).explainFigure(
          { ...shared, pageToken },
          { signal },
        );
  const first = await page("");
  const lines = [...first.lines];
  for (let token = first.nextPageToken; token; ) {
    const next = await page(token);
    lines.push(...next.lines);
    token = next.nextPageToken;
  }
  return { ...first, lines };
}

interface ExplainedProps {
  metric: Metric;
  explanation: Explanation;
  range: Range;
  exportable: boolean;
}

function Explained(props: ExplainedProps) {
  const { metric, explanation, range, exportable } = props;
  const { figure, lines, subject } = explanation;
  const exporting = useAction((format: number) =>
    client(ExportService).exportExplanation({
      name: subject,
      metric: metric.id,
      ...asked(range),
      format,
    }),
  );
  if (!figure) return null;
  return (
    <>
      <p class="tm-answer">
        <strong data-figure>{figureInWords(figure)}</strong>
      </p>
      <AboutValue figure={figure} people={explanation.people} />
      <h2 class="govuk-heading-m">What it counts</h2>
      <Facts
        facts={[
          { name: "Counted", value: metric.numerator },
          ...(metric.denominator
            ? [{ name: "Out of", value: metric.denominator }]
            : []),
          { name: "Left out", value: metric.exclusions },
          { name: "Against its target", value: <Judged figure={figure} /> },
          { name: "Where it comes from", value: metric.source },
        ]}
      />
      <LeftOut exclusions={explanation.exclusions} />
      <h2 class="govuk-heading-m">How it adds up</h2>
      <p class="govuk-body tm-sum">{sumInWords(lines, figure)}</p>
      {!addsUp(lines, figure) && figure.denominator !== 0n && (
        <Warning>
          The lines below do not add up to the figure. Tell the people who look
          after this system.
        </Warning>
      )}
      <Lines lines={lines} figure={figure} provider={providerOf(subject)} />
      {exportable && <Exports action={exporting} what="this explanation" />}
    </>
  );
}

// What the value says and how sure it is, in words.
function AboutValue({ figure, people }: { figure: Figure; people: bigint }) {
  const { interval, numerator, denominator } = figure;
  return (
    <>
      {figure.noValue !== 0 && <Inset>{noValueExplained(figure)}</Inset>}
      {figure.value !== undefined && (
        <p class="govuk-body">
          That is {count(numerator)} of {count(denominator)}.{" "}
          {people > 0n &&
            `It rests on ${counted(people, "person", "people")}, counted once in each return or month.`}
        </p>
      )}
      {figure.value !== undefined && interval && (
        <p class="govuk-body">
          With so many cases, the share that lies behind it is likely to be
          between {percent(interval.lower)} and {percent(interval.upper)}: 19
          times in 20 such a range holds it.
        </p>
      )}
      {figure.ragUnsure && (
        <p class="govuk-body">
          That range reaches into another colour, so the colour may be chance.
        </p>
      )}
    </>
  );
}

function LeftOut({ exclusions }: { exclusions: readonly Exclusion[] }) {
  if (!exclusions.length) return null;
  return (
    <>
      <p class="govuk-body">Left out of this figure:</p>
      <ul class="govuk-list govuk-list--bullet">
        {exclusions.map(({ reason, count: cases }) => (
          <li key={reason}>
            {count(cases)} {reason}
          </li>
        ))}
      </ul>
    </>
  );
}

// The provider that `subject` is; nothing of a contract or the council.
function providerOf(subject: string): string | undefined {
  return segmentOf(subject, "providers") ? subject : undefined;
}

interface LinesProps {
  lines: readonly ExplanationLine[];
  figure: Figure;
  provider: string | undefined;
}

function Lines({ lines, figure, provider }: LinesProps) {
  const titleOf = useContractTitles(provider ?? currentUser().provider);
  const counts = figure.kind === Figure_Kind.COUNT;
  return (
    <Table
      caption="Everything behind it"
      columns={[
        {
          heading: "Contract",
          cell: ({ contract }) => titleOf(contract),
        },
        { heading: "Period", cell: ({ period }) => periodInWords(period) },
        {
          heading: "What it is",
          cell: (line) => (
            <Behind line={line} contract={titleOf(line.contract)} />
          ),
        },
        {
          heading: "Counted",
          cell: ({ numerator }) => count(numerator),
          numeric: true,
        },
        ...(counts
          ? []
          : [
              {
                heading: "Out of",
                cell: ({ denominator }: ExplanationLine) => count(denominator),
                numeric: true,
              },
            ]),
        { heading: "What it says", cell: ({ note }) => note },
      ]}
      rows={lines}
      keyOf={({ name, period }) => `${name} ${period}`}
      empty="Nothing is behind it: there was nothing to count in these months."
    />
  );
}

const KINDS: readonly { collection: string; word: string; page: string }[] = [
  { collection: "packages", word: "Package", page: "/episodes" },
  { collection: "proposals", word: "Proposal", page: "" },
  { collection: "stories", word: "Story", page: "/stories" },
  { collection: "people", word: "Person", page: "/people" },
];

// What a line is of; a return leads to itself.
function Behind(props: { line: ExplanationLine; contract: string }) {
  const { name, version } = props.line;
  const period = segmentOf(name, "returns");
  if (period) {
    return (
      <Link href={returnAddress(segmentOf(name, "contracts"), period)}>
        Return{version > 1 ? `, version ${version}` : ""}
        <span class="govuk-visually-hidden">
          {" "}
          of {props.contract}, {periodInWords(period)}
        </span>
      </Link>
    );
  }
  const kind = KINDS.find(({ collection }) => segmentOf(name, collection));
  if (!kind) return <>{idOf(name)}</>;
  const id = segmentOf(name, kind.collection);
  return (
    <MaybeLink href={`${kind.page}/${id}`}>
      {kind.word} {id}
    </MaybeLink>
  );
}
