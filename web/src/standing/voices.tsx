// What people say, beside the figures of the same contracts and months. Whose
// words are here follows from their consent, by which the service answers.
import type { ComponentChildren } from "preact";
import { useContractTitles } from "~/api/contracts";
import { client } from "~/api/transport";
import { everything, useQuery } from "~/api/query";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  Return_State,
  type Return,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { type Story } from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { More, Words } from "~/parts/notices";
import { dayInWords } from "~/words/dates";
import { monthNumber, monthPlus } from "~/words/months";
import { count } from "~/words/numbers";
import { storyKind, tellerInWords } from "~/words/stories";
import { voiceInWords } from "~/words/voices";
import { returnAddress } from "~/figures/addresses";
import { FigureValue, Why } from "~/figures/figures";
import { firstDayOf, lastDayOf, type Range } from "~/figures/range";
import type { SectionProps } from "./standing";

const SHOWN = 6;
const UNFOLDED = 100;
const BESIDE = ["outcomes-met", "own-rating", "voices-disagree", "stories"];

export function Voices(props: SectionProps) {
  const { subject, range, metrics, scorecard } = props;
  const figures = scorecard.total?.figures ?? [];
  const titleOf = useContractTitles(props.provider);
  return (
    <section class="tm-section">
      <h2 class="govuk-heading-l">What people say, and what the figures say</h2>
      <div class="tm-beside">
        <div>
          <Stories {...props} titleOf={titleOf} />
          <OwnWords {...props} titleOf={titleOf} />
        </div>
        <dl class="tm-beside__figures">
          {BESIDE.map((id) => {
            const figure = figures.find(({ metric }) => metric === id);
            const metric = metrics.get(id);
            return (
              figure &&
              metric && (
                <div key={id}>
                  <dt>{metric.question}</dt>
                  <dd>
                    <FigureValue figure={figure} />
                    <Why
                      of={{ metric: id, subject, range }}
                      about={`about ${metric.title}`}
                    />
                  </dd>
                </div>
              )
            );
          })}
        </dl>
      </div>
    </section>
  );
}

interface WordsProps extends SectionProps {
  // What a contract is called.
  titleOf: (contract: string) => string;
}

function Stories({ provider, contract, range, titleOf }: WordsProps) {
  const stories = useQuery(["stories", provider, contract, range], (signal) =>
    everything(async (pageToken) => {
      const page = await client(StoryService).listStories(
        {
          parent: inCouncil(),
          provider,
          contract,
          startDate: firstDayOf(range.from),
          endDate: lastDayOf(range.to),
          pageSize: 200,
          pageToken,
        },
        { signal },
      );
      return { items: page.stories, nextPageToken: page.nextPageToken };
    }),
  );
  return (
    <Await query={stories} loading="Loading stories">
      {(all) => {
        const told = all
          .filter(({ words }) => words?.text)
          .sort((a, b) => dayNumber(b) - dayNumber(a));
        return (
          <>
            <h3 class="govuk-heading-s">Stories</h3>
            {told.length === 0 && (
              <p class="govuk-body">
                Nobody has told a story in these months that may be read here.
                Stories are shown where the people they are about agree.
              </p>
            )}
            <Some
              all={told}
              more="stories"
              shows={(story) => (
                <Told
                  key={story.name}
                  story={story}
                  about={story.contract && titleOf(story.contract)}
                />
              )}
            />
          </>
        );
      }}
    </Await>
  );
}

function dayNumber({ storyDate }: Story): number {
  const { year = 0, month = 0, day = 0 } = storyDate ?? {};
  return year * 372 + month * 31 + day;
}

function Told({ story, about }: { story: Story; about: string }) {
  return (
    <article class="tm-told">
      <h4 class="govuk-body tm-told__title">
        {storyKind(story.kind)}: {story.words?.title}
      </h4>
      <Words>{story.words?.text ?? ""}</Words>
      <p class="tm-small">
        Told by {tellerInWords(story.voice)}, {dayInWords(story.storyDate)}
        {about && `, about ${about}`}
      </p>
    </article>
  );
}

