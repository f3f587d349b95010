// A checked file waits for a word: what it would change, what is wrong, and
// the way on.
import { useState } from "preact/hooks";
import { newRequestId, useAction } from "~/api/query";
import { client } from "~/api/transport";
import type { ReturnImport } from "~/api/gen/tidemark/outcomes/v1/return_import_pb";
import { ReturnImportService } from "~/api/gen/tidemark/outcomes/v1/return_import_service_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { TextArea } from "~/parts/fields";
import { Inset } from "~/parts/notices";
import { currentUser } from "~/session/session";
import { counted } from "~/words/numbers";
import { save } from "~/parts/save";
import { REASON_QUESTIONS } from "./findings";

interface CommitProps {
  now: ReturnImport;
  onChange: (now: ReturnImport) => void;
}

// The file with what is wrong beside each row, slice by slice.
async function report(name: string): Promise<void> {
  const slices: Uint8Array[] = [];
  let offset = 0n;
  let fileName = "";
  do {
    const slice = await client(ReturnImportService).getReturnImportReport({
      name,
      offset,
    });
    slices.push(slice.content);
    offset = slice.nextOffset;
    fileName = slice.fileName;
  } while (offset);
  const whole = new Uint8Array(slices.reduce((n, s) => n + s.length, 0));
  let at = 0;
  for (const slice of slices) {
    whole.set(slice, at);
    at += slice.length;
  }
  save(fileName, whole);
}

export function Commit({ now, onChange }: CommitProps) {
  const errors = now.progress?.errors ?? 0;
  const fetched = useAction(() => report(now.name));
  return (
    <>
      {errors > 0 ? (
        <div class="govuk-error-summary" role="alert">
          <h2 class="govuk-error-summary__title">
            {counted(errors, "thing")} to put right
          </h2>
          <div class="govuk-error-summary__body">
            <p>
              Nothing has been changed. Mend the file and send it as a new one,
              or go on with the returns that are right.
            </p>
          </div>
        </div>
      ) : (
        <Inset>Nothing is wrong with this file. Nothing is stored yet.</Inset>
      )}
      <ErrorSummary errors={errorsOf(fetched.fault)} />
      {now.findings.length > 0 && (
        <Button
          kind="secondary"
          busy={fetched.busy}
          onClick={() => void fetched.run()}
        >
          Download your file with what is wrong beside each row
        </Button>
      )}
      {!currentUser().readOnly && <GoOn now={now} onChange={onChange} />}
    </>
  );
}

function GoOn({ now, onChange }: CommitProps) {
  const errors = now.progress?.errors ?? 0;
  const codes = now.draft
    ? []
    : now.findings.filter(({ code }) => code in REASON_QUESTIONS);
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<FormError[]>([]);
  const [requestId] = useState(newRequestId);
  const commit = useAction(async () => {
    onChange(
      await client(ReturnImportService).commitReturnImport({
        name: now.name,
        skipFaulty: errors > 0,
        etag: now.etag,
        requestId,
        warningAnswers: codes.map(({ code }) => ({
          code,
          reason: reasons[code]!.trim(),
        })),
      }),
    );
  });
  const begin = () => {
    const open = codes.flatMap(({ code }) =>
      reasons[code]?.trim()
        ? []
        : [{ input: `reason-${code}`, message: "Give a reason" }],
    );
    setMissing(open);
    if (!open.length) void commit.run();
  };
  const what = now.draft ? "Save the drafts" : "Submit the returns";
  return (
    <>
      <ErrorSummary errors={[...missing, ...errorsOf(commit.fault)]} />
      {codes.map(({ code, message, count: places }) => (
        <TextArea
          key={code}
          id={`reason-${code}`}
          label={REASON_QUESTIONS[code] ?? ""}
          hint={`${counted(places, "place")}: ${message}. Your reason goes to the council with each of these returns.`}
          rows={2}
          error={
            missing.find(({ input }) => input === `reason-${code}`)?.message
          }
          value={reasons[code] ?? ""}
          onValue={(value) => setReasons({ ...reasons, [code]: value })}
        />
      ))}
      <div class="govuk-button-group">
        <Button busy={commit.busy} onClick={begin}>
          {errors ? `${what} that are right` : what}
        </Button>
        <GiveUp now={now} onChange={onChange} />
      </div>
    </>
  );
}

export function GiveUp(props: {
  now: ReturnImport;
  onChange: (now: ReturnImport) => void;
}) {
  const { now, onChange } = props;
  const cancel = useAction(async () => {
    onChange(
      await client(ReturnImportService).cancelReturnImport({
        name: now.name,
        requestId: newRequestId(),
      }),
    );
  });
  return (
    <>
      <ErrorSummary errors={errorsOf(cancel.fault)} />
      <Button
        kind="secondary"
        busy={cancel.busy}
        onClick={() => void cancel.run()}
      >
        Give this file up
      </Button>
    </>
  );
}
