// Returns in words.
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Person } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import { Person_Status } from "~/api/gen/tidemark/outcomes/v1/person_pb";
import {
  Return_State as State,
  Return_Timeliness as Timeliness,
  Voice_Achievement as Achievement,
  Voice_NotObtained as NotObtained,
  Voice_Source as Source,
  type Return,
  type Return_Changes,
  type Voice,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { Colour } from "~/parts/notices";
import { dayInWords, daysBetween, monthInWords, today } from "~/words/dates";
import { levelInWords } from "~/words/levels";
import { counted } from "~/words/numbers";

type Day = { year: number; month: number; day: number };

// What the level looks like for this outcome, as was agreed with the person.
export function described(outcome: PersonalOutcome, level: number): string {
  return outcome.levels.find((l) => l.level === level)?.description ?? "";
}

export const SOURCES: [Source, string][] = [
  [Source.SAID, "They said it"],
  [Source.SHOWN, "They showed it, in other ways than words"],
  [Source.CARER, "A carer or family member spoke for them"],
  [Source.ADVOCATE, "An advocate spoke for them"],
  [Source.OBSERVED, "Someone who knows them well saw it"],
];

export const NO_VIEWS: [NotObtained, string][] = [
  [NotObtained.DECLINED, "They did not want to say"],
  [NotObtained.UNWELL, "They were too unwell"],
  [NotObtained.AWAY, "They were away, for example in hospital"],
  [NotObtained.NOT_ASKED, "Nobody asked them"],
  [
    NotObtained.NO_ADVOCATE,
    "They could not say, and nobody could speak for them",
  ],
];

const ACHIEVEMENTS: Partial<Record<Achievement, string>> = {
  [Achievement.ACHIEVED]: "achieved",
  [Achievement.PARTLY]: "partly achieved",
  [Achievement.NO_CHANGE]: "no change",
  [Achievement.WORSE]: "worse",
};

// `+1, more than expected. They said it.`
export function voiceInWords(voice: Voice | undefined): string {
  if (voice?.level !== undefined) {
    const word = ACHIEVEMENTS[voice.achievement];
    const level = levelInWords(voice.level) + (word ? ` (${word})` : "");
    const source = SOURCES.find(([value]) => value === voice.source)?.[1];
    return source ? `${level}. ${source}.` : level;
  }
  const why = NO_VIEWS.find(([value]) => value === voice?.notObtained)?.[1];
  return why ? `No view this time. ${why}.` : "Not answered";
}

const STATES: Record<State, [string, Colour | undefined]> = {
  [State.UNSPECIFIED]: ["", undefined],
  [State.NOT_STARTED]: ["Not started", "grey"],
  [State.IN_PROGRESS]: ["In progress", "blue"],
  [State.SUBMITTED]: ["Submitted", "turquoise"],
  [State.RETURNED_FOR_CHANGES]: ["Returned for changes", "orange"],
  [State.RESUBMITTED]: ["Submitted again", "turquoise"],
  [State.ACCEPTED]: ["Accepted", "green"],
  [State.WITHDRAWN]: ["Withdrawn", "grey"],
};

export function stateName(state: State): string {
  return STATES[state][0];
}

export function stateColour(state: State): Colour | undefined {
  return STATES[state][1];
}

const WEEKDAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];
const MONTHS = Array.from(
  { length: 12 },
  (_, i) => monthInWords({ year: 0, month: i + 1 }).split(" ")[0]!,
);

// `Friday 20 November`, with the year where it is not this one.
export function weekdayInWords(day: Day, now: Day = today()): string {
  const weekday =
    WEEKDAYS[new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()];
  const text = `${weekday} ${day.day} ${MONTHS[day.month - 1]}`;
  return day.year === now.year ? text : `${text} ${day.year}`;
}

// `due in 3 days, on Friday 20 November`.
export function dueInWords(due: Day | undefined, now: Day = today()): string {
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

// Whether it came in time, of one that has been submitted.
export function inTime(given: Return): string {
  switch (given.timeliness) {
    case Timeliness.ON_TIME:
      return "On time";
    case Timeliness.LATE:
      return `${counted(given.daysLate, "day")} late`;
    default:
      return "";
  }
}

// `October 2026`, `July to September 2026`, or from day to day.
export function periodName(
  period: Pick<Return, "periodStart" | "periodEnd">,
): string {
  const { periodStart: from, periodEnd: to } = period;
  if (!from || !to) return "";
  const last = new Date(Date.UTC(to.year, to.month, 0)).getUTCDate();
  if (from.day !== 1 || to.day !== last) {
    return `${dayInWords(from)} to ${dayInWords(to)}`;
  }
  if (from.year === to.year && from.month === to.month) return monthInWords(to);
  const start =
    from.year === to.year ? MONTHS[from.month - 1] : monthInWords(from);
  return `${start} to ${monthInWords(to)}`;
}

// Why no answers are expected of somebody.
export function absenceInWords(person: Person | undefined): string {
  const since = person?.statusDate
    ? ` since ${dayInWords(person.statusDate)}`
    : "";
  switch (person?.status) {
    case Person_Status.PAUSED:
      return `Away${since}`;
    case Person_Status.LEFT:
      return `No longer supported${since}`;
    case Person_Status.DIED:
      return "Has died";
    default:
      return "";
  }
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

// Whom a subject such as `users/ada` is.
export function whoInWords(subject: string): string {
  return subject ? subject.slice(subject.lastIndexOf("/") + 1) : "somebody";
}

// `2:05pm`.
export function clockTime(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h12",
  })
    .format(at)
    .replace(" ", "")
    .toLowerCase();
}
