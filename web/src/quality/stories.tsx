import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useFreshQuery } from "~/api/fresh";
import { everything } from "~/api/query";
import { client } from "~/api/transport";
import { address, inCouncil } from "~/api/names";
import {
  providerNames,
  providerOptions,
  type ProviderNames,
} from "~/api/providers";
import type {
  SharedStory,
  Story_Kind,
} from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { Await } from "~/parts/await";
import { Select, TextField } from "~/parts/fields";
import { Filters, Views } from "~/parts/filters";
import { Words } from "~/parts/notices";
import { Page } from "~/parts/page";
import { WorkList } from "~/parts/work_list";
import { momentInWords } from "~/words/dates";
import { count } from "~/words/numbers";
import { storyKind, tellerInWords } from "~/words/stories";
import {
  KIND_OPTIONS,
  listStories,
  storyWork,
  useInWords,
  waitsForApproval,
} from "./stories_ask";

const SHOWN = 100;

const LABELS = {
  all: "All stories",
  waiting: "Copies to check",
  shared: "Shared",
} as const;
type Show = keyof typeof LABELS;
const SHOWS = Object.keys(LABELS) as Show[];

const EMPTY: Record<Show, string> = {
  all: "No story here yet. Providers and the council record what people tell them, with consent to each use.",
  waiting:
    "No redacted copy waits. One person makes a copy of a story that nobody can be recognised in; another approves it here.",
  shared:
    "Nothing is shared yet. When a copy is approved and there is consent, it can be shared as good practice, in a newsletter or with scrutiny.",
};

interface Chosen {
  show: Show;
  contains: string;
  provider: string;
  kind: string;
}

// People's stories, found by their words, and what is shared of them.
export default function Stories() {
  const { query: parameters } = useLocation();
  const chosen: Chosen = {
    show: SHOWS.find((one) => one === parameters["show"]) ?? "all",
    contains: parameters["contains"] ?? "",
    provider: parameters["provider"] ?? "",
    kind: parameters["kind"] ?? "",
  };
  const to = (show: Show) => address("/stories", { ...chosen, show });
  return (
    <Page title="Stories">
      <p class="govuk-body">
        What people say about their support counts as much as any figure.
      </p>
      <Views
        label="Which stories"
        here={to(chosen.show)}
        tabs={SHOWS.map((show) => ({ href: to(show), label: LABELS[show] }))}
      />
      {chosen.show === "shared" ? (
        <Shared chosen={chosen} />
      ) : (
        <Told chosen={chosen} />
      )}
    </Page>
  );
}

function Told({ chosen }: { chosen: Chosen }) {
  const { show, contains, provider, kind } = chosen;
  const query = useFreshQuery(
    ["stories", contains, provider, kind],
    async () => {
      const [names, stories] = await Promise.all([
        providerNames(),
        listStories({
          contains,
          provider: provider && inCouncil("providers", provider),
          kind: Number(kind) as Story_Kind,
        }),
      ]);
      return { names, stories };
    },
  );
  return (
    <Await query={query} loading="Loading stories">
      {({ names, stories }) => {
        const wanted = stories
          .filter((story) => show === "all" || waitsForApproval(story))
          .sort(byDay);
        return (
          <>
            <Narrow
              key={JSON.stringify(chosen)}
              chosen={chosen}
              names={names}
            />
            <WorkList
              work={wanted.slice(0, SHOWN).map(storyWork)}
              empty={
                contains || provider || kind
                  ? "No story that you may read is like this. Try fewer words, or other choices."
                  : EMPTY[show]
              }
            />
            {wanted.length > SHOWN && (
              <p class="govuk-body">
                These are the latest {count(SHOWN)} of {count(wanted.length)}.
                Search to find others.
              </p>
            )}
          </>
        );
      }}
    </Await>
  );
}

type Dated = { storyDate?: { year: number; month: number; day: number } };

// The latest first.
function byDay(one: Dated, other: Dated): number {
  return number(other) - number(one);
}

function number({ storyDate: day }: Dated): number {
  return day ? day.year * 10000 + day.month * 100 + day.day : 0;
}

function Shared({ chosen }: { chosen: Chosen }) {
  const { contains, kind } = chosen;
  const query = useFreshQuery(["shared", contains, kind], () =>
    everything(async (pageToken) => {
      const page = await client(StoryService).listSharedStories({
        parent: inCouncil(),
        contains,
        kind: Number(kind) as Story_Kind,
        pageSize: 1000,
        pageToken,
      });
      return { items: page.sharedStories, nextPageToken: page.nextPageToken };
    }),
  );
  return (
    <>
      <Narrow key={JSON.stringify(chosen)} chosen={chosen} />
      <Await query={query} loading="Loading what is shared">
        {(shared) =>
          shared.length ? (
            <>
              {[...shared].reverse().map((story) => (
                <SharedView key={story.name} story={story} />
              ))}
            </>
          ) : (
            <div class="govuk-inset-text">{EMPTY.shared}</div>
          )
        }
      </Await>
    </>
  );
}

function SharedView({ story }: { story: SharedStory }) {
  return (
    <article class="govuk-!-margin-bottom-8">
      <h2 class="govuk-heading-m">{story.title}</h2>
      <Words>{story.text}</Words>
      <p class="govuk-hint">
        {storyKind(story.kind)}, told by {tellerInWords(story.voice)}. Shared on{" "}
        {momentInWords(story.shareTime)}.{" "}
        {story.uses.map((use) => `${useInWords(use)}.`).join(" ")}
      </p>
    </article>
  );
}

function Narrow({ chosen, names }: { chosen: Chosen; names?: ProviderNames }) {
  const [contains, setContains] = useState(chosen.contains);
  const [provider, setProvider] = useState(chosen.provider);
  const [kind, setKind] = useState(chosen.kind);
  return (
    <Filters
      path="/stories"
      chosen={{ show: chosen.show, contains, provider, kind }}
    >
      <TextField
        id="words-in-it"
        label="Words in it"
        type="search"
        value={contains}
        onValue={setContains}
      />
      <Select
        id="kind"
        label="Kind"
        value={kind}
        options={KIND_OPTIONS}
        onValue={setKind}
      />
      {names && (
        <Select
          id="provider"
          label="Provider"
          value={provider}
          options={providerOptions(names)}
          onValue={setProvider}
        />
      )}
    </Filters>
  );
}
