// Whether support helped: a figure before it was offered, and since.
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import {
  lastFullMonth,
  monthNumber,
  monthPlus,
  type MonthLike,
} from "~/words/months";
import { figureInWords, restsOn } from "~/words/numbers";

export interface Months {
  from: MonthLike;
  to: MonthLike;
}

const MONTHS_BEFORE = 6;

// The months before the one of the offer. That month itself is in neither.
export function monthsBefore(offered: MonthLike): Months {
  return {
    from: monthPlus(offered, -MONTHS_BEFORE),
    to: monthPlus(offered, -1),
  };
}

// The whole months since; none while the first of them goes on.
export function monthsSince(
  offered: MonthLike,
  last: MonthLike = lastFullMonth(),
): Months | undefined {
  const from = monthPlus(offered, 1);
  return monthNumber(from) > monthNumber(last) ? undefined : { from, to: last };
}

// `77.5% (31 of 40; likely between 62.5% and 87.7%)`.
export function figureInFull(figure: Figure | undefined): string {
  const rests = restsOn(figure);
  const value = figureInWords(figure);
  return rests ? `${value} (${rests})` : value;
}

// What can honestly be said of the two.
export function effectInWords(
  before: Figure | undefined,
  since: Figure | undefined,
): string {
  const one = before?.interval;
  const other = since?.interval;
  const known = before?.value !== undefined && since?.value !== undefined;
  if (!known || !one || !other) {
    return "One of the two cannot be judged, so nothing can be said about a difference yet.";
  }
  const caution =
    "It does not show that the support was the reason: ask the provider what changed.";
  if (other.lower > one.upper) {
    return `The figure is higher than before by more than chance explains. ${caution}`;
  }
  if (other.upper < one.lower) {
    return `The figure is lower than before by more than chance explains. ${caution}`;
  }
  return "The two are so near, or rest on so few, that chance alone may explain the difference.";
}