interface Spoken {
  from: Return;
  entry: ReturnEntry;
}

function OwnWords({ provider, contract, range, titleOf }: WordsProps) {
  const last = lastMonths(range);
  const voices = useQuery(["voices", provider, contract, last], (signal) =>
    spokenIn(provider, contract, last, signal),
  );
  return (
    <Await query={voices} loading="Loading what people say of their outcomes">
      {(spoken) => (
        <>
          <h3 class="govuk-heading-s">In returns</h3>
          {spoken.length === 0 && (
            <p class="govuk-body">
              No accepted return of the last three of these months has a
              person’s own words.
            </p>
          )}
          <Some
            all={spoken}
            more="from returns"
            shows={(one) => (
              <Said
                key={one.from.name + one.entry.outcome}
                spoken={one}
                titleOf={titleOf}
              />
            )}
          />
        </>
      )}
    </Await>
  );
}

interface SaidProps extends Pick<WordsProps, "titleOf"> {
  spoken: Spoken;
}

function Said({ spoken: { from, entry }, titleOf }: SaidProps) {
  const { personVoice, providerVoice } = entry;
  const contract = segmentOf(from.name, "contracts");
  return (
    <article class="tm-told">
      <Words>{personVoice?.words ?? ""}</Words>
      <p class="tm-small">
        {voiceInWords(personVoice) || "The person gave no rating."} The
        provider: {voiceInWords(providerVoice) || "no rating."}{" "}
        <Link href={returnAddress(contract, idOf(from.name))}>
          Return of {titleOf(inCouncil("contracts", contract))},{" "}
          {dayInWords(from.periodEnd)}
        </Link>
      </p>
    </article>
  );
}

interface SomeProps<T> {
  all: readonly T[];
  // What there is more of: `stories`.
  more: string;
  shows: (one: T) => ComponentChildren;
}

// The first few, and the others for those who want to read on.
function Some<T>({ all, more, shows }: SomeProps<T>) {
  const rest = all.slice(SHOWN, SHOWN + UNFOLDED);
  return (
    <>
      {all.slice(0, SHOWN).map(shows)}
      {rest.length > 0 && (
        <More summary={`Show ${count(rest.length)} more ${more}`}>
          {rest.map(shows)}
        </More>
      )}
      {all.length > SHOWN + UNFOLDED && (
        <p class="govuk-body">
          There are {count(all.length)} in all. Choose fewer months, or one
          contract, to read the others.
        </p>
      )}
    </>
  );
}

// People's words of the last three months are enough to read at a sitting.
function lastMonths({ from, to }: Range): Pick<Range, "from" | "to"> {
  const third = monthPlus(to, -2);
  return { from: monthNumber(third) > monthNumber(from) ? third : from, to };
}

async function spokenIn(
  provider: string,
  contract: string | undefined,
  { from, to }: Pick<Range, "from" | "to">,
  signal: AbortSignal,
): Promise<Spoken[]> {
  const returns = await everything(async (pageToken) => {
    const page = await client(OutcomesService).listReturns(
      {
        parent: contract ?? inCouncil("contracts", "-"),
        provider,
        state: Return_State.ACCEPTED,
        dueFrom: firstDayOf(from),
        pageSize: 50,
        pageToken,
      },
      { signal },
    );
    return { items: page.returns, nextPageToken: page.nextPageToken };
  });
  const within = returns.filter(
    ({ periodEnd }) =>
      periodEnd &&
      monthNumber(periodEnd) >= monthNumber(from) &&
      monthNumber(periodEnd) <= monthNumber(to),
  );
  within.sort((a, b) => monthNumber(b.periodEnd!) - monthNumber(a.periodEnd!));
  return within.flatMap((one) =>
    one.entries
      .filter(({ personVoice }) => personVoice?.words)
      .map((entry) => ({ from: one, entry })),
  );
}
