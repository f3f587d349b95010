// The questions of a form. Each has its label, hint and error joined to it.
import type { ComponentChildren } from "preact";

interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  // Whether the label is the page's question, and large.
  large?: boolean;
  children: (described: string | undefined) => ComponentChildren;
}

function Field({ id, label, hint, error, large, children }: FieldProps) {
  const described = describedBy(id, hint, error);
  return (
    <div class={`govuk-form-group${error ? " govuk-form-group--error" : ""}`}>
      <label class={`govuk-label${large ? " govuk-label--m" : ""}`} for={id}>
        {label}
      </label>
      {hint && (
        <div class="govuk-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <ErrorLine id={id} error={error} />
      {children(described)}
    </div>
  );
}

function describedBy(id: string, hint?: string, error?: string) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return ids.length ? ids.join(" ") : undefined;
}

function ErrorLine({ id, error }: { id: string; error?: string }) {
  if (!error) return null;
  return (
    <p class="govuk-error-message" id={`${id}-error`}>
      <span class="govuk-visually-hidden">Error:</span> {error}
    </p>
  );
}

interface TextProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  large?: boolean;
  value: string;
  onValue: (value: string) => void;
  // How many characters wide the answer looks.
  width?: 2 | 3 | 4 | 5 | 10 | 20 | 30;
  // What is in front of the answer, such as £.
  prefix?: string;
  type?: "text" | "search";
  inputMode?: "numeric" | "decimal";
}

export function TextField(props: TextProps) {
  const { id, error, value, onValue, width, prefix, type, inputMode } = props;
  return (
    <Field {...props}>
      {(described) => {
        const input = (
          <input
            class={
              `govuk-input${error ? " govuk-input--error" : ""}` +
              (width ? ` govuk-input--width-${width}` : "")
            }
            id={id}
            name={id}
            type={type ?? "text"}
            inputMode={inputMode}
            value={value}
            aria-describedby={described}
            autocomplete="off"
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        );
        if (!prefix) return input;
        return (
          <div class="govuk-input__wrapper">
            <div class="govuk-input__prefix" aria-hidden="true">
              {prefix}
            </div>
            {input}
          </div>
        );
      }}
    </Field>
  );
}

interface TextAreaProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  large?: boolean;
  value: string;
  onValue: (value: string) => void;
  rows?: number;
}

export function TextArea(props: TextAreaProps) {
  const { id, error, value, onValue, rows } = props;
  return (
    <Field {...props}>
      {(described) => (
        <textarea
          class={`govuk-textarea${error ? " govuk-textarea--error" : ""}`}
          id={id}
          name={id}
          rows={rows ?? 3}
          value={value}
          aria-describedby={described}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

interface SelectProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  value: string;
  options: readonly Option[];
  onValue: (value: string) => void;
}

export function Select(props: SelectProps) {
  const { id, error, value, options, onValue } = props;
  return (
    <Field {...props}>
      {(described) => (
        <select
          class={`govuk-select${error ? " govuk-select--error" : ""}`}
          id={id}
          name={id}
          value={value}
          aria-describedby={described}
          onChange={(event) => onValue(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface ChoiceProps {
  id: string;
  // The question.
  label: string;
  hint?: string;
  error?: string;
  options: readonly Option[];
  inline?: boolean;
  small?: boolean;
  large?: boolean;
}

interface RadiosProps extends ChoiceProps {
  value: string;
  onValue: (value: string) => void;
}

// One of a few. The first has the id of the question, so that errors lead there.
export function Radios(props: RadiosProps) {
  const { id, options, value, onValue, inline, small } = props;
  return (
    <Choice {...props}>
      <div
        class={
          "govuk-radios" +
          (inline ? " govuk-radios--inline" : "") +
          (small ? " govuk-radios--small" : "")
        }
      >
        {options.map((option, i) => {
          const own = i === 0 ? id : `${id}-${option.value}`;
          return (
            <div class="govuk-radios__item" key={option.value}>
              <input
                class="govuk-radios__input"
                id={own}
                name={id}
                type="radio"
                value={option.value}
                checked={value === option.value}
                aria-describedby={option.hint ? `${own}-hint` : undefined}
                onChange={() => onValue(option.value)}
              />
              <label class="govuk-label govuk-radios__label" for={own}>
                {option.label}
              </label>
              {option.hint && (
                <div class="govuk-hint govuk-radios__hint" id={`${own}-hint`}>
                  {option.hint}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </Choice>
  );
}

interface CheckboxesProps extends ChoiceProps {
  values: readonly string[];
  onValues: (values: string[]) => void;
}

// Any of a few.
export function Checkboxes(props: CheckboxesProps) {
  const { id, options, values, onValues, small } = props;
  const toggle = (value: string) =>
    onValues(
      values.includes(value)
        ? values.filter((other) => other !== value)
        : [...values, value],
    );
  return (
    <Choice {...props}>
      <div class={`govuk-checkboxes${small ? " govuk-checkboxes--small" : ""}`}>
        {options.map((option, i) => {
          const own = i === 0 ? id : `${id}-${option.value}`;
          return (
            <div class="govuk-checkboxes__item" key={option.value}>
              <input
                class="govuk-checkboxes__input"
                id={own}
                name={id}
                type="checkbox"
                value={option.value}
                checked={values.includes(option.value)}
                onChange={() => toggle(option.value)}
              />
              <label class="govuk-label govuk-checkboxes__label" for={own}>
                {option.label}
              </label>
            </div>
          );
        })}
      </div>
    </Choice>
  );
}

function Choice({
  id,
  label,
  hint,
  error,
  large,
  children,
}: ChoiceProps & { children: ComponentChildren }) {
  return (
    <div class={`govuk-form-group${error ? " govuk-form-group--error" : ""}`}>
      <fieldset
        class="govuk-fieldset"
        aria-describedby={describedBy(id, hint, error)}
      >
        <legend
          class={`govuk-fieldset__legend${large ? " govuk-fieldset__legend--m" : ""}`}
        >
          {label}
        </legend>
        {hint && (
          <div class="govuk-hint" id={`${id}-hint`}>
            {hint}
          </div>
        )}
        <ErrorLine id={id} error={error} />
        {children}
      </fieldset>
    </div>
  );
}
