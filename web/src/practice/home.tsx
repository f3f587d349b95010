import { useFreshQuery } from "~/api/fresh";
import { client } from "~/api/transport";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import {
  providerName,
  providerNames,
  type ProviderNames,
} from "~/api/providers";
import { EpisodeService } from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import {
  Episode_Status,
  WorkItem_Kind,
  type Episode,
  type WorkItem,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { ProposalState } from "~/api/gen/tidemark/type/v1/proposal_pb";
import { Await } from "~/parts/await";
import { ActionLink } from "~/parts/links";
import { Page } from "~/parts/page";
import { WorkList, type Work } from "~/parts/work_list";
import { dayInWords } from "~/words/dates";
import { count, counted } from "~/words/numbers";
import { listProposals, type WorkList as Proposals } from "./proposals";
import {
  checkBackWork,
  decisionWork,
  LONG_PAUSE_DAYS,
  pausedDays,
} from "./work";
import { warningInWords } from "./words";

// How many of each kind the first page shows, and how many it counts.
const SHOWN = 6;
const COUNTED = 200;

interface Waiting {
  names: ProviderNames;
  decisions: Proposals;
  checkBacks: WorkItem[];
  episodes: WorkItem[];
  paused: Episode[];
}

// What a practitioner finds first: what waits for them.
export default function Home() {
  const query = useFreshQuery(["practice"], ask);
  return (
    <Page title="Your work">
      <Await query={query} loading="Loading what waits for you">
        {(waiting) => <All {...waiting} />}
      </Await>
    </Page>
  );
}

async function ask(): Promise<Waiting> {
  const work = (kind: WorkItem_Kind) =>
    client(EpisodeService).listWork({
      parent: inCouncil(),
      kind,
      pageSize: COUNTED,
    });
  const [names, decisions, checkBacks, episodes, paused] = await Promise.all([
    providerNames(),
    listProposals({ state: ProposalState.PROPOSED, pageSize: COUNTED }),
    work(WorkItem_Kind.CHECK_BACK),
    work(WorkItem_Kind.OFF_TRACK),
    client(EpisodeService).listEpisodes({
      parent: inCouncil(),
      status: Episode_Status.PAUSED,
      pageSize: COUNTED,
    }),
  ]);
  return {
    names,
    decisions,
    checkBacks: checkBacks.items,
    episodes: episodes.items,
    paused: paused.episodes.filter(
      (episode) => pausedDays(episode) >= LONG_PAUSE_DAYS,
    ),
  };
}

function All({ names, decisions, checkBacks, episodes, paused }: Waiting) {
  const proposals = decisions.proposals;
  const late = proposals.filter(({ overdue }) => overdue).length;
  const look = [
    ...episodes.map((item) => episodeWork(item, names)),
    ...paused.map((episode) => pausedWork(episode, names)),
  ];
  return (
    <>
      <p class="govuk-body-l">
        {proposals.length
          ? `${enough(proposals.length, "decision waits", "decisions wait")} for you` +
            (late
              ? `, ${late === 1 ? "1 is" : `${count(late)} are`} overdue.`
              : ". None is overdue.")
          : "No decision waits for you."}
      </p>
      <Section
        title="Decisions"
        work={proposals.slice(0, SHOWN).map((p) => decisionWork(p, names))}
        all={{ href: "/decisions", total: proposals.length, what: "decisions" }}
        empty="When a provider has reviewed support with a person and proposes a change, it appears here. You have two working days to decide."
      />
      <Section
        title="Check-backs"
        work={checkBacks
          .slice(0, SHOWN)
          .map((item) => checkBackWork(item, names))}
        all={{
          href: "/check-backs",
          total: checkBacks.length,
          what: "check-backs that are due",
        }}
        empty="After support becomes less or ends, Tidemark asks you to look back: does it hold? Nothing is due today."
      />
      <Section
        title="Episodes that need a look"
        work={look.slice(0, SHOWN)}
        all={{ href: "/episodes", total: look.length, what: "episodes" }}
        empty="An episode appears here when its time limit is near and there is no plan, when there is more support than planned, or when it has been paused for long. None does today."
      />
    </>
  );
}

interface SectionProps {
  title: string;
  work: Work[];
  all: { href: string; total: number; what: string };
  empty: string;
}

function Section({ title, work, all, empty }: SectionProps) {
  return (
    <section class="govuk-!-margin-bottom-8">
      <h2 class="govuk-heading-m">{title}</h2>
      <WorkList work={work} empty={empty} />
      {all.total > work.length && (
        <p class="govuk-body">
          <ActionLink href={all.href}>
            {`See all ${enough(all.total, all.what, all.what)}`}
          </ActionLink>
        </p>
      )}
    </section>
  );
}

// A number of things; `more than 200` where not all were counted.
function enough(total: number, one: string, many: string): string {
  return total >= COUNTED
    ? `more than ${count(COUNTED)} ${many}`
    : counted(total, one, many);
}

function episodeWork(item: WorkItem, names: ProviderNames): Work {
  return {
    href: `/episodes/${segmentOf(item.package, "packages")}`,
    title: `${idOf(item.person)}: ${item.warnings
      .map(({ code }) => warningInWords(code).toLowerCase())
      .join("; ")}`,
    about: (
      <>
        {providerName(names, item.provider)}.{" "}
        {item.warnings.map(({ text }) => text).join(" ")}
      </>
    ),
  };
}

function pausedWork(episode: Episode, names: ProviderNames): Work {
  const pack = episode.package!;
  const days = pausedDays(episode);
  return {
    href: `/episodes/${idOf(pack.name)}`,
    title: `${idOf(pack.person)}: paused for ${counted(days, "day")}`,
    about: `${providerName(names, pack.provider)}. Paused since ${dayInWords(pack.pauses.at(-1)?.startDate)}.`,
  };
}
