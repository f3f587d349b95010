// A field that differs between two versions of a return, in words. Pure.
import { levelInWords } from "~/words/levels";
import { NO_VIEWS, SOURCES } from "./words";
import {
  Voice_NotObtained,
  Voice_Source,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";

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

// The value of a field as the service writes it: a number, a word of an enum,
// true or false, or a text.
export function valueInWords(path: string, value: string): string {
  if (!value) return "no answer";
  if (path.endsWith(".level")) return levelInWords(Number(value));
  if (path.endsWith(".source")) {
    return named(SOURCES, Voice_Source, value);
  }
  if (path.endsWith(".not_obtained")) {
    return named(NO_VIEWS, Voice_NotObtained, value);
  }
  if (value === "true") return "yes";
  if (value === "false") return "no";
  return `“${value}”`;
}

function named(
  words: readonly [number, string][],
  codes: Record<string | number, string | number>,
  value: string,
): string {
  const code = value.replace(/^[A-Z_]*?(SOURCE|NOT_OBTAINED)_/, "");
  const text = words.find(([number]) => codes[code] === number)?.[1];
  return text ? text.charAt(0).toLowerCase() + text.slice(1) : "no answer";
}
