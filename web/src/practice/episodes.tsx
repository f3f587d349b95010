import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useFreshQuery } from "~/api/fresh";
import { client } from "~/api/transport";
import { address, idOf, inCouncil } from "~/api/names";
import {
  providerName,
  providerNames,
  providerOptions,
  type ProviderNames,
} from "~/api/providers";
import {
  Episode_Status,
  type Episode,
  type EpisodeWarning_Code,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { EpisodeService } from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Filters, Views } from "~/parts/filters";
import { ActionLink, Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { counted } from "~/words/numbers";
import { pausedDays } from "./work";
import {
  levelInWords,
  statusInWords,
  warningInWords,
  WARNING_OPTIONS,
} from "./words";

const PAGE = 25;

const SHOWS = {
  look: { status: Episode_Status.OFF_TRACK, label: "Need a look" },
  "on-track": { status: Episode_Status.ON_TRACK, label: "On track" },
  paused: { status: Episode_Status.PAUSED, label: "Paused" },
  ended: { status: Episode_Status.ENDED, label: "Ended" },
} as const;
type Show = keyof typeof SHOWS;

const EMPTY: Record<Show, string> = {
  look: "No episode needs a look. One appears here when its time limit is near and there is no plan to end, when there is more support than planned, when nothing has changed for two weeks, or when somebody should have looked back or decided.",
  "on-track": "No episode goes on without something to look at.",
  paused: "No support is paused.",
  ended: "No episode has ended yet.",
};

interface Chosen {
  show: Show;
  provider: string;
  warning: string;
  page: string;
}

export default function Episodes() {
  const { query: parameters } = useLocation();
  const chosen: Chosen = {
    show: showOf(parameters["show"]),
    provider: parameters["provider"] ?? "",
    warning: parameters["warning"] ?? "",
    page: parameters["page"] ?? "",
  };
  const query = useFreshQuery([chosen], () => ask(chosen));
  const to = (part: Partial<Chosen>) =>
    address("/episodes", { ...chosen, page: "", ...part });
  return (
    <Page title="Episodes">
      <Views
        label="Which episodes"
        here={to({ page: chosen.page })}
        tabs={Object.entries(SHOWS).map(([show, { label }]) => ({
          href: to({
            show: show as Show,
            warning: "",
            page: show === chosen.show ? chosen.page : "",
          }),
          label,
        }))}
      />
      <Await query={query} loading="Loading episodes">
        {({ names, episodes, nextPageToken }) => (
          <>
            <Narrow key={to({})} names={names} chosen={chosen} />
            <List show={chosen.show} names={names} episodes={episodes} />
            {nextPageToken && (
              <p class="govuk-body">
                <ActionLink href={to({ page: nextPageToken })}>
                  Next page
                </ActionLink>
              </p>
            )}
            {chosen.page && (
              <p class="govuk-body">
                <ActionLink href={to({})}>First page</ActionLink>
              </p>
            )}
          </>
        )}
      </Await>
    </Page>
  );
}

function showOf(text: string | undefined): Show {
  return text && text in SHOWS ? (text as Show) : "look";
}

async function ask({ show, provider, warning, page }: Chosen) {
  const [names, found] = await Promise.all([
    providerNames(),
    client(EpisodeService).listEpisodes({
      parent: inCouncil(),
      provider: provider && inCouncil("providers", provider),
      status: SHOWS[show].status,
      warning: Number(warning) as EpisodeWarning_Code,
      pageSize: PAGE,
      pageToken: page,
    }),
  ]);
  return { names, ...found };
}

interface ListProps {
  show: Show;
  names: ProviderNames;
  episodes: Episode[];
}

function List({ show, names, episodes }: ListProps) {
  return (
    <Table
      caption={`Episodes: ${SHOWS[show].label.toLowerCase()}`}
      captionHidden
      columns={[
        {
          heading: "Person",
          cell: ({ package: pack }) => (
            <span class="tm-reference">
              <Link href={`/episodes/${idOf(pack!.name)}`}>
                {idOf(pack!.person)}
              </Link>
            </span>
          ),
        },
        {
          heading: "Support",
          cell: (episode) => (
            <>
              {episode.package!.serviceType || episode.episodeTypeTitle}
              <br />
              {providerName(names, episode.package!.provider)}
            </>
          ),
        },
        { heading: "Now", cell: nowInWords },
        {
          heading: "Planned",
          cell: ({ planned }) => (planned ? levelInWords(planned) : "No plan"),
        },
        { heading: "Day", cell: dayInPeriod },
        { heading: "To look at", cell: ToLookAt },
      ]}
      rows={episodes}
      keyOf={({ package: pack }) => pack!.name}
      empty={EMPTY[show]}
    />
  );
}

function nowInWords(episode: Episode): string {
  if (episode.actual) return levelInWords(episode.actual);
  const days = pausedDays(episode);
  if (days) return `Paused for ${counted(days, "day")}`;
  return statusInWords(episode.status).text;
}

// `12 of 42`.
function dayInPeriod({ periodDay, periodDays }: Episode): string {
  return periodDays ? `${periodDay} of ${periodDays}` : "No limit";
}

function ToLookAt({ status, warnings }: Episode) {
  if (!warnings.length) <WordTag word={statusInWords(status)} />;
  return <>{warnings.map(({ code }) => warningInWords(code)).join("; ")}</>;
}

function Narrow({ names, chosen }: { names: ProviderNames; chosen: Chosen }) {
  const [provider, setProvider] = useState(chosen.provider);
  const [warning, setWarning] = useState(chosen.warning);
  return (
    <Filters path="/episodes" chosen={{ show: chosen.show, provider, warning }}>
      <Select
        id="provider"
        label="Provider"
        value={provider}
        options={providerOptions(names)}
        onValue={setProvider}
      />
      {chosen.show === "look" && (
        <Select
          id="warning"
          label="Why to look"
          value={warning}
          options={WARNING_OPTIONS}
          onValue={setWarning}
        />
      )}
    </Filters>
  );
}
