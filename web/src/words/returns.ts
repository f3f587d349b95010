// Returns in words.
import { idOf } from "~/api/names";
import {
  Return_State as State,
  Return_Timeliness as Timeliness,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { spanInWords } from "./months";
import { counted } from "./numbers";
import type { Word } from "./text";

const STATES: Record<State, Word> = {
  [State.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [State.NOT_STARTED]: { text: "Not started", colour: "grey" },
  [State.IN_PROGRESS]: { text: "In progress", colour: "blue" },
  [State.SUBMITTED]: { text: "Submitted", colour: "turquoise" },
  [State.RETURNED_FOR_CHANGES]: {
    text: "Returned for changes",
    colour: "orange",
  },
  [State.RESUBMITTED]: { text: "Submitted again", colour: "turquoise" },
  [State.ACCEPTED]: { text: "Accepted", colour: "green" },
  [State.WITHDRAWN]: { text: "Withdrawn", colour: "grey" },
};

export function returnState(state: State): Word {
  return STATES[state];
}

// Whether it came in time, of one that has been submitted.
export function inTime(given: Pick<Return, "timeliness" | "daysLate">): string {
  switch (given.timeliness) {
    case Timeliness.ON_TIME:
      return "On time";
    case Timeliness.LATE:
      return `${counted(given.daysLate, "day")} late`;
    default:
      return "";
  }
}

// `October 2026`.
export function periodOf(
  given: Pick<Return, "name" | "periodStart" | "periodEnd">,
): string {
  return spanInWords(given.periodStart, given.periodEnd) || idOf(given.name);
}
