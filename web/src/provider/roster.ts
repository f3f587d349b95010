// Whom a return is about, and what is still to be answered of each. Pure.
import {
  Person_Status,
  type Person,
} from "~/api/gen/tidemark/outcomes/v1/person_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { Date as Day } from "~/api/gen/tidemark/type/v1/date_pb";
import { daysBetween } from "~/words/dates";
import { isComplete, type Content } from "./entries";

// One person of a return.
export interface PersonWork {
  // For example `p-0gx0yk`.
  id: string;
  name: string;
  person: Person | undefined;
  // What is asked: outcomes that were open in the period, in order of name.
  outcomes: PersonalOutcome[];
  // Whether answers are expected; none are of somebody who was away.
  expected: boolean;
}

export type Progress = "not-started" | "started" | "done" | "nothing";

type Period = Pick<Return, "periodStart" | "periodEnd">;

// Whether the outcome was worked towards on a day of the period.
export function openIn(outcome: PersonalOutcome, period: Period): boolean {
  const { startDate, closeDate } = outcome;
  const { periodStart, periodEnd } = period;
  if (startDate && periodEnd && daysBetween(startDate, periodEnd) < 0) {
    return false;
  }
  return !(closeDate && periodStart && daysBetween(periodStart, closeDate) < 0);
}

// Whether the person was away, had left or had died before the period began.
export function absentIn(person: Person | undefined, period: Period): boolean {
  switch (person?.status) {
    case Person_Status.PAUSED:
    case Person_Status.LEFT:
    case Person_Status.DIED:
      return !onlyAfter(person.statusDate, period.periodStart);
    default:
      return false;
  }
}

function onlyAfter(day: Day | undefined, start: Day | undefined): boolean {
  return (
    day !== undefined && start !== undefined && daysBetween(start, day) > 0
  );
}

// The people of a return, in order of their references. Somebody of whom no
// answer is expected is there if the return has one all the same.
export function peopleOf(
  period: Period,
  outcomes: readonly PersonalOutcome[],
  people: readonly Person[],
  answered: ReadonlySet<string>,
): PersonWork[] {
  const known = new Map(people.map((person) => [person.name, person]));
  const byPerson = new Map<string, PersonalOutcome[]>();
  for (const outcome of outcomes) {
    if (!openIn(outcome, period) && !answered.has(outcome.name)) continue;
    const name = outcome.name.split("/outcomes/")[0]!;
    const own = byPerson.get(name) ?? [];
    own.push(outcome);
    byPerson.set(name, own);
  }
  return [...byPerson.entries()]
    .map(([name, own]) => ({
      id: name.slice(name.lastIndexOf("/") + 1),
      name,
      person: known.get(name),
      outcomes: own.sort((a, b) => (a.name < b.name ? -1 : 1)),
      expected: !absentIn(known.get(name), period),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function progressOf(work: PersonWork, content: Content): Progress {
  const entries = work.outcomes.map(({ name }) => content.entries.get(name));
  if (!work.expected && entries.every((entry) => !entry)) return "nothing";
  if (entries.every(isComplete)) return "done";
  return entries.some(Boolean) ? "started" : "not-started";
}

// Who is next: after `id`, then from the top; nobody if all are done.
export function nextAfter(
  id: string,
  people: readonly PersonWork[],
  content: Content,
): PersonWork | undefined {
  const at = people.findIndex((work) => work.id === id);
  const round = [...people.slice(at + 1), ...people.slice(0, at)];
  return round.find((work) => {
    const progress = progressOf(work, content);
    return progress === "not-started" || progress === "started";
  });
}
