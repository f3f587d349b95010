// Figures as a table, each with what it asks, what it rests on, its colour in a
// word, and why.
import { client } from "~/api/transport";
import { useAction } from "~/api/query";
import { ExportService } from "~/api/gen/tidemark/monitoring/v1/export_service_pb";
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { Table } from "~/parts/table";
import { Exports } from "./exports";
import { Judged } from "~/parts/judged";
import { FigureValue, MetricName, Why } from "./figures";
import type { Metrics } from "./metrics";
import { asked, type Range } from "./range";

interface FiguresTableProps {
  caption: string;
  subject: string;
  figures: readonly Figure[];
  metrics: Metrics;
  range: Range;
}

export function FiguresTable(props: FiguresTableProps) {
  const { caption, subject, figures, metrics, range } = props;
  const exporting = useAction((format: number) =>
    client(ExportService).exportScorecard({
      name: subject,
      ...asked(range),
      format,
    }),
  );
  return (
    <>
      <Table
        caption={caption}
        captionHidden
        columns={[
          {
            heading: "What we ask",
            cell: ({ metric }) => {
              const known = metrics.get(metric);
              return known ? <MetricName metric={known} /> : metric;
            },
          },
          {
            heading: "Figure",
            cell: (figure) => <FigureValue figure={figure} />,
          },
          {
            heading: "Against its target",
            cell: (figure) => <Judged figure={figure} />,
          },
          {
            heading: "Behind it",
            cell: ({ metric }) => (
              <Why
                of={{ metric, subject, range }}
                about={`about ${metrics.get(metric)?.title ?? metric}`}
              />
            ),
          },
        ]}
        rows={figures}
        keyOf={({ metric }) => metric}
        empty="There are no figures yet. They begin with the first return that the council accepts."
      />
      <Exports action={exporting} what="these figures" />
    </>
  );
}
