import { useFreshQuery } from "~/api/fresh";
import { address, idOf, inCouncil } from "~/api/names";
import { client } from "~/api/transport";
import {
  providerName,
  providerNames,
  type ProviderNames,
} from "~/api/providers";
import { Finding_Meaning } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import type { Alert } from "~/api/gen/tidemark/notices/v1/alert_pb";
import type { Signal } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import { ProposalService } from "~/api/gen/tidemark/enablement/v1/proposal_service_pb";
import { Await } from "~/parts/await";
import { ActionLink, Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { WorkList, type Work } from "~/parts/work_list";
import { dayCode } from "~/words/dates";
import { count, counted } from "~/words/numbers";
import { alertWork, listAlerts, listSignals, signalWork, waits } from "./ask";
import {
  listStories,
  storyWork,
  waitsForApproval,
  type Story,
} from "./stories_ask";
import { stageOf, type Stage } from "~/words/signals";

const SHOWN = 6;
const AUDITS_COUNTED = 100;

interface Waiting {
  names: ProviderNames;
  signals: Signal[];
  alerts: Alert[];
  stories: Story[];
  audits: number;
}

// What the quality team finds first: what stands out, and what is being done.
export default function Home() {
  const query = useFreshQuery(["quality"], ask);
  return (
    <Page title="Your work">
      <Await query={query} loading="Loading what stands out">
        {(waiting) => <All {...waiting} />}
      </Await>
    </Page>
  );
}

async function ask(): Promise<Waiting> {
  const [names, signals, alerts, stories, audits] = await Promise.all([
    providerNames(),
    listSignals({}),
    listAlerts(),
    listStories({}),
    client(ProposalService).listProposals({
      parent: inCouncil("packages", "-"),
      auditOpen: true,
      pageSize: AUDITS_COUNTED,
    }),
  ]);
  return {
    names,
    signals,
    alerts: alerts.filter(waits),
    stories: stories.filter(waitsForApproval),
    audits: audits.proposals.length,
  };
}

function All({ names, signals, alerts, stories, audits }: Waiting) {
  const isBetter = ({ finding }: Signal) =>
    finding?.meaning === Finding_Meaning.IMPROVEMENT;
  const of = (...stages: Stage[]) =>
    signals.filter((signal) => stages.includes(stageOf(signal)));
  const fresh = of("new").sort(byAgeAndKind);
  const toAsk = fresh.filter((signal) => !isBetter(signal));
  const better = fresh.filter(isBetter);
  const underWay = of("looking", "offered");
  return (
    <>
      <p class="govuk-body-l">
        {fresh.length
          ? `${counted(fresh.length, "new signal")}. ${better.length ? `${count(better.length)} of them ${better.length === 1 ? "is" : "are"} good news.` : ""}`
          : "Nothing new stands out."}
      </p>
      <Section
        title="To ask about"
        work={toAsk.map(signalWork)}
        all={{ href: "/signals", label: "new signals" }}
        empty="Nothing new gives cause to ask. Tidemark looks at the figures each time that they change."
      />
      <Section
        title="Under way"
        work={underWay.map(signalWork)}
        all={{ href: "/signals?show=looking", label: "signals under way" }}
        empty="Nobody is looking at a signal. Open one above and say that you are, so that no two people ask the same provider."
      />
      <Section
        title="Returns missed again and again"
        work={alerts.map((alert) => alertWork(alert, names))}
        all={{ href: "/alerts", label: "of them" }}
        empty="No contract has missed three returns in a row, or four of twelve. When one does, it appears here with an offer of help to send."
      />
      <Section
        title="Turning better"
        work={better.map(signalWork)}
        all={{ href: "/signals", label: "new signals" }}
        empty="No figure has turned better than chance explains. When one does, ask what they did: others may learn from it."
      />
      <Section
        title="Stories to check"
        work={stories.map(storyWork)}
        all={{ href: "/stories?show=waiting", label: "stories to check" }}
        empty="No redacted copy waits. One person makes a copy of a story that nobody can be recognised in; another approves it here."
      />
      <Providers signals={of("new", "looking", "offered")} names={names} />
      {audits > 0 && (
        <p class="govuk-body">
          <Link href="/decisions?show=audit">
            {`${counted(audits, "small change")} made without asking ${audits === 1 ? "waits" : "wait"} for a look`}
          </Link>
        </p>
      )}
    </>
  );
}

// The newest first, of one day those about people's outcomes first.
function byAgeAndKind(one: Signal, other: Signal): number {
  const seen = ({ firstSeenDate }: Signal) =>
    firstSeenDate ? dayCode(firstSeenDate) : "";
  const age = seen(other).localeCompare(seen(one));
  return age || (one.finding?.kind ?? 0) - (other.finding?.kind ?? 0);
}

interface SectionProps {
  title: string;
  work: Work[];
  all: { href: string; label: string };
  empty: string;
}

function Section({ title, work, all, empty }: SectionProps) {
  return (
    <section class="govuk-!-margin-bottom-8">
      <h2 class="govuk-heading-m">{title}</h2>
      <WorkList work={work.slice(0, SHOWN)} empty={empty} />
      {work.length > SHOWN && (
        <p class="govuk-body">
          <ActionLink
            href={all.href}
          >{`See all ${count(work.length)} ${all.label}`}</ActionLink>
        </p>
      )}
    </section>
  );
}

interface Open {
  provider: string;
  byStage: Record<Stage, number>;
}

// Who has something open, by name.
function Providers({
  signals,
  names,
}: {
  signals: Signal[];
  names: ProviderNames;
}) {
  const cell = (stage: Stage) => (open: Open) =>
    open.byStage[stage] ? count(open.byStage[stage]) : "None";
  return (
    <Table
      caption="Providers with something open"
      columns={[
        {
          heading: "Provider",
          cell: ({ provider }: Open) => (
            <Link href={address("/signals", { provider: idOf(provider) })}>
              {providerName(names, provider)}
            </Link>
          ),
        },
        { heading: "New", numeric: true, cell: cell("new") },
        { heading: "Being looked at", numeric: true, cell: cell("looking") },
        { heading: "Support offered", numeric: true, cell: cell("offered") },
      ]}
      rows={openByProvider(signals, names)}
      keyOf={({ provider }) => provider}
      empty="No provider has a signal that waits."
    />
  );
}

function openByProvider(signals: Signal[], names: ProviderNames): Open[] {
  const open = new Map<string, Open>();
  for (const signal of signals) {
    const provider = signal.finding?.provider ?? "";
    const row = open.get(provider) ?? {
      provider,
      byStage: { new: 0, looking: 0, offered: 0, closed: 0 },
    };
    row.byStage[stageOf(signal)]++;
    open.set(provider, row);
  }
  const nameOf = ({ provider }: Open) => providerName(names, provider);
  return [...open.values()].sort((one, other) =>
    nameOf(one).localeCompare(nameOf(other), "en-GB"),
  );
}
