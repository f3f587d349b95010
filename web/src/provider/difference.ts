// A field that differs between two versions of a return, in words. Pure.
import { lowerFirst } from "~/words/text";
import { valueInWords } from "~/words/voices";

const FIELDS: Record<string, string> = {
  "person_voice.level": "How the person sees it",
  "person_voice.source": "How you know",
  "person_voice.not_obtained": "Why there is no view",
  "person_voice.words": "The person’s words",
  "person_voice.achievement": "The person’s view in a word",
  "provider_voice.level": "How you see it",
  "provider_voice.words": "Your notes",
  "provider_voice.achievement": "Your view in a word",
  not_worked_on: "Could not be worked on",
};

export function fieldInWords(path: string): string {
  return FIELDS[path] ?? path;
}

// The value of a field, as within a sentence.
export function saidInWords(path: string, value: string): string {
  if (value && path.endsWith(".words")) return `“${value}”`;
  return lowerFirst(valueInWords(path, value));
}
