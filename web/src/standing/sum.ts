// A figure worked as a sum: `3 of 4 + 8 of 10 = 11 of 14 = 78.6%`.
import {
  Figure_Kind,
  type Figure,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { ExplanationLine } from "~/api/gen/tidemark/monitoring/v1/scorecard_pb";
import { count, figureInWords } from "~/words/numbers";

const SHOWN = 6;

type Line = Pick<ExplanationLine, "numerator" | "denominator">;

// The sum in a line. Lines that add nothing are left out; of many, the first
// and the last are written out.
export function sumInWords(lines: readonly Line[], figure: Figure): string {
  const counts = figure.kind === Figure_Kind.COUNT;
  const part = ({ numerator, denominator }: Line) =>
    counts ? count(numerator) : `${count(numerator)} of ${count(denominator)}`;
  const adding = lines.filter(
    ({ numerator, denominator }) => numerator !== 0n || denominator !== 0n,
  );
  if (!adding.length) return "There is nothing to add up.";
  const parts = adding.map(part);
  const written =
    parts.length > SHOWN
      ? [...parts.slice(0, SHOWN - 2), "…", parts.at(-1)!]
      : parts;
  const total = part(figure);
  const steps = [
    ...(parts.length > 1 ? [written.join(" + ")] : []),
    total,
    ...(counts ? [] : [figureInWords(figure).toLowerCase()]),
  ];
  return steps.join(" = ");
}

// Whether the lines add up to the figure, as the service promises.
export function addsUp(lines: readonly Line[], figure: Figure): boolean {
  const add = (of: (line: Line) => bigint) =>
    lines.reduce((sum, line) => sum + of(line), 0n);
  return (
    add(({ numerator }) => numerator) === figure.numerator &&
    add(({ denominator }) => denominator) === figure.denominator
  );
}
