import type { ComponentChildren } from "preact";

export interface Column<Row> {
  heading: string;
  cell: (row: Row) => ComponentChildren;
  // Whether the cells are numbers, to be read down.
  numeric?: boolean;
  // Of no use on paper: what leads elsewhere. Not the first one.
  screenOnly?: boolean;
}

function classOf(of: "header" | "cell", column: Column<never>): string {
  return [
    `govuk-table__${of}`,
    column.numeric && `govuk-table__${of}--numeric`,
    column.screenOnly && "tm-screen-only",
  ]
    .filter(Boolean)
    .join(" ");
}

interface TableProps<Row> {
  // What the table shows; read out before it.
  caption: string;
  captionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  // What is said in place of a table without rows.
  empty: ComponentChildren;
}

// A table whose first column names its rows. It scrolls by itself where the
// screen is narrow.
export function Table<Row>({
  caption,
  captionHidden,
  columns,
  rows,
  keyOf,
  empty,
}: TableProps<Row>) {
  if (!rows.length) return <div class="govuk-inset-text">{empty}</div>;
  return (
    <div class="tm-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="govuk-table">
        <caption
          class={
            captionHidden
              ? "govuk-visually-hidden"
              : "govuk-table__caption govuk-table__caption--m"
          }
        >
          {caption}
        </caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {columns.map((column) => (
              <th
                class={classOf("header", column)}
                scope="col"
                key={column.heading}
              >
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map((row) => (
            <tr class="govuk-table__row" key={keyOf(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th
                    class="govuk-table__header"
                    scope="row"
                    key={column.heading}
                  >
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={classOf("cell", column)} key={column.heading}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
