// Figures as pages show them: with what they rest on, their colour in a word,
// and the question that each of them answers.
import {
  Figure_NoValue,
  type Figure,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { ActionLink } from "~/parts/links";
import { currentUser } from "~/session/session";
import { count, figureInWords, restsOn } from "~/words/numbers";
import { lowerFirst } from "~/words/text";
import { whyAddress, type Question } from "./addresses";

// The figure, and under it what it rests on.
export function FigureValue({ figure }: { figure: Figure }) {
  const few = figure.noValue === Figure_NoValue.TOO_FEW;
  const rests = few
    ? `${count(figure.numerator)} of ${count(figure.denominator)}`
    : restsOn(figure);
  return (
    <>
      <strong>{figureInWords(figure)}</strong>
      {rests && <span class="tm-small">{rests}</span>}
    </>
  );
}

// What a figure without a value means, in a sentence.
export function noValueExplained(figure: Figure): string {
  const { numerator, denominator } = figure;
  switch (figure.noValue) {
    case Figure_NoValue.TOO_FEW:
      return `Too few to judge: there are only ${count(denominator)} cases, of which ${count(numerator)} count. A share of so few would say more about chance than about support.`;
    case Figure_NoValue.SUPPRESSED:
      return "Suppressed: it is hidden, with what it rests on, so that nobody can be recognised. It is not 0.";
    case Figure_NoValue.MISSING:
      return "Missing: what it would rest on has not arrived, such as a return that nobody has sent or accepted yet. It is not 0.";
    case Figure_NoValue.NOT_APPLICABLE:
      return "Not applicable: there was nothing to count in these months. It is not 0.";
    default:
      return "";
  }
}

// The way to everything behind a figure.
export function Why({ of, about }: { of: Question; about: string }) {
  // Finance sees figures, not what people said and did.
  if (currentUser().role === "finance") return null;
  return (
    <ActionLink href={whyAddress(of)}>
      Why?<span class="govuk-visually-hidden"> {about}</span>
    </ActionLink>
  );
}

// A metric's name with its question.
export function MetricName({ metric }: { metric: Metric }) {
  return (
    <>
      {metric.title}
      <span class="tm-small">{metric.question}</span>
    </>
  );
}

export function lower(text: string): string {
  // Names and abbreviations keep their capitals.
  return /^[A-Z][a-z' ]/.test(text) ? lowerFirst(text) : text;
}
