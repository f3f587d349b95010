// A return as a spreadsheet: the template, and the file back.
import { useState } from "preact/hooks";
import { useAction } from "~/api/query";
import { client } from "~/api/transport";
import { useUpload } from "~/api/upload";
import {
  FileFormat,
  ReturnFileService,
} from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { Button } from "~/parts/button";
import { ErrorSummary, errorsOf, type FormError } from "~/parts/errors";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { save } from "~/parts/save";
import { Result, type Sent } from "./file_result";
import type { Opened } from "./office";
import { editable } from "./overview";
import { ChooseFile, refusedFile } from "./spreadsheet";
import { interrupted, underWay } from "./under_way";
import { Uploading } from "./uploading";
import { WithReturn, type ReturnAddress } from "./with_return";
import { periodOf } from "~/words/returns";

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
      caption={`${periodOf(draft.current.value)}, ${contract.title}`}
      back={{ href: path, label: "The return" }}
    >
      <Interrupted name={opened.name} path={path} />
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

const SENDING_AGAIN =
  "Something is wrong in your file. We are sending it again, to see whether it can be kept as a draft";

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
    save(made.fileName, made.content);
  });
  const [asDraft, setAsDraft] = useState(false);
  const check = useUpload(ReturnFileService, async (files, chosen: File) => {
    setAsDraft(false);
    const content = new Uint8Array(await chosen.arrayBuffer());
    await underWay(name, { file: chosen.name, changes: false }, async () => {
      const found = await files.checkReturnFile({ name, content });
      // What is only incomplete can be kept as a draft all the same.
      setAsDraft(found.errors.length > 0);
      const drafted = found.errors.length
        ? await files.checkReturnFile({ name, content, draft: true })
        : found;
      const canSave = !drafted.errors.length;
      setSent({ file: chosen, content, found, canSave });
    });
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
      <Uploading
        upload={check}
        doing={asDraft ? SENDING_AGAIN : undefined}
        then="Your file has arrived. We are checking every row"
      />
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

// After a reload in the middle: what became of the file.
function Interrupted({ name, path }: { name: string; path: string }) {
  const [before] = useState(() => interrupted(name));
  if (!before) return null;
  return (
    <Inset>
      {before.file} was still on its way when this page was loaded again.{" "}
      {before.changes ? (
        <>
          <Link href={path}>Look at the return</Link>. If what your file says is
          not there, choose the file again.
        </>
      ) : (
        "Nothing has been changed. Choose the file again."
      )}
    </Inset>
  );
}
