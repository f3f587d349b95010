// Stories in words.
import {
  Story_Kind as Kind,
  Story_Voice as Voice,
} from "~/api/gen/tidemark/outcomes/v1/story_pb";

const KINDS: Record<Kind, string> = {
  [Kind.UNSPECIFIED]: "Story",
  [Kind.STORY]: "Story",
  [Kind.COMPLIMENT]: "Compliment",
  [Kind.CONCERN]: "Concern",
  [Kind.GOOD_PRACTICE]: "Good practice",
};

export function storyKind(kind: Kind): string {
  return KINDS[kind];
}

export const STORY_KINDS = [
  Kind.STORY,
  Kind.COMPLIMENT,
  Kind.CONCERN,
  Kind.GOOD_PRACTICE,
] as const;

const TELLERS: Record<Voice, string> = {
  [Voice.UNSPECIFIED]: "somebody",
  [Voice.PERSON]: "the person",
  [Voice.CARER]: "an unpaid carer",
  [Voice.FAMILY]: "family or a friend",
  [Voice.ADVOCATE]: "an advocate",
  [Voice.STAFF]: "somebody who is paid to support the person",
};

// Who told it, as within a sentence.
export function tellerInWords(voice: Voice): string {
  return TELLERS[voice];
}
