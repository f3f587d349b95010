// A file for many returns on its way in. How far it is is the server's to say,
// so that the page can be closed and opened again at any point.
import { useEffect, useRef, useState } from "preact/hooks";
import { useAction, useQuery, type Query } from "~/api/query";
import { client } from "~/api/transport";
import {
  ReturnImport_State as State,
  type ReturnImport,
} from "~/api/gen/tidemark/outcomes/v1/return_import_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { Await } from "~/parts/await";
import { ErrorSummary, errorsOf } from "~/parts/errors";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Heard, Progress, quarterOf } from "~/parts/progress";
import { currentUser } from "~/session/session";
import { momentInWords } from "~/words/dates";
import { count, counted } from "~/words/numbers";
import { Commit, GiveUp } from "./import_commit";
import { ImportedReturns } from "./imported_returns";
import { importState } from "./imports";
import { chosen, importName, send } from "./sending";
import { ChooseFile, ByRule, Faults } from "./spreadsheet";
import { NotYours } from "./with_return";

const POLL_MS = 1_000;
const WORKING = [State.CHECKING, State.APPLYING];

export function Import({ id }: { id: string }) {
  const name = importName(id);
  const query = useQuery(["import", name], () =>
    client(ReturnImportService).getReturnImport({ name }),
  );
  const working =
    query.state === "known" && WORKING.includes(query.value.state);
  // Asks again while the server works on it.
  useEffect(() => {
    if (!working) return;
    const timer = setInterval(query.reload, POLL_MS);
    return () => clearInterval(timer);
  }, [working, query.reload]);
  if (
    query.state === "failed" &&
    (query.fault.kind === "refused" || query.fault.kind === "absent")
  ) {
    return <NotYours what="file" />;
  }
  return (
    <Page
      title="One file for all your contracts"
      back={{ href: "/imports", label: "All the files that you sent" }}
    >
      <Await query={query} loading="Loading how far the file is">
        {(now) => <OneImport now={now} id={id} query={query} />}
      </Await>
    </Page>
  );
}

interface ImportProps {
  now: ReturnImport;
  id: string;
  query: Query<ReturnImport>;
}

function OneImport({ now, id, query }: ImportProps) {
  return (
    <>
      <p class="govuk-body">
        Sent on {momentInWords(now.createTime)}. {importState(now.state)}.{" "}
        {progressInWords(now)}
      </p>
      <HowFar now={now} />
      {now.state === State.RECEIVING && (
        <Receiving now={now} id={id} query={query} />
      )}
      {now.state === State.UNREADABLE && now.refusal && (
        <>
          <Inset>
            The file could not be read: {now.refusal.description}. Mend it, and
            send it again as a new file.
          </Inset>
          <Faults faults={[now.refusal]} />
        </>
      )}
      {now.state === State.CHECKING && now.firstErrors.length > 0 && (
        <>
          <h2 class="govuk-heading-m">What is wrong so far</h2>
          <Faults faults={now.firstErrors} />
        </>
      )}
      {now.state === State.READY && (
        <>
          <Commit now={now} onChange={query.put} />
          <ByRule findings={now.findings} faults={now.firstErrors} />
        </>
      )}
      {now.state === State.CANCELLED && (
        <Inset>
          This file was given up, and nothing of it was stored. Send it again if
          you need it.
        </Inset>
      )}
      {[State.READY, State.APPLYING, State.DONE].includes(now.state) && (
        <ImportedReturns now={now} />
      )}
      {now.state === State.DONE && (
        <p class="govuk-body">
          <Link href="/returns">See all your returns</Link>
        </p>
      )}
    </>
  );
}

function progressInWords(now: ReturnImport): string {
  if (now.state === State.RECEIVING) {
    const share = Number((100n * now.receivedBytes) / now.totalBytes);
    return `${share}% of it has arrived.`;
  }
  if (!now.progress) return "";
  const { rowsRead, returnsFound, returnsChecked, returnsApplied } =
    now.progress;
  if (now.state === State.APPLYING || now.state === State.DONE) {
    return `${count(returnsApplied)} of ${counted(returnsFound, "return")} dealt with.`;
  }
  return `${counted(rowsRead, "row")} read, ${count(returnsChecked)} of ${counted(returnsFound, "return")} checked.`;
}

// How much is done, and of how much.
function doneOf({ state, progress, ...now }: ReturnImport): [number, number] {
  if (state === State.RECEIVING) {
    return [Number(now.receivedBytes), Number(now.totalBytes)];
  }
  const done =
    state === State.CHECKING
      ? progress?.returnsChecked
      : progress?.returnsApplied;
  return [done ?? 0, progress?.returnsFound ?? 0];
}

function HowFar({ now }: { now: ReturnImport }) {
  const [done, of] = doneOf(now);
  const doing = importState(now.state);
  return (
    <>
      {[State.RECEIVING, ...WORKING].includes(now.state) && (
        <Progress doing={doing} done={done} of={of} />
      )}
      <Heard
        words={`${doing}. ${progressInWords(now)}`}
        step={`${now.state} ${quarterOf(done, of)}`}
      />
    </>
  );
}

// Sends the file, or asks for it again after a reload.
function Receiving({ now, id, query }: ImportProps) {
  const [file, setFile] = useState(chosen.get(id));
  const [wrong, setWrong] = useState("");
  const sending = useAction(send);
  const stop = useRef(new AbortController());
  useEffect(() => {
    if (!file) return;
    chosen.delete(id);
    stop.current = new AbortController();
    void sending
      .run(now, file, query.put, stop.current.signal)
      .then(query.reload);
    return () => stop.current.abort();
  }, [file]);
  const choose = (again: File | undefined) => {
    const same = again && BigInt(again.size) === now.totalBytes;
    setWrong(
      same
        ? ""
        : "This is not the same file. Choose the one that you began to send",
    );
    if (same) setFile(again);
  };
  if (currentUser().readOnly) return null;
  return (
    <>
      <ErrorSummary errors={errorsOf(sending.fault)} />
      {!file && (
        <ChooseFile
          id="file"
          label="Choose the same file again to go on"
          hint="What has arrived is not sent again."
          error={wrong}
          onFile={choose}
        />
      )}
      <GiveUp now={now} onChange={query.put} />
    </>
  );
}
