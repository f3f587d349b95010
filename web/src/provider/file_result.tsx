// What a file for a return would do to it, or what is wrong in it; and to use it.
import { useState } from "preact/hooks";
import { newRequestId } from "~/api/query";
import { useUpload } from "~/api/upload";
import {
  ReturnFileService,
  type CheckReturnFileResponse,
} from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { TextArea } from "~/parts/fields";
import { useGo } from "~/parts/go";
import { Inset } from "~/parts/notices";
import { counted } from "~/words/numbers";
import { save } from "~/parts/save";
import { REASON_QUESTIONS } from "./findings";
import type { Opened } from "./office";
import { ByRule } from "./spreadsheet";
import { underWay } from "./under_way";
import { Uploading } from "./uploading";
import { changesInWords } from "./words";

const STORING = "Your file has arrived. We are storing what it says";

// A file that was checked.
export interface Sent {
  file: File;
  content: Uint8Array;
  found: CheckReturnFileResponse;
  // Whether it can be saved as a draft.
  canSave: boolean;
}

export function Result({ opened, sent }: { opened: Opened; sent: Sent }) {
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
  const report = useUpload(ReturnFileService, async (files) => {
    const answer = await files.checkReturnFile({
      name: opened.name,
      content: sent.content,
      report: true,
    });
    save(answer.reportName, answer.report);
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
      <Uploading
        upload={report}
        then="Your file has arrived. We are writing what is wrong beside each row"
      />
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
  return useUpload(ReturnFileService, async (files, answers: Answer[]) => {
    await draft.save();
    const done = await underWay(
      name,
      { file: sent.file.name, changes: true },
      () =>
        files.submitReturnFile({
          name,
          content: sent.content,
          draft: asDraft,
          etag: draft.current.value.etag,
          requestId,
          warningAnswers: answers,
        }),
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
      <Uploading upload={saving} then={STORING} />
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
      <Uploading upload={submission} then={STORING} />
      <Uploading upload={saving} then={STORING} />
    </>
  );
}
