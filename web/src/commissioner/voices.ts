// The voices of a return's entry, as the council's pages compare them.
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";

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
