// What a return says, question by question. Pure.
import { clone, create } from "@bufbuild/protobuf";
import {
  ReturnEntrySchema,
  Voice_Achievement,
  Voice_NotObtained,
  Voice_Source,
  VoiceSchema,
  type ReturnEntry,
  type Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";

// All that a return says: an entry an outcome, or that nobody was supported.
export interface Content {
  readonly entries: ReadonlyMap<string, ReturnEntry>;
  readonly nil: boolean;
}

export const NOTHING: Content = { entries: new Map(), nil: false };

export function contentOf(given: {
  entries: readonly ReturnEntry[];
  nilReturn: boolean;
}): Content {
  return {
    entries: new Map(given.entries.map((entry) => [entry.outcome, entry])),
    nil: given.nilReturn,
  };
}

// The questions about one outcome. What belongs together, as a level and how
// it was had, is one question: halves of two answers make no answer.
export const QUESTIONS = [
  "person",
  "personWords",
  "provider",
  "providerWords",
  "worked",
] as const;
export type Question = (typeof QUESTIONS)[number];

// An answer as a text that is the same for the same answer.
export function answerTo(
  question: Question,
  entry: ReturnEntry | undefined,
): string {
  switch (question) {
    case "person":
      return rating(entry?.personVoice);
    case "provider":
      return rating(entry?.providerVoice);
    case "personWords":
      return entry?.personVoice?.words ?? "";
    case "providerWords":
      return entry?.providerVoice?.words ?? "";
    case "worked":
      return entry?.notWorkedOn ? "no" : "yes";
  }
}

function rating(voice: Voice | undefined): string {
  const { level, source, notObtained, achievement } =
    voice ?? create(VoiceSchema);
  return [level ?? "", source, notObtained, achievement].join(" ");
}

// `entry` with the answer that `from` has to one question.
export function withAnswer(
  entry: ReturnEntry,
  question: Question,
  from: ReturnEntry | undefined,
): ReturnEntry {
  const next = clone(ReturnEntrySchema, entry);
  if (question === "worked") {
    next.notWorkedOn = from?.notWorkedOn ?? false;
    return next;
  }
  const whose = question.startsWith("person") ? "personVoice" : "providerVoice";
  const voice = (next[whose] ??= create(VoiceSchema));
  const given = from?.[whose] ?? create(VoiceSchema);
  if (question.endsWith("Words")) {
    voice.words = given.words;
  } else {
    voice.level = given.level;
    voice.source = given.source;
    voice.notObtained = given.notObtained;
    voice.achievement = given.achievement;
  }
  return next;
}

export function sameEntry(
  a: ReturnEntry | undefined,
  b: ReturnEntry | undefined,
): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return QUESTIONS.every((q) => answerTo(q, a) === answerTo(q, b));
}

export function sameContent(a: Content, b: Content): boolean {
  if (a === b) return true;
  if (a.nil !== b.nil || a.entries.size !== b.entries.size) return false;
  for (const [outcome, entry] of a.entries) {
    if (!sameEntry(entry, b.entries.get(outcome))) return false;
  }
  return true;
}

// The outcomes about which two contents differ.
export function differing(a: Content, b: Content): string[] {
  if (a.entries === b.entries) return [];
  return [...new Set([...a.entries.keys(), ...b.entries.keys()])].filter(
    (outcome) => !sameEntry(a.entries.get(outcome), b.entries.get(outcome)),
  );
}

// What `content` says about the outcomes in `only`.
export function narrowed(content: Content, only: ReadonlySet<string>): Content {
  const entries = [...content.entries].filter(([name]) => only.has(name));
  return { entries: new Map(entries), nil: content.nil };
}

// `part` about the outcomes in `only`, and `rest` about all others.
export function completed(
  part: Content,
  only: ReadonlySet<string>,
  rest: Content,
): Content {
  const others = [...rest.entries].filter(([name]) => !only.has(name));
  return { entries: new Map([...others, ...part.entries]), nil: part.nil };
}

export function blank(outcome: string): ReturnEntry {
  return create(ReturnEntrySchema, { outcome });
}

// What was said before, said again: the levels, without the words, which are of
// their day.
export function confirmed(before: ReturnEntry): ReturnEntry {
  const entry = clone(ReturnEntrySchema, before);
  entry.practitionerVoice = undefined;
  for (const voice of [entry.personVoice, entry.providerVoice]) {
    if (voice) voice.words = "";
  }
  return entry;
}

// What is to be answered before the entry can be submitted.
export type Gap = "person" | "source" | "provider";

export function gapsOf(entry: ReturnEntry | undefined): Gap[] {
  if (entry?.notWorkedOn) return [];
  const person = entry?.personVoice;
  const gaps: Gap[] = [];
  if (person?.level === undefined && !person?.notObtained) gaps.push("person");
  if (person?.level !== undefined && !person.source) gaps.push("source");
  if (entry?.providerVoice?.level === undefined) gaps.push("provider");
  return gaps;
}

export function isComplete(entry: ReturnEntry | undefined): boolean {
  return entry !== undefined && gapsOf(entry).length === 0;
}

// Changes to an entry, as a form makes them. Each leaves it without answers
// that exclude each other.
export function withPersonLevel(entry: ReturnEntry, level: number) {
  return changed(entry, "personVoice", (voice) => {
    voice.level = level;
    voice.notObtained = Voice_NotObtained.UNSPECIFIED;
    voice.achievement = Voice_Achievement.UNSPECIFIED;
  });
}

export function withNoView(entry: ReturnEntry, why: Voice_NotObtained) {
  return changed(entry, "personVoice", (voice) => {
    voice.level = undefined;
    voice.source = Voice_Source.UNSPECIFIED;
    voice.notObtained = why;
    voice.achievement = Voice_Achievement.UNSPECIFIED;
  });
}

export function withSource(entry: ReturnEntry, source: Voice_Source) {
  return changed(entry, "personVoice", (voice) => {
    voice.source = source;
  });
}

export function withProviderLevel(entry: ReturnEntry, level: number) {
  return changed(entry, "providerVoice", (voice) => {
    voice.level = level;
    voice.achievement = Voice_Achievement.UNSPECIFIED;
  });
}

export function withWords(
  entry: ReturnEntry,
  whose: "personVoice" | "providerVoice",
  words: string,
) {
  return changed(entry, whose, (voice) => {
    voice.words = words;
  });
}

export function withNotWorkedOn(entry: ReturnEntry, not: boolean): ReturnEntry {
  const next = clone(ReturnEntrySchema, entry);
  next.notWorkedOn = not;
  if (!not) return next;
  for (const voice of [next.personVoice, next.providerVoice]) {
    if (!voice) continue;
    voice.level = undefined;
    voice.achievement = Voice_Achievement.UNSPECIFIED;
    voice.source = Voice_Source.UNSPECIFIED;
  }
  return next;
}

function changed(
  entry: ReturnEntry,
  whose: "personVoice" | "providerVoice",
  change: (voice: Voice) => void,
): ReturnEntry {
  const next = clone(ReturnEntrySchema, entry);
  change((next[whose] ??= create(VoiceSchema)));
  return next;
}
