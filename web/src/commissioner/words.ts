// Where things stand, as the council's pages say it.
import { Contract_ReturnCalendar_Frequency } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  Return_State,
  Return_Timeliness,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { dayInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { inTime, returnState } from "~/words/returns";
import type { Word } from "~/words/text";

// Whether the council has to decide about it.
export function waits(state: Return_State): boolean {
  return state === Return_State.SUBMITTED || state === Return_State.RESUBMITTED;
}

// Where a return stands, as its list shows it: what is to be done about it
// before its state.
export function standing(
  given: Pick<Return, "state" | "timeliness" | "daysLate">,
): Word {
  if (given.timeliness === Return_Timeliness.OVERDUE) {
    return {
      text: `Overdue by ${counted(given.daysLate, "day")}`,
      colour: "red",
    };
  }
  if (given.timeliness === Return_Timeliness.DUE_SOON) {
    return { text: "Due soon", colour: "yellow" };
  }
  if (given.state === Return_State.RESUBMITTED) {
    return { text: "Submitted again, to decide", colour: "blue" };
  }
  if (waits(given.state)) return { text: "To decide", colour: "blue" };
  return returnState(given.state);
}

// When it came: `3 June 2026, on time`; empty before.
export function cameInWords(
  given: Pick<Return, "timeliness" | "daysLate" | "firstSubmitDate">,
): string {
  const day = dayInWords(given.firstSubmitDate);
  if (!day) return "";
  return [day, inTime(given).toLowerCase()].filter(Boolean).join(", ");
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
