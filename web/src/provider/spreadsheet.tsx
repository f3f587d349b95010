// What is shown of any spreadsheet: how to choose one, and what is wrong in it.
import type { ComponentChildren } from "preact";
import type { Fault } from "~/api/gen/tidemark/api/v1/errors_pb";
import type { RuleFindings } from "~/api/gen/tidemark/outcomes/v1/return_file_service_pb";
import { More } from "~/parts/notices";
import { Table } from "~/parts/table";
import { counted } from "~/words/numbers";
import { upperFirst } from "~/words/text";

// The largest file that is taken; the server takes a little more, for what goes
// with it.
const MOST_BYTES = 32_000_000;

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
        {RULES[rule.code] ?? sentence(faults[0]?.column, rule.message)}
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

// Rules that the service words for programs.
const RULES: Record<string, string> = {
  OUTCOME_MISSING: "Somebody’s outcome has no answers",
  LEVEL_MISSING: "A rating is missing",
  SOURCE_MISSING: "It is not said how you know the person’s rating",
  SAME_AS_LAST_PERIOD: "All the ratings are the same as last time",
  ALL_THE_SAME: "All the ratings are the same",
  PROVIDER_FAR_ABOVE: "You see it much better than the person does",
  LARGE_JUMP: "A rating is 3 or more levels from last time",
  PERSON_AWAY: "Somebody was away or had left before the period began",
};

function inPlainWords({ reason, value, description }: Fault): string {
  if (reason !== "OUTCOME_MISSING") return sentence("", description);
  const [, , , person, , outcome] = value.split("/");
  return `Add a row for person ${person}, outcome ${outcome}. If nothing could be done, say yes under “Not worked on”`;
}

function linesInWords({ lines, count }: RuleFindings): string {
  const named = lines.filter((line) => line > 0);
  if (!named.length) return "the file as a whole";
  const text = named.length === 1 ? "line" : "lines";
  const more = count > lines.length ? " and more" : "";
  return `${text} ${named.join(", ")}${more}`;
}

function sentence(column: string | undefined, message: string): string {
  return upperFirst(column ? `${column}: ${message}` : message);
}

export function Faults({ faults }: { faults: readonly Fault[] }) {
  // The service leaves out what could tell whom a cell is about.
  const told = faults.some(({ value }) => value);
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
        ...(told
          ? [
              {
                heading: "In the file",
                cell: ({ fault }: { fault: Fault }) =>
                  fault.value || "Left out",
              },
            ]
          : []),
        {
          heading: "What to do",
          cell: ({ fault }) => inPlainWords(fault),
        },
      ]}
    />
  );
}
