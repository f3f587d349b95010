// Where things are dealt with: the addresses of pages, here and in other areas.
import { idOf, segmentOf } from "~/api/names";
import { lastFullMonth, monthPlus, type MonthLike } from "~/words/months";

export function returnPlace(name: string): string {
  return `/returns/${segmentOf(name, "contracts")}/${idOf(name)}/review`;
}

export function extensionPlace(name: string): string {
  return `/returns/${segmentOf(name, "contracts")}/${idOf(name)}/more-time`;
}

export function contractPlace(name: string): string {
  return `/contracts/${segmentOf(name, "contracts")}`;
}

export function providerPlace(name: string): string {
  return `/providers/${segmentOf(name, "providers")}`;
}

export function personPlace(name: string): string {
  return `/people/${segmentOf(name, "people")}`;
}

export function statementPlace(name: string): string {
  return `/statements/${segmentOf(name, "contracts")}/${idOf(name)}`;
}

export interface Range {
  from: MonthLike;
  to: MonthLike;
}

// The twelve whole months before the one of `now`.
export function lastYear(now: MonthLike): Range {
  const to = lastFullMonth(now);
  return { from: monthPlus(to, -11), to };
}
