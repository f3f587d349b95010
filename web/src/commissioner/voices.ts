// What the three voices of a return say, in words.
import {
  Voice_Achievement,
  Voice_NotObtained,
  Voice_Source,
  type ReturnEntry,
  type Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { levelName, levelSign } from "~/words/levels";

// `As expected (0)`.
export function levelInWords(level: number): string {
  return `${levelName(level)} (${levelSign(level)})`;
}

const SOURCES: Record<Voice_Source, string> = {
  [Voice_Source.UNSPECIFIED]: "",
  [Voice_Source.SAID]: "The person said it",
  [Voice_Source.SHOWN]: "The person showed it",
  [Voice_Source.ADVOCATE]: "Through an advocate",
  [Voice_Source.CARER]: "Through a carer or family member",
  [Voice_Source.OBSERVED]: "Observed by someone who knows the person well",
};

export function sourceInWords(source: Voice_Source): string {
  return SOURCES[source];
}

const NOT_OBTAINED: Record<Voice_NotObtained, string> = {
  [Voice_NotObtained.UNSPECIFIED]: "",
  [Voice_NotObtained.DECLINED]: "The person did not want to say",
  [Voice_NotObtained.UNWELL]: "The person was too unwell",
  [Voice_NotObtained.AWAY]: "The person was away",
  [Voice_NotObtained.NOT_ASKED]: "Nobody asked",
  [Voice_NotObtained.NO_ADVOCATE]:
    "The person could not say, and nobody could speak for them",
};

export function notObtainedInWords(why: Voice_NotObtained): string {
  return NOT_OBTAINED[why];
}

const ACHIEVEMENTS: Record<Voice_Achievement, string> = {
  [Voice_Achievement.UNSPECIFIED]: "",
  [Voice_Achievement.ACHIEVED]: "Achieved",
  [Voice_Achievement.PARTLY]: "Partly achieved",
  [Voice_Achievement.NO_CHANGE]: "No change",
  [Voice_Achievement.WORSE]: "Worse than at the start",
};

// What a voice says in one line; why it says nothing where it does not.
export function voiceInWords(voice: Voice | undefined): string {
  if (!voice) return "No view given";
  if (voice.level !== undefined) {
    const light = ACHIEVEMENTS[voice.achievement];
    const level = levelInWords(voice.level);
    return light ? `${light}: ${level}` : level;
  }
  return notObtainedInWords(voice.notObtained) || "No rating given";
}

// Whether the voices that gave a level gave different ones.
export function voicesDiffer(entry: ReturnEntry): boolean {
  const levels = [
    entry.personVoice,
    entry.providerVoice,
    entry.practitionerVoice,
  ]
    .map((voice) => voice?.level)
    .filter((level) => level !== undefined);
  return new Set(levels).size > 1;
}

const FIELDS: Record<string, string> = {
  person_voice: "The person",
  provider_voice: "The provider",
  practitioner_voice: "The practitioner",
  level: "level",
  source: "how the view was obtained",
  not_obtained: "why there is no view",
  words: "words",
  achievement: "in the lighter words",
};

// A field of an entry in words: `The person: level` for `person_voice.level`.
export function fieldInWords(path: string): string {
  if (path === "not_worked_on") return "Not worked on in the period";
  return path
    .split(".")
    .map((part) => FIELDS[part] ?? part.replaceAll("_", " "))
    .join(": ");
}

// A value of such a field in words.
export function valueInWords(path: string, value: string): string {
  if (value === "") return "Nothing";
  const field = path.slice(path.lastIndexOf(".") + 1);
  if (field === "level") return levelInWords(Number(value));
  if (field === "not_worked_on") return value === "true" ? "Yes" : "No";
  const code = value.replace(/^(SOURCE|NOT_OBTAINED|ACHIEVEMENT)_/, "");
  if (field === "source") return named(SOURCES, Voice_Source, code);
  if (field === "not_obtained") {
    return named(NOT_OBTAINED, Voice_NotObtained, code);
  }
  if (field === "achievement") {
    return named(ACHIEVEMENTS, Voice_Achievement, code);
  }
  return value;
}

function named<E extends number>(
  words: Record<E, string>,
  codes: Record<string, string | number>,
  code: string,
): string {
  const known = codes[code];
  return (typeof known === "number" && words[known as E]) || code;
}
