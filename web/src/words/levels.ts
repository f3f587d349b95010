// The levels of an outcome in words: the same for whoever looks at them.

// The levels, the best first.
export const LEVELS = [2, 1, 0, -1, -2] as const;

const NAMES: Record<number, string> = {
  2: "Much more than expected",
  1: "More than expected",
  0: "As expected",
  [-1]: "Less than expected",
  [-2]: "Much less than expected",
};

// `+1`, `0`, `−2`.
export function levelSign(level: number): string {
  return level > 0 ? `+${level}` : level < 0 ? `−${-level}` : "0";
}

// `More than expected`.
export function levelName(level: number): string {
  return NAMES[level] ?? "";
}

// `More than expected (+1)`.
export function levelInWords(level: number): string {
  return `${levelName(level)} (${levelSign(level)})`;
}
