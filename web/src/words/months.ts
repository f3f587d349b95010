// Months, as addresses have them: `2026-06`.
import { dayInWords, monthInWords, today, type PlainDay } from "./dates";

export interface MonthLike {
  year: number;
  month: number;
}

export function monthCode({ year, month }: MonthLike): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}

// The month of a code; undefined if it is none.
export function parseMonth(code: string | undefined): MonthLike | undefined {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(code ?? "");
  if (!parts) return undefined;
  const year = Number(parts[1]);
  if (year < 1900 || year > 2200) return undefined;
  return { year, month: Number(parts[2]) };
}

// A number that grows by one each month.
export function monthNumber({ year, month }: MonthLike): number {
  return year * 12 + month - 1;
}

export function monthPlus(month: MonthLike, months: number): MonthLike {
  const number = monthNumber(month) + months;
  return { year: Math.floor(number / 12), month: (number % 12) + 1 };
}

// The month before the one that today is in.
export function lastFullMonth(now: MonthLike = today()): MonthLike {
  return monthPlus(now, -1);
}

// `June 2026`, or `April to June 2026`, or `November 2025 to October 2026`.
export function monthsInWords(from: MonthLike, to: MonthLike): string {
  if (monthNumber(from) === monthNumber(to)) return monthInWords(from);
  const first = monthInWords(from);
  const start = from.year === to.year ? first.slice(0, -5) : first;
  return `${start} to ${monthInWords(to)}`;
}

// The same for whole months, else `3 May to 31 October 2026`.
export function spanInWords(
  from: PlainDay | undefined,
  to: PlainDay | undefined,
): string {
  if (!from || !to) return "";
  const last = new Date(Date.UTC(to.year, to.month, 0)).getUTCDate();
  if (from.day === 1 && to.day === last) return monthsInWords(from, to);
  const first = dayInWords(from);
  const start = from.year === to.year ? first.slice(0, -5) : first;
  return `${start} to ${dayInWords(to)}`;
}
