// Numbers in words.
import {
  Figure_Kind,
  Figure_NoValue,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";

const WHOLE = new Intl.NumberFormat("en-GB");
const SHARE = new Intl.NumberFormat("en-GB", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const MONEY = new Intl.NumberFormat("en-GB", {
  style: "currency",
  currency: "GBP",
});

// `1,204`.
export function count(n: number | bigint): string {
  return WHOLE.format(n);
}

// `1 person`, `8 people`.
export function counted(
  n: number | bigint,
  one: string,
  many = `${one}s`,
): string {
  return `${count(n)} ${Number(n) === 1 ? one : many}`;
}

// `78.6%` for 0.786.
export function percent(share: number): string {
  return SHARE.format(share);
}

// `£1,204.50` for whole pence.
export function money(pence: number | bigint): string {
  // A minus of its own kind stays with its number at the end of a line.
  return MONEY.format(Number(pence) / 100).replace("-", "−");
}

const NO_VALUE: Record<Figure_NoValue, string> = {
  [Figure_NoValue.UNSPECIFIED]: "",
  [Figure_NoValue.NOT_APPLICABLE]: "Not applicable",
  [Figure_NoValue.MISSING]: "Missing",
  [Figure_NoValue.TOO_FEW]: "Too few to judge",
  [Figure_NoValue.SUPPRESSED]: "Suppressed",
};

// A figure's value, or why it has none, which is never 0.
export function figureInWords(figure: Figure | undefined): string {
  if (!figure) return "Missing";
  if (figure.noValue) return NO_VALUE[figure.noValue];
  if (figure.kind === Figure_Kind.COUNT) return count(figure.numerator);
  return figure.value === undefined ? "Missing" : percent(figure.value);
}

// What a share rests on: `31 of 40; likely between 62.5% and 87.7%`.
export function restsOn(figure: Figure | undefined): string {
  if (!figure || figure.noValue === Figure_NoValue.SUPPRESSED) return "";
  if (figure.kind === Figure_Kind.COUNT || figure.denominator === 0n) return "";
  const sum = `${count(figure.numerator)} of ${count(figure.denominator)}`;
  const range = figure.interval;
  if (!range) return sum;
  return `${sum}; likely between ${percent(range.lower)} and ${percent(range.upper)}`;
}
