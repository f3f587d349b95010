// Figures as pages show them: with what they rest on, their colour in a word,
// and the question that each of them answers.
import {
  Figure_NoValue,
  Figure_Rag,
  Figure_Target_Origin,
  type Figure,
  type Figure_Target,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { Link } from "~/parts/links";
import { Tag, type Colour } from "~/parts/notices";
import { currentUser } from "~/session/session";
import { count, figureInWords, percent, restsOn } from "~/words/numbers";
import { whyAddress, type Question } from "./addresses";

const RAG: Record<Figure_Rag, { colour: Colour; word: string } | undefined> = {
  [Figure_Rag.UNSPECIFIED]: undefined,
  [Figure_Rag.GREEN]: { colour: "green", word: "Green" },
  [Figure_Rag.AMBER]: { colour: "yellow", word: "Amber" },
  [Figure_Rag.RED]: { colour: "red", word: "Red" },
  [Figure_Rag.GREY]: { colour: "grey", word: "Not judged yet" },
};

// `green from 75%, amber from 60%`.
export function targetInWords(target: Figure_Target): string {
  const edge = (points: number) => percent(points / 10_000).replace(".0", "");
  const { greenBasisPoints: green, amberBasisPoints: amber } = target;
  const to = target.lowerIsBetter ? "up to" : "from";
  const words = [`green ${to} ${edge(green)}`];
  if (amber !== green) words.push(`amber ${to} ${edge(amber)}`);
  if (target.origin === Figure_Target_Origin.CONTRACT) {
    words.push("as the contract asks");
  }
  return words.join(", ");
}

// A figure's colour, always with its word and what it was judged by.
export function Judged({ figure }: { figure: Figure }) {
  const rag = RAG[figure.rag];
  if (!rag || !figure.target) return <>No target</>;
  return (
    <>
      <Tag colour={rag.colour}>{rag.word}</Tag>
      <span class="tm-small">
        {figure.ragUnsure && "May be chance. "}
        {upper(targetInWords(figure.target))}
      </span>
    </>
  );
}

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
    <Link href={whyAddress(of)}>
      Why?<span class="govuk-visually-hidden"> {about}</span>
    </Link>
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

export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function lower(text: string): string {
  // Names and abbreviations keep their capitals.
  return /^[A-Z][a-z' ]/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
