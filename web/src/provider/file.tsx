// A return as a spreadsheet: the template, and the file back.
import { useState } from "preact/hooks";
import { newRequestId, useAction } from "~/api/query";
import { client } from "~/api/transport";
import {
  FileFormat,
  ReturnFileService,
  type CheckReturnFileResponse,
} from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { TextArea } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { counted } from "~/words/numbers";
import { download } from "./download";
import type { Opened } from "./office";
import { editable } from "./overview";
import { ByRule, ChooseFile, refusedFile } from "./spreadsheet";
import { REASON_QUESTIONS } from "./findings";
import { WithReturn, type ReturnAddress } from "./with_return";
import { changesInWords, periodName } from "./words";

// A large file takes its time on a slow line.
const LONG_MS = 300_000;

export function FilePage(address: ReturnAddress) {
  return (
    <WithReturn {...address}>
      {(opened) => <Spreadsheet opened={opened} />}
    </WithReturn>
  );
}

function Spreadsheet({ opened }: { opened: Opened }) {
  const { draft, path, contract } = opened;
  return (
    <Page
      title="Use a spreadsheet"
      caption={`${periodName(draft.current.value)}, ${contract.title}`}
      back={{ href: path, label: "The return" }}
    >
      {editable(opened) && !draft.correcting.value ? (
        <Steps opened={opened} />
      ) : (
        <p class="govuk-body">
          This return cannot be changed with a spreadsheet now.{" "}
          <Link href={path}>See how it stands</Link>
        </p>
      )}
    </Page>
  );
}

interface Sent {
  file: File;
  content: Uint8Array;
  found: CheckReturnFileResponse;
  // Whether it can be saved as a draft.
  canSave: boolean;
}

function Steps({ opened }: { opened: Opened }) {
  const { name } = opened;
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState<Sent>();
  const [missing, setMissing] = useState<FormError[]>([]);
  const template = useAction(async (format: FileFormat) => {
    const made = await client(ReturnFileService).getReturnTemplate({
      name,
      format,
    });
    download(made.content, made.fileName);
  });
  const check = useAction(async (chosen: File) => {
    const content = new Uint8Array(await chosen.arrayBuffer());
    const found = await client(ReturnFileService).checkReturnFile(
      { name, content },
      { timeoutMs: LONG_MS },
    );
    // What is only incomplete can be kept as a draft all the same.
    const asDraft = found.errors.length
      ? await client(ReturnFileService).checkReturnFile(
          { name, content, draft: true },
          { timeoutMs: LONG_MS },
        )
      : found;
    const canSave = !asDraft.errors.length;
    setSent({ file: chosen, content, found, canSave });
  });
  const begin = () => {
    const refused = refusedFile(file);
    setMissing(refused ? [{ input: "file", message: refused }] : []);
    setSent(undefined);
    if (file && !refused) void check.run(file);
  };
  return (
    <>
      <ErrorSummary errors={missing} />
      <ErrorSummary
        errors={errorsOf(check.fault ?? template.fault, () => "file")}
      />
      <h2 class="govuk-heading-m">1. Download the file to fill in</h2>
      <p class="govuk-body">
        Each person’s outcomes are in it, in their own words, with what you told
        us last time beside the blanks. Work on it with any spreadsheet program.
      </p>
      <div class="govuk-button-group">
        <Button
          kind="secondary"
          busy={template.busy}
          onClick={() => void template.run(FileFormat.XLSX)}
        >
          Download the spreadsheet
        </Button>
        <Button
          kind="secondary"
          busy={template.busy}
          onClick={() => void template.run(FileFormat.CSV)}
        >
          Download as CSV
        </Button>
      </div>
      <ChooseFile
        id="file"
        label="2. Send it back"
        hint="Excel (.xlsx), OpenDocument (.ods) or CSV, up to 32 MB. A blank cell leaves what is here already; CLEAR empties it. We check the file first and change nothing."
        error={missing[0]?.message}
        onFile={(chosen) => {
          setFile(chosen);
          setSent(undefined);
          check.forget();
        }}
      />
      <Button busy={check.busy} onClick={begin}>
        Check the file
      </Button>
      <div role="status">
        {check.busy && file && <Sending size={file.size} />}
      </div>
      {sent && (
        <Result
          key={sent.file.name + sent.file.lastModified}
          opened={opened}
          sent={sent}
        />
      )}
    </>
  );
}

function Sending({ size }: { size: number }) {
  const kilobytes = Math.max(1, Math.round(size / 1024));
  return (
    <p class="govuk-body">
      Sending your file ({kilobytes} kB) and checking every row…
      <progress class="tm-progress" aria-label="Checking your file" />
    </p>
  );
}

