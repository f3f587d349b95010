// Special causes in words.
import { ControlChart_Cause as Cause } from "~/api/gen/tidemark/monitoring/v1/analysis_pb";
import { Metric_Direction as Direction } from "~/api/gen/tidemark/monitoring/v1/metric_pb";

interface CauseWords {
  // A label beside a point.
  label: string;
  // What it means.
  why: string;
  side: "high" | "low" | undefined;
}

const NEAR =
  "Two of three points lie close to this limit. By chance that is rare.";

const WORDS: Record<Cause, CauseWords> = {
  [Cause.UNSPECIFIED]: { label: "", why: "", side: undefined },
  [Cause.COMMON]: {
    label: "Ordinary variation",
    why: "It lies where chance alone would put it.",
    side: undefined,
  },
  [Cause.ABOVE_LIMIT]: {
    label: "Above the limit",
    why: "It lies above the upper limit. Chance alone would hardly put it there.",
    side: "high",
  },
  [Cause.BELOW_LIMIT]: {
    label: "Below the limit",
    why: "It lies below the lower limit. Chance alone would hardly put it there.",
    side: "low",
  },
  [Cause.TREND_UP]: {
    label: "Rising",
    why: "It is one of seven or more points in a row, each above the one before.",
    side: "high",
  },
  [Cause.TREND_DOWN]: {
    label: "Falling",
    why: "It is one of seven or more points in a row, each below the one before.",
    side: "low",
  },
  [Cause.TWO_IN_THREE_ABOVE]: {
    label: "Near the upper limit",
    why: NEAR,
    side: "high",
  },
  [Cause.TWO_IN_THREE_BELOW]: {
    label: "Near the lower limit",
    why: NEAR,
    side: "low",
  },
  [Cause.SHIFT_ABOVE]: {
    label: "Stays above the centre",
    why: "It is one of seven or more points in a row above the centre line.",
    side: "high",
  },
  [Cause.SHIFT_BELOW]: {
    label: "Stays below the centre",
    why: "It is one of seven or more points in a row below the centre line.",
    side: "low",
  },
};

export function causeWords(cause: Cause): CauseWords {
  return WORDS[cause];
}

export type Meaning = "ordinary" | "better" | "worse" | "different";

// What a cause means for people, as far as a figure can tell.
export function meaningOf(cause: Cause, direction: Direction): Meaning {
  const { side } = WORDS[cause];
  if (!side) return "ordinary";
  if (direction === Direction.HIGHER_IS_BETTER) {
    return side === "high" ? "better" : "worse";
  }
  if (direction === Direction.LOWER_IS_BETTER) {
    return side === "low" ? "better" : "worse";
  }
  return "different";
}
