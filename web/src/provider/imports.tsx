// One file for many returns: to send one, and those before.
import { useState } from "preact/hooks";
import { everything, useAction, useQuery } from "~/api/query";
import { idOf } from "~/api/names";
import { client } from "~/api/transport";
import {
  ReturnImport_State as State,
  type ReturnImport,
} from "~/api/gen/tidemark/outcomes/v1/return_import_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { Radios, TextArea, TextField } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { Link } from "~/parts/links";
import { More, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { momentInWords } from "~/words/dates";
import type { Word } from "~/words/text";
import { begin, chosen } from "./sending";
import { ChooseFile, refusedFile } from "./spreadsheet";

const STATES: Record<State, Word> = {
  [State.UNSPECIFIED]: { text: "" },
  [State.RECEIVING]: { text: "Being sent", colour: "blue" },
  [State.CHECKING]: { text: "Being checked", colour: "blue" },
  [State.READY]: { text: "Waits for you", colour: "orange" },
  [State.APPLYING]: { text: "Being stored", colour: "blue" },
  [State.DONE]: { text: "Done", colour: "green" },
  [State.UNREADABLE]: { text: "Could not be read", colour: "red" },
  [State.CANCELLED]: { text: "Given up", colour: "grey" },
};

export function importState(state: State): string {
  return STATES[state].text;
}

function load(): Promise<ReturnImport[]> {
  return everything(async (pageToken) => {
    const page = await client(ReturnImportService).listReturnImports({
      parent: currentUser().provider,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.returnImports, nextPageToken: page.nextPageToken };
  });
}

export function Imports() {
  const query = useQuery(["imports"], load);
  return (
    <Page title="One file for all your contracts">
      <p class="govuk-body">
        Send one spreadsheet with the answers of many contracts, from your
        care-record system or filled in by hand. It has the columns of a
        return’s spreadsheet, and one for the contract and one for the period.
      </p>
      {!currentUser().readOnly && <SendOne />}
      <h2 class="govuk-heading-m">Files that you sent</h2>
      <Await query={query} loading="Loading your files">
        {(imports) => <Before imports={imports} />}
      </Await>
    </Page>
  );
}

function SendOne() {
  const go = useGo();
  const [file, setFile] = useState<File>();
  const [period, setPeriod] = useState("");
  const [asDraft, setAsDraft] = useState("submit");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<FormError[]>([]);
  const start = useAction(async (given: File) => {
    const id = await begin({
      file: given,
      period: period.trim(),
      draft: asDraft === "draft",
      reason: reason.trim(),
    });
    chosen.set(id, given);
    go(`/imports/${id}`);
  });
  const send = () => {
    const refused = refusedFile(file);
    setMissing(refused ? [{ input: "file", message: refused }] : []);
    if (file && !refused) void start.run(file);
  };
  return (
    <>
      <ErrorSummary errors={missing} />
      <ErrorSummary errors={errorsOf(start.fault)} />
      <ChooseFile
        id="file"
        label="Choose the file"
        hint="Excel (.xlsx), OpenDocument (.ods) or CSV, up to 32 MB. It is checked first; nothing changes until you say so."
        error={missing[0]?.message}
        onFile={setFile}
      />
      <Radios
        id="as"
        label="What should become of it?"
        small
        value={asDraft}
        onValue={setAsDraft}
        options={[
          { value: "submit", label: "Submit the returns" },
          {
            value: "draft",
            label: "Save them as drafts, to look through first",
          },
        ]}
      />
      <More summary="If the file has no column for the period, or corrects accepted returns">
        <TextField
          id="period"
          label="Period of all rows"
          hint="For example 2026-10. Leave it empty if the file has a column for it."
          width={10}
          value={period}
          onValue={setPeriod}
        />
        <TextArea
          id="reason"
          label="Why accepted returns are corrected"
          hint="Only needed if the file has rows of returns that the council has accepted."
          rows={2}
          value={reason}
          onValue={setReason}
        />
      </More>
      <Button busy={start.busy} onClick={send}>
        Send and check the file
      </Button>
    </>
  );
}

function Before({ imports }: { imports: ReturnImport[] }) {
  const rows = [...imports].sort((a, b) =>
    Number((b.createTime?.seconds ?? 0n) - (a.createTime?.seconds ?? 0n)),
  );
  return (
    <Table
      caption="Files that you sent, the latest first"
      captionHidden
      rows={rows}
      keyOf={({ name }) => name}
      empty="None yet. A file that you send is listed here with how far it is, also after you close this page."
      columns={[
        {
          heading: "Sent",
          cell: ({ name, createTime }) => (
            <Link href={`/imports/${idOf(name)}`}>
              {momentInWords(createTime)}
            </Link>
          ),
        },
        {
          heading: "Status",
          cell: ({ state }) => <WordTag word={STATES[state]} />,
        },
        {
          heading: "What becomes of it",
          cell: ({ draft }) => (draft ? "Saved as drafts" : "Submitted"),
        },
      ]}
    />
  );
}
