// A row of figures as a table to be read: words, value, what it rests on, why.
import {
  Figure_Rag,
  type Figure,
  type Figure_Target,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { Link } from "~/parts/links";
import { Tag, type Colour } from "~/parts/notices";
import { Table } from "~/parts/table";
import { monthInWords } from "~/words/dates";
import { figureInWords, percent, restsOn } from "~/words/numbers";
import type { Figures } from "./council_data";
import { whyPlace } from "./places";

const RAGS: Record<Figure_Rag, { word: string; colour: Colour } | undefined> = {
  [Figure_Rag.UNSPECIFIED]: undefined,
  [Figure_Rag.GREEN]: { word: "Green", colour: "green" },
  [Figure_Rag.AMBER]: { word: "Amber", colour: "orange" },
  [Figure_Rag.RED]: { word: "Red", colour: "red" },
  [Figure_Rag.GREY]: { word: "Cannot be judged yet", colour: "grey" },
};

export function FiguresTable({ figures }: { figures: Figures }) {
  const { scorecard, metrics, range } = figures;
  const scope = scorecard.total?.subject ?? "";
  return (
    <Table
      caption={`${monthInWords(range.from)} to ${monthInWords(range.to)}`}
      rows={scorecard.total?.figures ?? []}
      keyOf={({ metric }) => metric}
      empty="There are no figures yet. They come with the first return that you accept."
      columns={[
        {
          heading: "Figure",
          cell: ({ metric }) => (
            <>
              {metrics.get(metric)?.title ?? metric}
              <span class="tm-under">{metrics.get(metric)?.question}</span>
            </>
          ),
        },
        {
          heading: "Value",
          cell: (figure) => (
            <>
              <strong>{figureInWords(figure)}</strong>
              <span class="tm-under">{restsOn(figure)}</span>
            </>
          ),
        },
        { heading: "Against its target", cell: (f) => <Judged figure={f} /> },
        {
          heading: "Why?",
          cell: ({ metric }) => (
            <Link href={whyPlace(metric, scope, range)}>
              Why?
              <span class="govuk-visually-hidden">
                {" "}
                {metrics.get(metric)?.title ?? metric}
              </span>
            </Link>
          ),
        },
      ]}
    />
  );
}

function Judged({ figure }: { figure: Figure }) {
  const rag = RAGS[figure.rag];
  if (!rag) return <>No target</>;
  return (
    <>
      <Tag colour={rag.colour}>{rag.word}</Tag>
      {figure.target && (
        <span class="tm-under">{targetInWords(figure.target)}</span>
      )}
      {figure.ragUnsure && (
        <span class="tm-under">Not sure: chance alone could change this.</span>
      )}
    </>
  );
}

export function targetInWords(target: Figure_Target): string {
  const way = target.lowerIsBetter ? "or less" : "or more";
  const green = percent(target.greenBasisPoints / 10_000);
  const amber = percent(target.amberBasisPoints / 10_000);
  const text = `Green is ${green} ${way}`;
  return green === amber ? text : `${text}, amber ${amber} ${way}`;
}