function Result({ opened, sent }: { opened: Opened; sent: Sent }) {
  const { found } = sent;
  const codes = new Set(found.errors.map(({ reason }) => reason));
  const wrong = found.findings.filter(({ code }) => codes.has(code));
  return (
    <section aria-labelledby="result">
      <h2 class="govuk-heading-m" id="result">
        3. {found.errors.length ? "Put right what is wrong" : "Submit it"}
      </h2>
      {found.errors.length > 0 ? (
        <>
          <div class="govuk-error-summary" role="alert">
            <h3 class="govuk-error-summary__title">
              {counted(found.errors.length, "thing")} to put right in{" "}
              {sent.file.name}
            </h3>
            <div class="govuk-error-summary__body">
              <p>Nothing has been changed. Mend the file and send it again.</p>
            </div>
          </div>
          <Report opened={opened} sent={sent} />
          {sent.canSave && <Incomplete opened={opened} sent={sent} />}
          <ByRule findings={wrong} faults={found.errors} />
        </>
      ) : (
        <Preview opened={opened} sent={sent} />
      )}
    </section>
  );
}

function Report({ opened, sent }: { opened: Opened; sent: Sent }) {
  const report = useAction(async () => {
    const answer = await client(ReturnFileService).checkReturnFile(
      { name: opened.name, content: sent.content, report: true },
      { timeoutMs: LONG_MS },
    );
    download(answer.report, answer.reportName);
  });
  return (
    <>
      <ErrorSummary errors={errorsOf(report.fault)} />
      <Button
        kind="secondary"
        busy={report.busy}
        onClick={() => void report.run()}
      >
        Download your file with what is wrong beside each row
      </Button>
    </>
  );
}

interface Answer {
  code: string;
  reason: string;
}

// Applies a file that was checked, as a draft or as a submission.
function useApply({ draft, name, path }: Opened, sent: Sent, asDraft: boolean) {
  const go = useGo();
  const [requestId] = useState(newRequestId);
  return useAction(async (warningAnswers: Answer[]) => {
    await draft.save();
    const done = await client(ReturnFileService).submitReturnFile(
      {
        name,
        content: sent.content,
        draft: asDraft,
        etag: draft.current.value.etag,
        requestId,
        warningAnswers,
      },
      { timeoutMs: LONG_MS },
    );
    draft.take(done.return!);
    if (done.setAside.length) go(`${path}/rows`);
    else go(asDraft ? path : `${path}/sent`);
  });
}

function Incomplete({ opened, sent }: { opened: Opened; sent: Sent }) {
  const saving = useApply(opened, sent, true);
  const aside = sent.found.setAside;
  return (
    <>
      <ErrorSummary errors={errorsOf(saving.fault)} />
      <p class="govuk-body">
        Or keep what is right as a draft, and answer what is missing here.
        {aside > 0 &&
          ` ${counted(aside, "row")} of nobody whom this contract supports would be set aside; you say whom they mean next.`}
      </p>
      <Button
        kind="secondary"
        busy={saving.busy}
        onClick={() => void saving.run([])}
      >
        Save it as a draft
      </Button>
    </>
  );
}

function Preview({ opened, sent }: { opened: Opened; sent: Sent }) {
  const { found } = sent;
  const codes = new Set(found.warnings.map(({ reason }) => reason));
  const warnings = found.findings.filter(({ code }) => codes.has(code));
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<FormError[]>([]);
  const submission = useApply(opened, sent, false);
  const saving = useApply(opened, sent, true);
  const submit = () => {
    const open = warnings.flatMap(({ code }) =>
      reasons[code]?.trim()
        ? []
        : [{ input: `reason-${code}`, message: "Give a reason" }],
    );
    setMissing(open);
    if (open.length) return;
    void submission.run(
      warnings.map(({ code }) => ({ code, reason: reasons[code]!.trim() })),
    );
  };
  return (
    <>
      <ErrorSummary errors={missing} />
      <ErrorSummary errors={errorsOf(submission.fault ?? saving.fault)} />
      <p class="govuk-body">
        {counted(found.rows, "row")} read, and nothing is wrong. What it does to
        the return: {changesInWords(found.changes).toLowerCase()}.
      </p>
      {found.setAside > 0 && (
        <Inset>
          {counted(found.setAside, "row")} of nobody whom this contract supports
          would be set aside. Save the file as a draft, say whom they mean, and
          submit the return after that.
        </Inset>
      )}
      <ByRule findings={warnings} faults={found.warnings} />
      {warnings.map(({ code }) => (
        <TextArea
          key={code}
          id={`reason-${code}`}
          label={REASON_QUESTIONS[code] ?? "Why is it right all the same?"}
          hint="Needed to submit. Your reason goes to the council with the return."
          rows={2}
          error={
            missing.find(({ input }) => input === `reason-${code}`)?.message
          }
          value={reasons[code] ?? ""}
          onValue={(value) => setReasons({ ...reasons, [code]: value })}
        />
      ))}
      <div class="govuk-button-group">
        <Button busy={submission.busy} onClick={submit}>
          Submit this return
        </Button>
        <Button
          kind="secondary"
          busy={saving.busy}
          onClick={() => void saving.run([])}
        >
          Save it as a draft
        </Button>
      </div>
    </>
  );
}
