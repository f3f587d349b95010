// What is said when a change was refused because somebody else was quicker.
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Fault } from "~/api/fault";
import { Button } from "~/parts/button";
import { errorsOf, type FormError } from "~/parts/errors";
import { who } from "~/words/who";
import { upperFirst } from "~/words/text";

const FIELDS: Record<string, string> = {
  state: "where it stands",
  comment: "the comment",
  entries: "what it says",
  extension: "more time",
  due_date: "the due date",
  accept_time: "when it was accepted",
  standing: "what counts in the figures",
  responses: "what was said about it",
};

interface ChangedProps {
  fault: Fault;
  // What it is: "this return".
  what: string;
  // Shows it as it is now.
  onLook: () => void;
  // What becomes of what was typed.
  kept: string;
}

export function ChangedMeanwhile({ fault, what, onLook, kept }: ChangedProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="govuk-error-summary" role="alert" tabIndex={-1} ref={box}>
      <h2 class="govuk-error-summary__title">
        Somebody changed {what} while you were looking at it
      </h2>
      <div class="govuk-error-summary__body">
        <p>
          {changedInWords(fault)} Nothing of yours was done, so that nobody’s
          decision is lost. {kept}
        </p>
        <Button kind="secondary" onClick={onLook}>
          Show it as it is now
        </Button>
      </div>
    </div>
  );
}

export function changedInWords(fault: Fault): string {
  const by = fault.details["changed_by"];
  const name = by ? who(by) : "Somebody else";
  const person = name === "you" ? "You, in another window," : upperFirst(name);
  const fields = (fault.details["changed_fields"] ?? "")
    .split(", ")
    .map((field) => FIELDS[field])
    .filter(Boolean);
  if (!fields.length) return `${person} changed it.`;
  return `${person} changed ${fields.join(", ")}.`;
}

// The errors of a form: its own before those of the service, and the same list
// until one of the two is another, so that the summary is read out once. What
// was stale is told by `ChangedMeanwhile`.
export function useErrors(
  own: readonly FormError[],
  fault: Fault | undefined,
  inputs: (field: string) => string | undefined = () => undefined,
): readonly FormError[] {
  return useMemo(() => {
    if (own.length) return own;
    return errorsOf(fault?.kind === "stale" ? undefined : fault, inputs);
  }, [own, fault]);
}
