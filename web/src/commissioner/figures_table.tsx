// A row of figures as a table to be read: words, value, what it rests on, why.
import { Link } from "~/parts/links";
import { Table } from "~/parts/table";
import { monthInWords } from "~/words/dates";
import { figureInWords, restsOn } from "~/words/numbers";
import { Judged } from "~/parts/judged";
import type { Figures } from "./council_data";
import { whyPlace } from "~/api/places";

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
