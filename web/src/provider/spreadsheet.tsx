// What is shown of any spreadsheet: how to choose one, and what is wrong in it.
import type { ComponentChildren } from "preact";
import type { Fault } from "~/api/gen/tidemark/api/v1/errors_pb";
import type { RuleFindings } from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { More } from "~/parts/notices";
import { Table } from "~/parts/table";
import { counted } from "~/words/numbers";

// The largest file that is taken.
export const MOST_BYTES = 32 * 1024 * 1024;

interface ChooseFileProps {
  id: string;
  label: string;
  hint: string;
  error?: string;
  onFile: (file: File | undefined) => void;
}

export function ChooseFile(props: ChooseFileProps) {
  const { id, label, hint, error, onFile } = props;
  return (
    <div class={`govuk-form-group${error ? " govuk-form-group--error" : ""}`}>
      <label class="govuk-label govuk-label--m" for={id}>
        {label}
      </label>
      <div class="govuk-hint" id={`${id}-hint`}>
        {hint}
      </div>
      {error && (
        <p class="govuk-error-message" id={`${id}-error`}>
          <span class="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
      <input
        class={`govuk-file-upload${error ? " govuk-file-upload--error" : ""}`}
        id={id}
        type="file"
        accept=".xlsx,.ods,.csv"
        aria-describedby={`${id}-hint${error ? ` ${id}-error` : ""}`}
        onChange={(event) => onFile(event.currentTarget.files?.[0])}
      />
    </div>
  );
}

// Why a file cannot be sent at all; empty if it can.
export function refusedFile(file: File | undefined): string {
  if (!file) return "Choose a file";
  if (!file.size) return "The file is empty. Choose another one";
  if (file.size > MOST_BYTES) {
    return "The file is larger than 32 MB. Take out what is not needed, or send it in two";
  }
  return "";
}

// What is wrong, by rule: each rule once, with the lines where it is broken.
export function ByRule(props: {
  findings: readonly RuleFindings[];
  faults: readonly Fault[];
}) {
  const { findings, faults } = props;
  return (
    <>
      {findings.map((rule) => (
        <Rule
          key={rule.code}
          rule={rule}
          faults={faults.filter(({ reason }) => reason === rule.code)}
        />
      ))}
    </>
  );
}

function Rule(props: { rule: RuleFindings; faults: Fault[] }) {
  const { rule, faults } = props;
  return (
    <section class="tm-rule" aria-labelledby={`rule-${rule.code}`}>
      <h3 class="govuk-heading-s" id={`rule-${rule.code}`}>
        {sentence(faults[0]?.column, rule.message)}
      </h3>
      <p class="govuk-body">
        {counted(rule.count, "place")}
        {rule.lines.length > 0 && `: ${linesInWords(rule)}`}.{" "}
        <span class="govuk-hint tm-code">Rule {rule.code}</span>
      </p>
      {faults.length > 0 && (
        <More summary="Show each place">
          <Faults faults={faults} />
        </More>
      )}
    </section>
  );
}

function linesInWords({ lines, count }: RuleFindings): string {
  const named = lines.filter((line) => line > 0);
  if (!named.length) return "the file as a whole";
  const text = named.length === 1 ? "line" : "lines";
  const more = count > lines.length ? " and more" : "";
  return `${text} ${named.join(", ")}${more}`;
}

function sentence(column: string | undefined, message: string): string {
  const start = column ? `${column}: ${message}` : message;
  return start.charAt(0).toUpperCase() + start.slice(1);
}

export function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <Table
      caption="Where it is"
      captionHidden
      rows={faults.map((fault, at) => ({ fault, at }))}
      keyOf={({ at }) => String(at)}
      empty="Nothing is wrong."
      columns={[
        {
          heading: "Line",
          cell: ({ fault }): ComponentChildren => fault.line || "Whole file",
        },
        {
          heading: "Column",
          cell: ({ fault }) => fault.column || "Whole line",
        },
        { heading: "In the file", cell: ({ fault }) => fault.value || "–" },
        {
          heading: "What to do",
          cell: ({ fault }) => sentence("", fault.description),
        },
      ]}
    />
  );
}
