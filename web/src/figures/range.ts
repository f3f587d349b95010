// Which months a page is about, and as of when: both are in its address, so that
// a link leads others to the same figures.
import { useLocation } from "preact-iso";
import { dayCode, dayInWords } from "~/words/dates";
import {
  lastFullMonth,
  monthCode,
  monthNumber,
  monthPlus,
  monthsInWords,
  parseMonth,
  type MonthLike,
} from "~/words/months";
import type { PlainDay } from "~/words/dates";

export interface Range {
  from: MonthLike;
  to: MonthLike;
  // The past day as of which the figures were known; none: as they are now.
  asOf?: PlainDay;
}

type Asked = Record<string, string | undefined>;

// The range of an address; twelve months up to the last one that is over where
// it says nothing that makes sense.
export function rangeOf(
  asked: Asked,
  last: MonthLike = lastFullMonth(),
): Range {
  const to = parseMonth(asked["to"]) ?? last;
  const from = parseMonth(asked["from"]);
  const twelve = monthPlus(to, -11);
  return {
    from: from && monthNumber(from) <= monthNumber(to) ? from : twelve,
    to,
    asOf: parseDay(asked["as-of"]),
  };
}

export function useRange(): Range {
  return rangeOf(useLocation().query);
}

export function rangeParameters({ from, to, asOf }: Range) {
  return {
    from: monthCode(from),
    to: monthCode(to),
    "as-of": asOf && dayCode(asOf),
  };
}

// What requests call it.
export function asked({ from, to, asOf }: Range) {
  return { fromMonth: from, toMonth: to, asOfDate: asOf };
}

export function rangeInWords({ from, to, asOf }: Range): string {
  const months = monthsInWords(from, to);
  return asOf ? `${months}, as known on ${dayInWords(asOf)}` : months;
}

export function parseDay(code: string | undefined): PlainDay | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(code ?? "");
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]; // prettier-ignore
  const made = new Date(Date.UTC(year, month - 1, day));
  const real = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return real ? { year, month, day } : undefined;
}

export function lastDayOf({ year, month }: MonthLike): PlainDay {
  return { year, month, day: new Date(Date.UTC(year, month, 0)).getUTCDate() };
}

export function firstDayOf({ year, month }: MonthLike): PlainDay {
  return { year, month, day: 1 };
}
