// Returns in words, as the provider's pages say it.
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import {
  Person_Status,
  type Person,
} from "~/api/gen/tidemark/outcomes/v1/person_pb";
import type { Return_Changes } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  daysBetween,
  today,
  weekdayInWords,
  type PlainDay,
} from "~/words/dates";
import { counted } from "~/words/numbers";
import { personStatus } from "~/words/people";

// What the level looks like for this outcome, as was agreed with the person.
export function described(outcome: PersonalOutcome, level: number): string {
  return outcome.levels.find((l) => l.level === level)?.description ?? "";
}

// `due in 3 days, on Friday 20 November`.
export function dueInWords(
  due: PlainDay | undefined,
  now: PlainDay = today(),
): string {
  if (!due) return "";
  const days = daysBetween(now, due);
  const when = weekdayInWords(due, now);
  if (days < 0) {
    return `overdue by ${counted(-days, "day")}: it was due on ${when}`;
  }
  if (days === 0) return `due today, ${when}`;
  if (days === 1) return `due tomorrow, ${when}`;
  return `due in ${counted(days, "day")}, on ${when}`;
}

// Why no answers are expected of somebody; empty where they are.
export function absenceInWords(person: Person | undefined): string {
  const here = !person || person.status <= Person_Status.ACTIVE;
  return here ? "" : personStatus(person);
}

// `2 answers new, 3 changed`; how a version differs from one before.
export function changesInWords(changes: Return_Changes | undefined): string {
  if (!changes) return "";
  const parts = [
    changes.added && `${counted(changes.added, "outcome")} added`,
    changes.changed && `${counted(changes.changed, "outcome")} changed`,
    changes.removed && `${counted(changes.removed, "outcome")} taken out`,
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : "Nothing changed";
}
