import type { ComponentChildren } from "preact";

export interface Column<Row> {
  heading: string;
  cell: (row: Row) => ComponentChildren;
  // Whether the cells are numbers, to be read down.
  numeric?: boolean;
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
            {columns.map(({ heading, numeric }) => (
              <th
                class={`govuk-table__header${numeric ? " govuk-table__header--numeric" : ""}`}
                scope="col"
                key={heading}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {rows.map((row) => (
            <tr class="govuk-table__row" key={keyOf(row)}>
              {columns.map(({ heading, cell, numeric }, i) =>
                i === 0 ? (
                  <th class="govuk-table__header" scope="row" key={heading}>
                    {cell(row)}
                  </th>
                ) : (
                  <td
                    class={`govuk-table__cell${numeric ? " govuk-table__cell--numeric" : ""}`}
                    key={heading}
                  >
                    {cell(row)}
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
