// A chart with everything that it needs to be understood without seeing it:
// what it shows, what it says in words, and its data as a table.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useAction } from "~/api/query";
import { Button } from "~/parts/button";
import { Table } from "~/parts/table";
import { csvOf, type Cell } from "./csv";
import { drawn, loadLibrary, type Drawing, type Library } from "./draw";
import { pngOf } from "./picture";
import { fileName, save } from "~/parts/save";
import { Key, type Sign } from "./shapes";

// A column of the data. The table shows `text`, or `cell` where that needs more
// than text; the file has `data`, where that is more exact than the text.
export interface DataColumn<Row> {
  heading: string;
  text: (row: Row) => string;
  cell?: (row: Row) => ComponentChildren;
  data?: (row: Row) => Cell;
  numeric?: boolean;
  // Whether files leave it out, as links.
  screenOnly?: boolean;
}

export interface ChartProps<Row> {
  // What it shows, as a sentence.
  title: string;
  // What it says, in words.
  finding: string;
  signs: readonly Sign[];
  // Draws it; called again whenever `drawingKey` or the width changes.
  drawing: Drawing;
  drawingKey: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  // What to call the files, beside the title.
  file?: string;
  // More to read between the words and the chart.
  children?: ComponentChildren;
}

export function Chart<Row>(props: ChartProps<Row>) {
  const { title, finding, signs, drawing, columns, rows, keyOf } = props;
  const name = fileName(props.file ?? title);
  const picture = useAction(async () => {
    const plot = await loadLibrary();
    const png = await pngOf(plot, { title, finding, signs, drawing });
    save(`${name}.png`, png);
  });
  const exported = columns.filter(({ screenOnly }) => !screenOnly);
  const saveData = () => {
    const text = csvOf(
      exported.map(({ heading }) => heading),
      rows.map((row) => exported.map(({ text, data }) => (data ?? text)(row))),
    );
    save(`${name}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
  };
  return (
    <figure class="tm-chart">
      <figcaption>
        <h2 class="govuk-heading-m">{title}</h2>
        <p class="govuk-body">{finding}</p>
      </figcaption>
      {props.children}
      <Key signs={signs} />
      <Drawn drawing={drawing} drawingKey={props.drawingKey} />
      <details class="govuk-details tm-chart__data">
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">
            Show the data as a table
            <span class="govuk-visually-hidden">: {title}</span>
          </span>
        </summary>
        <div class="govuk-details__text">
          <Table
            caption={title}
            captionHidden
            columns={columns.map(({ text, ...column }) => ({
              ...column,
              cell: column.cell ?? text,
            }))}
            rows={rows}
            keyOf={keyOf}
            empty="There is nothing to show for these months."
          />
        </div>
      </details>
      <div class="govuk-button-group tm-screen-only">
        <Button
          kind="secondary"
          busy={picture.busy}
          onClick={() => void picture.run()}
        >
          Download the picture (PNG)
        </Button>
        <Button kind="secondary" onClick={saveData}>
          Download the data (CSV)
        </Button>
      </div>
      {picture.fault && (
        <p class="govuk-error-message" role="alert">
          The picture could not be made. Try again, or print the page.
        </p>
      )}
    </figure>
  );
}

interface DrawnProps {
  drawing: Drawing;
  drawingKey: string;
}

// The chart itself, as wide as there is room. Those who do not see it have what
// it says in the words above it and its data in the table below.
function Drawn({ drawing, drawingKey }: DrawnProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const [plot, setPlot] = useState<Library>();
  const [failed, setFailed] = useState(false);
  const { route } = useLocation();
  useEffect(() => {
    let here = true;
    loadLibrary().then(
      (loaded) => here && setPlot(loaded),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, []);
  useEffect(() => {
    if (!plot || !width || !host.current) return;
    host.current.replaceChildren(drawn(plot, drawing, width));
  }, [plot, width, drawingKey]);
  // A point leads to what is behind it without loading the page anew.
  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    route(link.getAttribute("href") ?? "/");
  };
  if (failed) {
    return (
      <p class="govuk-inset-text" role="status">
        The chart could not be drawn. The table below has all of its data.
      </p>
    );
  }
  return <div class="tm-chart__drawn" ref={host} onClick={follow} />;
}

function useWidth(host: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const measure = () => {
      // What is not shown, as on paper, has no width to draw for.
      if (element.clientWidth) setWidth(Math.floor(element.clientWidth));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return width;
}
