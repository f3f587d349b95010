// One person, by reference: what matters to them, what was said of it over time,
// and the support they draw on.
import { client } from "~/api/transport";
import { idOf, inCouncil } from "~/api/names";
import { everything, useQuery } from "~/api/query";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { type Person } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { type PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Package } from "~/api/gen/tidemark/enablement/v1/package_pb";
import {
  Return_State,
  type Return,
  type ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { Story } from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Inset, More, Words } from "~/parts/notices";
import { Page } from "~/parts/page";
import { dayInWords, today } from "~/words/dates";
import { outcomeStatus, personStatus } from "~/words/people";
import { listContracts, listOutcomes, listPackages, listReturns } from "./ask";
import { Packages } from "./person_support";
import { contractPlace, returnPlace } from "~/api/places";
import { OutcomeWords } from "./review_entries";
import { dueRange } from "./tracker_filters";
import { Voices } from "./voice_box";
import { periodOf } from "~/words/returns";

export interface Said {
  given: Return;
  entry: ReturnEntry;
}

interface Known {
  person: Person;
  outcomes: PersonalOutcome[];
  titles: ReadonlyMap<string, string>;
  packages: Package[];
  // By outcome, the latest first.
  said: ReadonlyMap<string, Said[]>;
  stories: Story[];
}

async function ask(id: string, signal: AbortSignal): Promise<Known> {
  const name = inCouncil("people", id);
  const [person, outcomes, packages, contracts, stories] = await Promise.all([
    client(OutcomesService).getPerson({ name }, { signal }),
    listOutcomes(signal, { parent: name }),
    listPackages(signal, { person: name }),
    listContracts(signal),
    everything(async (pageToken) => {
      const page = await client(StoryService).listStories(
        { parent: inCouncil(), person: name, pageSize: 1000, pageToken },
        { signal },
      );
      return { items: page.stories, nextPageToken: page.nextPageToken };
    }),
  ]);
  const supporting = [...new Set(outcomes.map(({ contract }) => contract))];
  const returns = await Promise.all(
    supporting.map((parent) =>
      listReturns(signal, {
        parent,
        omitEntries: false,
        ...dueRange("12", today()),
      }),
    ),
  );
  return {
    person,
    outcomes,
    packages,
    stories,
    titles: new Map(contracts.map((each) => [each.name, each.title])),
    said: saidOf(returns.flat(), name),
  };
}

// What returns that the council has seen say of one person, by outcome.
export function saidOf(
  returns: readonly Return[],
  person: string,
): Map<string, Said[]> {
  const said = new Map<string, Said[]>();
  for (const given of [...returns].reverse()) {
    if (!SEEN.includes(given.state)) continue;
    for (const entry of given.entries) {
      if (!entry.outcome.startsWith(`${person}/`)) continue;
      const known = said.get(entry.outcome) ?? [];
      known.push({ given, entry });
      said.set(entry.outcome, known);
    }
  }
  return said;
}

const SEEN = [
  Return_State.SUBMITTED,
  Return_State.RESUBMITTED,
  Return_State.RETURNED_FOR_CHANGES,
  Return_State.ACCEPTED,
];

export default function PersonPage({ person }: { person: string }) {
  const query = useQuery(["person", person], (signal) => ask(person, signal));
  return (
    <Page title={`Person ${person}`}>
      <Await query={query} loading="Loading what matters to this person">
        {(known) => <PersonParts known={known} />}
      </Await>
    </Page>
  );
}

function PersonParts({ known }: { known: Known }) {
  const { person, outcomes, packages, stories, titles } = known;
  return (
    <>
      <p class="govuk-body">
        {personStatus(person)}. People are known here by a reference only.
      </p>
      <h2 class="govuk-heading-m">What matters to them</h2>
      {outcomes.length === 0 && (
        <Inset>
          No outcome is recorded yet. What matters to a person comes first: a
          practitioner writes it down with them, in their own words.
        </Inset>
      )}
      {outcomes.map((outcome) => (
        <OutcomePart
          key={outcome.name}
          outcome={outcome}
          title={titles.get(outcome.contract) ?? idOf(outcome.contract)}
          said={known.said.get(outcome.name) ?? []}
        />
      ))}
      <Packages packages={packages} titles={titles} />
      <Stories stories={stories} />
    </>
  );
}

interface OutcomePartProps {
  outcome: PersonalOutcome;
  title: string;
  said: readonly Said[];
}

function OutcomePart({ outcome, title, said }: OutcomePartProps) {
  const [latest, ...before] = said;
  return (
    <article class="tm-entry">
      <OutcomeWords outcome={outcome} name={outcome.name} />
      <Facts
        facts={[
          {
            name: "Status",
            value:
              outcomeStatus(outcome.status) +
              (outcome.closeDate ? `, ${dayInWords(outcome.closeDate)}` : ""),
          },
          {
            name: "Supported by",
            value: <Link href={contractPlace(outcome.contract)}>{title}</Link>,
          },
          ...(outcome.targetDate
            ? [{ name: "Hoped for by", value: dayInWords(outcome.targetDate) }]
            : []),
          ...(outcome.possibleHarm
            ? [
                {
                  name: "The risk it carries",
                  value: `May bring: ${outcome.possibleBenefit} May harm: ${outcome.possibleHarm}`,
                },
              ]
            : []),
        ]}
      />
      {latest ? (
        <SaidPart said={latest} />
      ) : (
        <p class="govuk-body">No return of the last year speaks of it.</p>
      )}
      {before.length > 0 && (
        <More summary={`What was said before (${before.length})`}>
          {before.map((each) => (
            <SaidPart key={each.given.name} said={each} />
          ))}
        </More>
      )}
    </article>
  );
}

function SaidPart({ said: { given, entry } }: { said: Said }) {
  return (
    <>
      <p class="govuk-body govuk-!-margin-bottom-1">
        <Link href={returnPlace(given.name)}>{periodOf(given)}</Link>
      </p>
      <Voices entry={entry} />
    </>
  );
}

function Stories({ stories }: { stories: readonly Story[] }) {
  return (
    <>
      <h2 class="govuk-heading-m">Their stories</h2>
      {stories.length === 0 && (
        <Inset>
          No story is recorded with consent for this use. A provider or a
          practitioner records one when the person agrees.
        </Inset>
      )}
      {stories.map(({ name, words, storyDate }) => (
        <article class="tm-entry" key={name}>
          <h3 class="govuk-heading-s">{words?.title ?? "A story"}</h3>
          <p class="govuk-hint">{dayInWords(storyDate)}</p>
          {words?.text && <Words>{words.text}</Words>}
        </article>
      ))}
    </>
  );
}
