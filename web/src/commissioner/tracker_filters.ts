// What the tracker shows, as its address says it.
import { address } from "~/api/names";
import {
  Return_State,
  Return_Timeliness,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { PlainDay } from "~/words/dates";

export const SHOWN = [
  "attention",
  "waiting",
  "overdue",
  "returned",
  "due-soon",
  "all",
] as const;
export type Shown = (typeof SHOWN)[number];

export const SHOWN_IN_WORDS: Record<Shown, string> = {
  attention: "To decide or overdue",
  waiting: "To decide",
  overdue: "Overdue",
  returned: "With the provider, for changes",
  "due-soon": "Due in the next 14 days",
  all: "All that fall due",
};

// How many months back returns fell due.
export const MONTHS = ["3", "12", "24"] as const;
export type Months = (typeof MONTHS)[number];

export interface Filters {
  // The id of a provider; empty for all.
  provider: string;
  show: Shown;
  months: Months;
}

export function filtersOf(query: Record<string, string>): Filters {
  const show = SHOWN.find((known) => known === query["show"]);
  const months = MONTHS.find((known) => known === query["months"]);
  return {
    provider: query["provider"] ?? "",
    show: show ?? "attention",
    months: months ?? "12",
  };
}

export function trackerPlace(filters: Partial<Filters>): string {
  const { provider, show, months } = filters;
  return address("/tracker", {
    provider,
    show: show === "attention" ? undefined : show,
    months: months === "12" ? undefined : months,
  });
}

// The due dates that are looked at: so many months back, and a month ahead.
export function dueRange(
  months: Months,
  now: PlainDay,
): { dueFrom: PlainDay; dueTo: PlainDay } {
  const at = (shift: number) => {
    const day = new Date(Date.UTC(now.year, now.month - 1 + shift, 1));
    const last = new Date(
      Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0),
    ).getUTCDate();
    return {
      year: day.getUTCFullYear(),
      month: day.getUTCMonth() + 1,
      day: Math.min(now.day, last),
    };
  };
  return { dueFrom: at(-Number(months)), dueTo: at(1) };
}

// The questions to the service whose answers together are what is shown. What
// waits for a decision is shown however long ago it fell due.
export function questions(
  show: Shown,
  range: { dueFrom: PlainDay; dueTo: PlainDay },
): {
  state?: Return_State;
  timeliness?: Return_Timeliness;
  dueFrom?: PlainDay;
  dueTo?: PlainDay;
}[] {
  const waiting = [
    { state: Return_State.SUBMITTED },
    { state: Return_State.RESUBMITTED },
  ];
  const overdue = { timeliness: Return_Timeliness.OVERDUE, ...range };
  switch (show) {
    case "attention":
      return [...waiting, overdue];
    case "waiting":
      return waiting;
    case "overdue":
      return [overdue];
    case "returned":
      return [{ state: Return_State.RETURNED_FOR_CHANGES }];
    case "due-soon":
      return [{ timeliness: Return_Timeliness.DUE_SOON, ...range }];
    case "all":
      return [range];
  }
}
