// Where things are dealt with: the addresses of pages, here and in other areas.
import { address, idOf, segmentOf } from "~/api/names";

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
  from: { year: number; month: number };
  to: { year: number; month: number };
}

export function whyPlace(metric: string, scope: string, range: Range): string {
  return address("/why", {
    metric,
    scope,
    from: monthCode(range.from),
    to: monthCode(range.to),
  });
}

// `2026-06`.
export function monthCode(month: { year: number; month: number }): string {
  return `${month.year}-${String(month.month).padStart(2, "0")}`;
}

// The twelve whole months before the one of `day`.
export function lastYear(day: { year: number; month: number }): Range {
  const before = day.year * 12 + (day.month - 1) - 1;
  const month = (n: number) => ({
    year: Math.floor(n / 12),
    month: (n % 12) + 1,
  });
  return { from: month(before - 11), to: month(before) };
}
