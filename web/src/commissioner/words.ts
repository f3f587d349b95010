// States and kinds of the council's side in words. A colour only helps the word.
import { idOf } from "~/api/names";
import {
  Contract_Kind,
  Contract_ReturnCalendar_Frequency,
  Contract_State,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  Return_State,
  Return_Timeliness,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Statement_State } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import type { Colour } from "~/parts/notices";
import { dayInWords, monthInWords } from "~/words/dates";
import { counted } from "~/words/numbers";

export interface Word {
  word: string;
  colour?: Colour;
}

const RETURN_STATES: Record<Return_State, Word> = {
  [Return_State.UNSPECIFIED]: { word: "Not known", colour: "grey" },
  [Return_State.NOT_STARTED]: { word: "Not started", colour: "grey" },
  [Return_State.IN_PROGRESS]: { word: "In progress", colour: "grey" },
  [Return_State.SUBMITTED]: { word: "To decide", colour: "blue" },
  [Return_State.RETURNED_FOR_CHANGES]: {
    word: "Returned for changes",
    colour: "purple",
  },
  [Return_State.RESUBMITTED]: {
    word: "Sent again, to decide",
    colour: "blue",
  },
  [Return_State.ACCEPTED]: { word: "Accepted", colour: "green" },
  [Return_State.WITHDRAWN]: { word: "Withdrawn", colour: "grey" },
};

export function returnState(state: Return_State): Word {
  return RETURN_STATES[state];
}

// Whether the council has to decide about it.
export function waits(state: Return_State): boolean {
  return state === Return_State.SUBMITTED || state === Return_State.RESUBMITTED;
}

// Where a return stands, as its list shows it: overdue before its state.
export function standing(
  given: Pick<Return, "state" | "timeliness" | "daysLate">,
): Word {
  if (given.timeliness === Return_Timeliness.OVERDUE) {
    return {
      word: `Overdue by ${counted(given.daysLate, "day")}`,
      colour: "red",
    };
  }
  if (given.timeliness === Return_Timeliness.DUE_SOON) {
    return { word: "Due soon", colour: "yellow" };
  }
  return returnState(given.state);
}

// When it came: `On time, 3 June 2026`, `5 days late, ...`; empty before.
export function cameInWords(
  given: Pick<Return, "timeliness" | "daysLate" | "firstSubmitDate">,
): string {
  const day = dayInWords(given.firstSubmitDate);
  if (!day) return "";
  if (given.timeliness === Return_Timeliness.LATE) {
    return `${day}, ${counted(given.daysLate, "day")} late`;
  }
  return `${day}, on time`;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

// `June 2026` for a whole month, `July to September 2026` for several, else
// `2 May to 31 October 2026`.
export function spanInWords(
  start: Day | undefined,
  end: Day | undefined,
): string {
  if (!start || !end) return "";
  const last = new Date(Date.UTC(end.year, end.month, 0)).getUTCDate();
  const whole = start.day === 1 && end.day === last;
  const inWords = whole ? monthInWords : dayInWords;
  const until = inWords(end);
  if (whole && start.year === end.year && start.month === end.month) {
    return until;
  }
  const from = inWords(start);
  const short = start.year === end.year ? from.replace(/ \d{4}$/, "") : from;
  return `${short} to ${until}`;
}

export function periodOf(
  given: Pick<Return, "name" | "periodStart" | "periodEnd">,
): string {
  return spanInWords(given.periodStart, given.periodEnd) || idOf(given.name);
}

const CONTRACT_STATES: Record<Contract_State, Word> = {
  [Contract_State.UNSPECIFIED]: { word: "Not known", colour: "grey" },
  [Contract_State.DRAFT]: { word: "Draft", colour: "grey" },
  [Contract_State.ACTIVE]: { word: "In force", colour: "green" },
  [Contract_State.SUSPENDED]: { word: "Suspended", colour: "orange" },
  [Contract_State.ENDED]: { word: "Ended", colour: "grey" },
  [Contract_State.WITHDRAWN]: { word: "Withdrawn", colour: "grey" },
};

export function contractState(state: Contract_State): Word {
  return CONTRACT_STATES[state];
}

const KINDS: Record<Contract_Kind, string> = {
  [Contract_Kind.UNSPECIFIED]: "Not recorded",
  [Contract_Kind.FRAMEWORK]: "Framework",
  [Contract_Kind.BLOCK]: "Block",
  [Contract_Kind.SPOT]: "Spot",
  [Contract_Kind.INDIVIDUAL_SERVICE_FUND]: "Individual service fund",
  [Contract_Kind.GRANT]: "Grant",
};

export function contractKind(kind: Contract_Kind): string {
  return KINDS[kind];
}

const FREQUENCIES: Record<Contract_ReturnCalendar_Frequency, string> = {
  [Contract_ReturnCalendar_Frequency.UNSPECIFIED]: "Not recorded",
  [Contract_ReturnCalendar_Frequency.MONTHLY]: "Every month",
  [Contract_ReturnCalendar_Frequency.QUARTERLY]: "Every quarter",
  [Contract_ReturnCalendar_Frequency.FOUR_WEEKLY]: "Every four weeks",
  [Contract_ReturnCalendar_Frequency.EXPLICIT]:
    "For periods agreed in the contract",
};

export function frequency(given: Contract_ReturnCalendar_Frequency): string {
  return FREQUENCIES[given];
}

const STATEMENT_STATES: Record<Statement_State, Word> = {
  [Statement_State.UNSPECIFIED]: { word: "Not known", colour: "grey" },
  [Statement_State.DRAFT]: { word: "Draft", colour: "grey" },
  [Statement_State.ISSUED]: { word: "Issued", colour: "blue" },
  [Statement_State.AGREED]: { word: "Agreed", colour: "green" },
  [Statement_State.DISPUTED]: { word: "Disputed", colour: "red" },
  [Statement_State.ANSWERED]: { word: "Answered", colour: "purple" },
};

export function statementState(state: Statement_State): Word {
  return STATEMENT_STATES[state];
}
