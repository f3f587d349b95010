import { useState } from "preact/hooks";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import type {
  Evidence,
  Evidence_Measure,
  Finding,
} from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import {
  Signal_State,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Done, Inset, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { seriesAddress, whyAddress } from "~/figures/addresses";
import { dayInWords, momentInWords, periodInWords } from "~/words/dates";
import { monthPlus } from "~/words/months";
import { counted, figureInWords, restsOn } from "~/words/numbers";
import { who } from "~/words/who";
import { signalId, signalPlace } from "~/api/places";
import { SignalEffect } from "./signal_effect";
import { SignalForm } from "./signal_form";
import { standInWords } from "~/words/signals";
import { actInWords, kindInWords, meaningInWords, seenInWords } from "./words";

// One signal: what was seen and what it rests on, who did what, and what to do.
export default function SignalPage({ id }: { id: string }) {
  const name = inCouncil("signals", signalId(id));
  const query = useQuery([name], () =>
    client(OversightService).getSignal({ name }),
  );
  const [done, setDone] = useState("");
  const known = query.state === "known" ? query.value : undefined;
  return (
    <Page
      title={known?.finding?.displayName ?? "Signal"}
      caption={known && kindInWords(known.finding?.kind ?? 0)}
      back={{ href: "/signals", label: "Signals" }}
    >
      {done && <Done>{done}</Done>}
      <Await query={query} loading="Loading the signal">
        {(signal) => (
          <>
            <Seen signal={signal} />
            <EvidenceView finding={signal.finding} />
            <SignalEffect signal={signal} />
            <History signal={signal} />
            <SignalForm
              signal={signal}
              onChanged={(next, what) => {
                query.put(next);
                setDone(what);
                window.scrollTo(0, 0);
              }}
              onTry={() => setDone("")}
              reload={query.reload}
            />
          </>
        )}
      </Await>
    </Page>
  );
}

function Seen({ signal }: { signal: Signal }) {
  const stands = standInWords(signal);
  const meaning = meaningInWords(signal.finding?.meaning ?? 0);
  return (
    <>
      {signal.endReason && (
        <Inset>
          {signal.state === Signal_State.WITHDRAWN
            ? "A correction removed this signal. "
            : "This has gone. "}
          {signal.endReason}
        </Inset>
      )}
      <p class="govuk-body-l">{seenInWords(signal.finding)}</p>
      <Facts
        facts={[
          {
            name: "Stands",
            value: <WordTag word={stands} />,
          },
          {
            name: "What it means",
            value: <WordTag word={meaning} />,
          },
          { name: "Seen since", value: dayInWords(signal.firstSeenDate) },
          signal.endDate
            ? { name: "Gone since", value: dayInWords(signal.endDate) }
            : { name: "Last seen", value: dayInWords(signal.lastSeenDate) },
          ...(signal.previousSignal
            ? [
                {
                  name: "Before",
                  value: (
                    <Link href={signalPlace(signal.previousSignal)}>
                      It stood out once before
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

function EvidenceView({ finding }: { finding: Finding | undefined }) {
  const evidence = finding?.evidence;
  if (!finding || !evidence) return null;
  return (
    <>
      <h2 class="govuk-heading-m">What it rests on</h2>
      <p class="govuk-body">{evidence.rule}</p>
      <Measures evidence={evidence} />
      <Periods finding={finding} evidence={evidence} />
      <ul class="govuk-list">
        {linksOf(finding, evidence.measures[0]).map(({ href, label }) => (
          <li key={href}>
            <Link href={href}>{label}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Measures({ evidence }: { evidence: Evidence }) {
  if (!evidence.measures.length) return null;
  return (
    <Table
      caption="The figures behind it"
      captionHidden
      columns={[
        { heading: "What", cell: ({ label }: Evidence_Measure) => label },
        { heading: "Of", cell: daysOf },
        { heading: "Figure", cell: ({ figure }) => figureInWords(figure) },
        { heading: "Rests on", cell: ({ figure }) => restsOn(figure) },
      ]}
      rows={evidence.measures}
      keyOf={(measure) => `${measure.label} ${daysOf(measure)}`}
      empty="No figure is behind it."
    />
  );
}

function daysOf({ fromDate, toDate }: Evidence_Measure): string {
  const from = dayInWords(fromDate);
  const to = dayInWords(toDate);
  return from === to || !from ? to : `${from} to ${to}`;
}

function Periods({
  finding,
  evidence,
}: {
  finding: Finding;
  evidence: Evidence;
}) {
  const contract = segmentOf(finding.subject, "contracts");
  if (!evidence.periods.length) return null;
  return (
    <Table
      caption="The returns behind it"
      captionHidden
      columns={[
        {
          heading: "Return",
          cell: ({ id }) => (
            <Link href={`/returns/${contract}/${id}/review`}>
              {periodInWords(id)}
            </Link>
          ),
        },
        { heading: "Was due on", cell: ({ dueDate }) => dayInWords(dueDate) },
        {
          heading: "Late by",
          numeric: true,
          cell: ({ daysLate }) => counted(daysLate, "day"),
        },
      ]}
      rows={evidence.periods}
      keyOf={({ id }) => id}
      empty="No return is behind it."
    />
  );
}

// Metrics that are figures over months, and so can be explained and drawn.
const OVER_MONTHS =
  /^(outcomes-met|own-rating|voices-agree|.*-on-time|step-down-.*|check-backs-sustained)/;

function linksOf(
  { subject, provider, metric }: Finding,
  first?: Evidence_Measure,
) {
  const links = [
    { href: `/providers/${idOf(provider)}`, label: "How the provider stands" },
  ];
  const { fromDate: from, toDate: to } = first ?? {};
  if (from && to && OVER_MONTHS.test(metric)) {
    const range = { from, to };
    // A chart needs time before what stood out.
    const year = { from: monthPlus(to, -23), to };
    links.unshift(
      {
        href: whyAddress({ metric, subject, range }),
        label: "Why the figure is what it is",
      },
      {
        href: seriesAddress(metric, subject, year),
        label: "The figure over time",
      },
    );
  }
  const contract = segmentOf(subject, "contracts");
  if (contract) {
    links.unshift({ href: `/contracts/${contract}`, label: "The contract" });
  }
  return links;
}

function History({ signal }: { signal: Signal }) {
  return (
    <>
      <h2 class="govuk-heading-m">What was done</h2>
      {signal.notes.length ? (
        <ol class="govuk-list govuk-list--spaced">
          {signal.notes.map(({ act, author, noteTime, words }, i) => (
            <li key={i}>
              <strong>{actInWords(act)}:</strong> {who(author)},{" "}
              {momentInWords(noteTime)}
              {words && (
                <>
                  <br />
                  {words}
                </>
              )}
            </li>
          ))}
        </ol>
      ) : (
        <p class="govuk-body">Nobody has done anything about it yet.</p>
      )}
    </>
  );
}
