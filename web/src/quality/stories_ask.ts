// Stories, as the council's pages ask for them and name them.
import { everything } from "~/api/query";
import { client } from "~/api/transport";
import { idOf, inCouncil } from "~/api/names";
import {
  RedactedCopy_State,
  Story_Kind as Kind,
  StoryConsent_Giver as Giver,
  StoryUse,
  type RedactedCopy,
  type Story,
} from "~/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "~/api/gen/tidemark/outcomes/v1/story_service_pb";
import type { Option } from "~/parts/fields";
import type { Work } from "~/parts/work_list";
import { dayInWords } from "~/words/dates";
import { STORY_KINDS, storyKind, tellerInWords } from "~/words/stories";
import type { Word } from "~/words/text";

export type { Story };

export interface Wanted {
  contains?: string;
  provider?: string;
  kind?: Kind;
}

// All that the user may see.
export function listStories(wanted: Wanted): Promise<Story[]> {
  return everything(async (pageToken) => {
    const page = await client(StoryService).listStories({
      parent: inCouncil(),
      pageSize: 1000,
      pageToken,
      ...wanted,
    });
    return { items: page.stories, nextPageToken: page.nextPageToken };
  });
}

export function waitsForApproval({ redacted }: Story): boolean {
  return redacted?.state === RedactedCopy_State.PROPOSED;
}

export function storyWork(story: Story): Work {
  return {
    href: `/stories/${idOf(story.name)}`,
    title: story.words?.title ?? "A story whose words you may not read",
    about: `${storyKind(story.kind)}, told by ${tellerInWords(story.voice)} on ${dayInWords(story.storyDate)}.`,
    tag: copyInWords(story.redacted),
  };
}

export const KIND_OPTIONS: readonly Option[] = [
  { value: "", label: "All kinds" },
  ...STORY_KINDS.map((kind) => ({
    value: String(kind),
    label: storyKind(kind),
  })),
];

const USES: Record<StoryUse, string> = {
  [StoryUse.UNSPECIFIED]: "",
  [StoryUse.COUNCIL_MONITORING]: "The council reads it beside the figures",
  [StoryUse.PROVIDER]: "The provider that it is about reads it",
  [StoryUse.GOOD_PRACTICE]: "Other providers read a copy without names",
  [StoryUse.NEWSLETTER]: "A copy without names is printed in a newsletter",
  [StoryUse.SCRUTINY]: "A copy without names goes to scrutiny or the public",
};

export function useInWords(use: StoryUse): string {
  return USES[use];
}

// Every use that there is.
export const ALL_USES: readonly StoryUse[] = [
  StoryUse.COUNCIL_MONITORING,
  StoryUse.PROVIDER,
  StoryUse.GOOD_PRACTICE,
  StoryUse.NEWSLETTER,
  StoryUse.SCRUTINY,
];

// Those that a redacted copy can be shared for.
export const SHARED_USES = ALL_USES.slice(2);

const GIVERS: Record<Giver, string> = {
  [Giver.UNSPECIFIED]: "",
  [Giver.PERSON]: "the person",
  [Giver.ADVOCATE]: "an advocate, for the person",
  [Giver.ATTORNEY]: "an attorney under a lasting power of attorney",
  [Giver.DEPUTY]: "a deputy of the Court of Protection",
  [Giver.BEST_INTERESTS]: "a best-interests decision",
};

export function giverInWords(giver: Giver): string {
  return GIVERS[giver];
}

const COPIES: Record<RedactedCopy_State, Word> = {
  [RedactedCopy_State.UNSPECIFIED]: { text: "No copy", colour: "grey" },
  [RedactedCopy_State.PROPOSED]: { text: "Copy to check", colour: "yellow" },
  [RedactedCopy_State.APPROVED]: { text: "Copy approved", colour: "blue" },
  [RedactedCopy_State.SHARED]: { text: "Shared", colour: "green" },
  [RedactedCopy_State.WITHDRAWN]: {
    text: "No longer shared",
    colour: "grey",
  },
};

export function copyInWords(copy: RedactedCopy | undefined): Word {
  return COPIES[copy?.state ?? RedactedCopy_State.UNSPECIFIED];
}
