// Dates and times in words. A date is a day without a time zone.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { Date as Day } from "~/api/gen/tidemark/type/v1/date_pb";

export type PlainDay = Pick<Day, "year" | "month" | "day">;

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

// `12 June 2026`; empty for no date.
export function dayInWords(day: PlainDay | undefined): string {
  if (!day?.year) return "";
  return `${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

// `June 2026`.
export function monthInWords(month: { year: number; month: number }): string {
  return `${MONTHS[month.month - 1]} ${month.year}`;
}

// A period's id in words: `June 2026` for `2026-06`, `July to September 2026` for
// `2026-27-q2`, else as it is.
export function periodInWords(id: string): string {
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(id);
  if (month) {
    return monthInWords({ year: Number(month[1]), month: Number(month[2]) });
  }
  const quarter = /^(\d{4})-(\d{2})-q([1-4])$/.exec(id);
  if (!quarter || (Number(quarter[1]) + 1) % 100 !== Number(quarter[2])) {
    return id;
  }
  const number = Number(quarter[3]);
  const first = (3 * number) % 12;
  const year = Number(quarter[1]) + (number === 4 ? 1 : 0);
  return `${MONTHS[first]} to ${MONTHS[first + 2]} ${year}`;
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

// `Friday 20 November`, with the year where it is not this one.
export function weekdayInWords(
  { year, month, day }: PlainDay,
  now: PlainDay = today(),
): string {
  const weekday =
    WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  const text = `${weekday} ${day} ${MONTHS[month - 1]}`;
  return year === now.year ? text : `${text} ${year}`;
}

// `2:05pm`, in the time of England.
export function timeOfDay(at: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h12",
  }).formatToParts(at);
  const part = (type: string) =>
    parts.find((piece) => piece.type === type)?.value ?? "";
  return `${part("hour")}:${part("minute")}${part("dayPeriod").toLowerCase()}`;
}

// `12 June 2026 at 2:05pm`, in the time of England.
export function momentInWords(moment: Timestamp | undefined): string {
  if (!moment) return "";
  const at = timestampDate(moment);
  return `${dayInWords(today(at))} at ${timeOfDay(at)}`;
}

// Whole days from one day to another; negative if `to` is earlier.
export function daysBetween(from: PlainDay, to: PlainDay): number {
  const at = (day: PlainDay) => Date.UTC(day.year, day.month - 1, day.day);
  return Math.round((at(to) - at(from)) / 86_400_000);
}

// Today, in England.
export function today(now: Date = new Date()): PlainDay {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  }).formatToParts(now);
  const part = (type: string) =>
    Number(parts.find((piece) => piece.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day") };
}

// `2026-06-12`, as addresses have it.
export function dayCode(day: PlainDay): string {
  return [
    String(day.year).padStart(4, "0"),
    String(day.month).padStart(2, "0"),
    String(day.day).padStart(2, "0"),
  ].join("-");
}
