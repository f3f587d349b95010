// Takes a table home as a file for a spreadsheet program.
import type { Action } from "~/api/query";
import {
  FileFormat,
  type ExportedFile,
} from "~/api/gen/tidemark/type/v1/exported_file_pb";
import { save } from "~/parts/save";
import { Button } from "~/parts/button";

interface ExportsProps {
  action: Action<[number], ExportedFile>;
  what: string;
}

export function Exports({ action, what }: ExportsProps) {
  const take = async (format: FileFormat) => {
    const file = await action.run(format);
    if (!file) return;
    save(file.fileName, file.content, file.mediaType);
  };
  return (
    <div class="tm-screen-only">
      <div class="govuk-button-group">
        <Button
          kind="secondary"
          busy={action.busy}
          onClick={() => void take(FileFormat.CSV)}
        >
          {`Download ${what} (CSV)`}
        </Button>
        <Button
          kind="secondary"
          busy={action.busy}
          onClick={() => void take(FileFormat.XLSX)}
        >
          {`Download ${what} (Excel)`}
        </Button>
      </div>
      {action.fault && (
        <p class="govuk-error-message" role="alert">
          {action.fault.message}
        </p>
      )}
    </div>
  );
}
