// What a file has of each return, and what became of it.
import { everything, useQuery } from "~/api/query";
import { idOf, segmentOf } from "~/api/names";
import { client } from "~/api/transport";
import {
  ImportedReturn_State as State,
  type ImportedReturn,
  type ReturnImport,
} from "~/api/gen/tidemark/outcomes/v1/return_import_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Table } from "~/parts/table";
import { periodInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import type { Word } from "~/words/text";
import { changesInWords } from "./words";

const STATES: Record<State, Word> = {
  [State.UNSPECIFIED]: { text: "" },
  [State.READY]: { text: "Nothing wrong", colour: "blue" },
  [State.FAULTY]: { text: "To put right", colour: "red" },
  [State.UNCHANGED]: { text: "Nothing new", colour: "grey" },
  [State.SUBMITTED]: { text: "Submitted", colour: "green" },
  [State.SAVED]: { text: "Saved as a draft", colour: "green" },
  [State.SKIPPED]: { text: "Left alone", colour: "orange" },
  [State.REFUSED]: { text: "Could not be stored", colour: "red" },
};

function load(parent: string): Promise<ImportedReturn[]> {
  return everything(async (pageToken) => {
    const page = await client(ReturnImportService).listImportedReturns({
      parent,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.importedReturns, nextPageToken: page.nextPageToken };
  });
}

export function ImportedReturns({ now }: { now: ReturnImport }) {
  const query = useQuery(
    ["imported", now.name, now.state, now.progress?.returnsApplied ?? 0],
    () => load(now.name),
  );
  return (
    <>
      <h2 class="govuk-heading-m">Return by return</h2>
      <Await query={query} loading="Loading the returns">
        {(returns) => <List returns={returns} />}
      </Await>
    </>
  );
}

function List({ returns }: { returns: ImportedReturn[] }) {
  return (
    <Table
      caption="What the file has of each return"
      captionHidden
      rows={returns}
      keyOf={({ name }) => name}
      empty="The file has rows of no return."
      columns={[
        { heading: "Return", cell: (row) => <ReturnLink row={row} /> },
        {
          heading: "Status",
          cell: ({ state }) => <WordTag word={STATES[state]} />,
        },
        { heading: "Rows", cell: ({ rows }) => rows, numeric: true },
        {
          heading: "What changes",
          cell: ({ changes }) => changesInWords(changes) || "Nothing",
        },
        {
          heading: "Set aside",
          cell: ({ rowsSetAside }) =>
            rowsSetAside ? counted(rowsSetAside, "row") : "No rows",
        },
        {
          heading: "What is wrong",
          cell: ({ errors }) =>
            errors.length ? (
              <ul class="govuk-list">
                {errors.slice(0, 5).map((fault, i) => (
                  <li key={i}>
                    Line {fault.line}
                    {fault.column && `, ${fault.column}`}: {fault.description}
                  </li>
                ))}
                {errors.length > 5 && (
                  <li>and {counted(errors.length - 5, "more", "more")}</li>
                )}
              </ul>
            ) : (
              "Nothing"
            ),
        },
      ]}
    />
  );
}

function ReturnLink({ row }: { row: ImportedReturn }) {
  const contract = segmentOf(row.return, "contracts");
  const period = idOf(row.return);
  return (
    <Link href={`/returns/${contract}/${period}`}>
      {`${contract}, ${periodInWords(period)}`}
    </Link>
  );
}
