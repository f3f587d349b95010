import { useState } from "preact/hooks";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import type { StoryUse } from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Done, Inset, Tag, Words } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords, periodInWords } from "~/words/dates";
import { storyKind, tellerInWords } from "~/words/stories";
import { ALL_USES, giverInWords, useInWords, type Story } from "./stories_ask";
import { StoryCopy } from "./story_copy";

// One story: its words, what there is consent to, and the copy for sharing.
export default function StoryPage({ id }: { id: string }) {
  const name = inCouncil("stories", id);
  const query = useQuery([name], async () => {
    const [names, story] = await Promise.all([
      providerNames(),
      client(StoryService).getStory({ name }),
    ]);
    return {
      story,
      whose: story.provider ? providerName(names, story.provider) : "",
    };
  });
  const [done, setDone] = useState("");
  const known = query.state === "known" ? query.value.story : undefined;
  return (
    <Page
      title={known?.words?.title ?? "Story"}
      caption={known && storyKind(known.kind)}
      back={{ href: "/stories", label: "Stories" }}
    >
      {done && <Done>{done}</Done>}
      <Await query={query} loading="Loading the story">
        {({ story, whose }) => (
          <>
            <Told story={story} provider={whose} />
            <Consent story={story} />
            <StoryCopy
              story={story}
              onChanged={(what) => {
                setDone(what);
                query.reload();
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

function Told({ story, provider }: { story: Story; provider: string }) {
  const { words } = story;
  const person = words?.person ? idOf(words.person) : "";
  const contract = segmentOf(story.contract, "contracts");
  return (
    <>
      {words?.text ? (
        <Words>{words.text}</Words>
      ) : (
        <Inset>
          There are no words that you may read: there is no consent to it, or
          they were erased.
        </Inset>
      )}
      <Facts
        facts={[
          {
            name: "Told",
            value: `By ${tellerInWords(story.voice)}, on ${dayInWords(story.storyDate)}`,
          },
          ...(person
            ? [
                {
                  name: "About",
                  value: <Link href={`/people/${person}`}>{person}</Link>,
                },
              ]
            : []),
          ...(provider ? [{ name: "Provider", value: provider }] : []),
          ...(contract
            ? [
                {
                  name: "Contract",
                  value: story.period
                    ? `${contract}, ${periodInWords(story.period)}`
                    : contract,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

function Consent({ story }: { story: Story }) {
  return (
    <>
      <h2 class="govuk-heading-m">What there is consent to</h2>
      <Table
        caption="Consent by use"
        captionHidden
        columns={[
          { heading: "Use", cell: (use: StoryUse) => useInWords(use) },
          {
            heading: "Today",
            cell: (use: StoryUse) =>
              story.permittedUses.includes(use) ? (
                <Tag colour="green">Yes</Tag>
              ) : (
                <Tag colour="grey">No</Tag>
              ),
          },
          { heading: "How", cell: (use: StoryUse) => howGiven(story, use) },
        ]}
        rows={ALL_USES}
        keyOf={(use) => String(use)}
        empty=""
      />
    </>
  );
}

// Who consented to a use and until when, or who took it back.
function howGiven({ consents }: Story, use: StoryUse): string {
  const said = consents
    .filter(({ uses }) => uses.includes(use))
    .map((consent) => {
      const taken = consent.withdrawals.find(({ uses }) => uses.includes(use));
      const given = `Given by ${giverInWords(consent.giver)} on ${dayInWords(consent.givenDate)}`;
      const until = dayInWords(consent.expireDate);
      if (taken) {
        return `${given}, taken back by ${giverInWords(taken.withdrawnBy)} on ${dayInWords(taken.withdrawDate)}.`;
      }
      return until ? `${given}, until ${until}.` : `${given}.`;
    });
  return said.join(" ") || "Nobody has consented to this.";
}
