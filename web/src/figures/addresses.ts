// The addresses of the pages about figures.
import { address } from "~/api/names";
import { currentUser } from "~/session/session";
import { rangeParameters, type Range } from "./range";

// What a figure is about, in an address: `providers/P`, `contracts/C`, or
// nothing for the council.
export function scopeOf(subject: string): string {
  return subject.split("/").slice(2).join("/");
}

// The name of what an address is about; short or whole.
export function subjectOf(scope: string | undefined): string {
  const { council, provider } = currentUser();
  if (!scope) return provider ?? council;
  return scope.startsWith("councils/") ? scope : `${council}/${scope}`;
}

export interface Question {
  metric: string;
  subject: string;
  range: Range;
  // One row of a breakdown: by what, and its value.
  by?: string;
  value?: string;
}

// Where a figure is explained.
export function whyAddress({ metric, subject, range, by, value }: Question) {
  const start = address("/why", {
    metric,
    scope: scopeOf(subject),
    ...rangeParameters(range),
    by,
  });
  // Of what is not recorded the value is empty, and still asked for.
  return by === undefined
    ? start
    : `${start}&value=${encodeURIComponent(value ?? "")}`;
}

// Where a series is looked at by itself.
export function seriesAddress(metric: string, subject: string, range: Range) {
  return address("/series", {
    metric,
    scope: scopeOf(subject),
    ...rangeParameters(range),
  });
}

// The page of a return: the council reviews it, the provider fills it in.
export function returnAddress(contract: string, period: string): string {
  const page = `/returns/${contract}/${period}`;
  return currentUser().role === "provider" ? page : `${page}/review`;
}
