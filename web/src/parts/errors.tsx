// The errors of a form: all of them at its top, each also beside its question.
import { useEffect, useRef } from "preact/hooks";
import type { Fault } from "~/api/fault";

export interface FormError {
  // The id of the input to go to; none for the form as a whole.
  input?: string;
  message: string;
}

// Shown above the form, and read out as soon as it is there.
export function ErrorSummary({ errors }: { errors: readonly FormError[] }) {
  const box = useRef<HTMLDivElement>(null);
  // Errors that are said already leave the focus to whoever is mending them.
  useEffect(() => {
    if (errors.length) box.current?.focus();
  }, [...errors]);
  if (!errors.length) return null;
  return (
    <div class="govuk-error-summary" ref={box} tabIndex={-1} role="alert">
      <h2 class="govuk-error-summary__title">There is a problem</h2>
      <div class="govuk-error-summary__body">
        <ul class="govuk-list govuk-error-summary__list">
          {errors.map(({ input, message }) => (
            <li key={`${input}${message}`}>
              {input ? (
                <a
                  href={`#${input}`}
                  onClick={(event) => {
                    event.preventDefault();
                    event.stopPropagation();
                    document.getElementById(input)?.focus();
                  }}
                >
                  {message}
                </a>
              ) : (
                message
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

const told = new WeakMap<Fault, FormError[]>();

// A fault as errors of a form, the same ones whenever it is asked. `inputs`
// finds the input of a request field, such as `entries[3].provider_voice.level`.
export function errorsOf(
  fault: Fault | undefined,
  inputs: (field: string) => string | undefined = () => undefined,
): FormError[] {
  if (!fault) return [];
  const errors = told.get(fault) ?? newErrorsOf(fault, inputs);
  told.set(fault, errors);
  return errors;
}

function newErrorsOf(
  { message, violations }: Fault,
  inputs: (field: string) => string | undefined,
): FormError[] {
  if (!violations.length) return [{ message }];
  return violations.map(({ field, description }) => ({
    input: inputs(field),
    message: description,
  }));
}
