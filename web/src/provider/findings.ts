// What a check finds, in words and with the question that it is about. Pure.
import type { Fault } from "~/api/gen/tidemark/api/v1/errors_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { idOf } from "~/api/names";

// A question of a form.
export type Input = "person" | "source" | "provider" | "worked";

export interface Finding {
  code: string;
  // The outcome that it is about; empty for the return as a whole.
  outcome: string;
  person: string;
  input: Input;
  message: string;
}

// The id of an input on a person's page.
export function inputId(outcome: string, input: string): string {
  return `${idOf(outcome)}-${input}`;
}

export interface Checked {
  // The outcomes of the entries that were checked, in their order.
  order: readonly string[];
  outcomes: readonly PersonalOutcome[];
}

const PLACE = /entries\[(\d+)\]\.(\w+)(?:\.(\w+))?/;

const INPUTS: Record<string, Input> = {
  "person_voice.level": "person",
  "person_voice.not_obtained": "person",
  "person_voice.source": "source",
  "provider_voice.level": "provider",
};

export function findingOf(fault: Fault, checked: Checked): Finding {
  const place = PLACE.exec(fault.field);
  const outcome = place
    ? (checked.order[Number(place[1])] ?? "")
    : fault.reason === "OUTCOME_MISSING"
      ? fault.value
      : "";
  const input = INPUTS[`${place?.[2]}.${place?.[3]}`] ?? "person";
  const person = /\/people\/([^/]+)/.exec(outcome)?.[1] ?? "";
  const own = checked.outcomes.find(({ name }) => name === outcome);
  const what = own ? `“${shortened(own.ownWords)}”` : idOf(outcome);
  const message = (MESSAGES[fault.reason] ?? serverSays)({
    fault,
    what,
    person,
    input,
  });
  return { code: fault.reason, outcome, person, input, message };
}

interface About {
  fault: Fault;
  what: string;
  person: string;
  input: Input;
}

const serverSays = ({ fault, person, what }: About) =>
  person ? `${person}, ${what}: ${fault.description}` : fault.description;

const MESSAGES: Record<string, (about: About) => string> = {
  OUTCOME_MISSING: ({ person, what }) =>
    `Answer for ${person} about ${what}, or say that it was not worked on`,
  LEVEL_MISSING: ({ person, what, input }) =>
    input === "provider"
      ? `Say how you see ${what} for ${person}`
      : `Say how ${person} sees ${what}, or why there is no view this time`,
  SOURCE_MISSING: ({ person, what }) =>
    `Say how you know what ${person} thinks of ${what}`,
  OUTCOME_NOT_IN_CONTRACT: ({ person, what }) =>
    `${person}, ${what}: this contract does not support this outcome any more. Take the answers out`,
  OUTCOME_NOT_OPEN: ({ person, what }) =>
    `${person}, ${what}: this outcome was not worked towards in this period. Take the answers out`,
  RETURN_EMPTY: () =>
    "The return is empty. If you supported nobody in this period, say so",
  PERIOD_NOT_OVER: ({ fault }) =>
    `It is too early to submit this return. ${sentence(fault.description)}`,
  PROVIDER_FAR_ABOVE: ({ person, what }) =>
    `${person}, ${what}: you see it much better than the person does`,
  LARGE_JUMP: ({ person, what, input }) =>
    `${person}, ${what}: ${input === "provider" ? "your answer" : "the person’s answer"} is 3 or more levels from last time`,
  PERSON_AWAY: ({ person, what }) =>
    `${person}, ${what}: the person was away or had left before this period began`,
  ALL_THE_SAME: () => "All the answers in this return have the same levels",
  SAME_AS_LAST_PERIOD: () =>
    "All the levels in this return are the same as last time",
};

function sentence(text: string): string {
  const after = text.slice(text.indexOf(" can be ") + 1);
  return `It ${after}.`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`;
}

// What is asked about each kind of warning.
export const REASON_QUESTIONS: Record<string, string> = {
  PROVIDER_FAR_ABOVE: "Why do you and the person see it so differently?",
  LARGE_JUMP: "What happened?",
  PERSON_AWAY: "How was it worked on?",
  ALL_THE_SAME: "Why are all the answers the same?",
  SAME_AS_LAST_PERIOD: "How do you know that nothing has changed?",
  ROW_SET_ASIDE: "Why may these rows be left out?",
  COLUMN_IGNORED: "Why may this column be left out?",
};

// Findings by their code, in the order in which they were found.
export function byCode(findings: readonly Finding[]): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    groups.set(finding.code, [...(groups.get(finding.code) ?? []), finding]);
  }
  return [...groups];
}
