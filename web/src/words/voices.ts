// Voices in words: how somebody sees an outcome, how that is known, or why it
// is not. The same for whoever reads them.
import {
  Voice_Achievement as Achievement,
  Voice_NotObtained as NotObtained,
  Voice_Source as Source,
  type Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { levelInWords } from "./levels";
import { lowerFirst } from "./text";

// The views that a decision rests on are known in the same ways as voices, by
// the same numbers.
const SOURCES: Record<number, string> = {
  [Source.SAID]: "The person said it",
  [Source.SHOWN]: "The person showed it, other than in words",
  [Source.CARER]: "A carer or family member spoke for the person",
  [Source.ADVOCATE]: "An advocate spoke for the person",
  [Source.OBSERVED]: "Someone who knows the person well saw it",
};

const NOT_OBTAINED: Record<number, string> = {
  [NotObtained.DECLINED]: "The person did not want to say",
  [NotObtained.UNWELL]: "The person was too unwell",
  [NotObtained.AWAY]: "The person was away, for example in hospital",
  [NotObtained.NOT_ASKED]: "Nobody asked the person",
  [NotObtained.NO_ADVOCATE]:
    "The person could not say, and nobody could speak for them",
};

// All, in the order in which they are offered.
export const ALL_SOURCES = [
  Source.SAID,
  Source.SHOWN,
  Source.CARER,
  Source.ADVOCATE,
  Source.OBSERVED,
] as const;
export const ALL_NOT_OBTAINED = [
  NotObtained.DECLINED,
  NotObtained.UNWELL,
  NotObtained.AWAY,
  NotObtained.NOT_ASKED,
  NotObtained.NO_ADVOCATE,
] as const;

export function sourceInWords(source: number): string {
  return SOURCES[source] ?? "";
}

export function notObtainedInWords(why: number): string {
  return NOT_OBTAINED[why] ?? "";
}

const ACHIEVEMENTS: Record<Achievement, string> = {
  [Achievement.UNSPECIFIED]: "",
  [Achievement.ACHIEVED]: "Achieved",
  [Achievement.PARTLY]: "Partly achieved",
  [Achievement.NO_CHANGE]: "No change",
  [Achievement.WORSE]: "Worse than at the start",
};

// `More than expected (+1)`, with the lighter word where one was used; why
// there is no rating where it was said; else empty.
export function ratingInWords(voice: Voice | undefined): string {
  if (voice?.level !== undefined) {
    const light = ACHIEVEMENTS[voice.achievement];
    const level = levelInWords(voice.level);
    return light ? `${light}: ${lowerFirst(level)}` : level;
  }
  const why = notObtainedInWords(voice?.notObtained ?? 0);
  return why && `No view this time. ${why}`;
}

// `More than expected (+1). The person said it.`
export function voiceInWords(voice: Voice | undefined): string {
  return [ratingInWords(voice), sourceInWords(voice?.source ?? 0)]
    .filter(Boolean)
    .map((sentence) => `${sentence}.`)
    .join(" ");
}

// The value of a field of an entry that differs between two versions, which the
// service writes as a number, the name of an enum's value, true, false or text.
export function valueInWords(path: string, value: string): string {
  if (!value) return "No answer";
  const field = path.slice(path.lastIndexOf(".") + 1);
  const code = value.replace(/^(SOURCE|NOT_OBTAINED|ACHIEVEMENT)_/, "");
  switch (field) {
    case "level":
      return levelInWords(Number(value));
    case "not_worked_on":
      return value === "true" ? "Yes" : "No";
    case "source":
      return sourceInWords(Source[code as keyof typeof Source]) || code;
    case "not_obtained":
      return (
        notObtainedInWords(NotObtained[code as keyof typeof NotObtained]) ||
        code
      );
    case "achievement":
      return (
        ACHIEVEMENTS[Achievement[code as keyof typeof Achievement]] || code
      );
    default:
      return value;
  }
}
