// A question about a day, as the three numbers that people write it with.
import type { PlainDay } from "~/words/dates";

export interface TypedDay {
  day: string;
  month: string;
  year: string;
}

export const NO_DAY: TypedDay = { day: "", month: "", year: "" };

// A day as it would have been typed.
export function typedDay(day: PlainDay | undefined): TypedDay {
  if (!day?.year) return NO_DAY;
  return {
    day: String(day.day),
    month: String(day.month),
    year: String(day.year),
  };
}

// The day that was typed; nothing if there is no such day.
export function dayTyped(typed: TypedDay): PlainDay | undefined {
  const [day, month, year] = [typed.day, typed.month, typed.year].map((part) =>
    /^\d{1,4}$/.test(part.trim()) ? Number(part.trim()) : 0,
  ) as [number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists =
    year >= 1900 &&
    at.getUTCFullYear() === year &&
    at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day;
  return exists ? { year, month, day } : undefined;
}

interface DateFieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  value: TypedDay;
  onValue: (value: TypedDay) => void;
}

const PARTS = [
  { part: "day", label: "Day", width: 2 },
  { part: "month", label: "Month", width: 2 },
  { part: "year", label: "Year", width: 4 },
] as const;

// The first input has the id of the question, so that errors lead there.
export function DateField(props: DateFieldProps) {
  const { id, label, hint, error, value, onValue } = props;
  const described = [hint && `${id}-hint`, error && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div class={`govuk-form-group${error ? " govuk-form-group--error" : ""}`}>
      <fieldset
        class="govuk-fieldset"
        role="group"
        aria-describedby={described || undefined}
      >
        <legend class="govuk-fieldset__legend">{label}</legend>
        {hint && (
          <div class="govuk-hint" id={`${id}-hint`}>
            {hint}
          </div>
        )}
        {error && (
          <p class="govuk-error-message" id={`${id}-error`}>
            <span class="govuk-visually-hidden">Error:</span> {error}
          </p>
        )}
        <div class="govuk-date-input">
          {PARTS.map(({ part, label: name, width }) => {
            const own = part === "day" ? id : `${id}-${part}`;
            return (
              <div class="govuk-date-input__item" key={part}>
                <div class="govuk-form-group">
                  <label class="govuk-label govuk-date-input__label" for={own}>
                    {name}
                  </label>
                  <input
                    class={
                      `govuk-input govuk-date-input__input govuk-input--width-${width}` +
                      (error ? " govuk-input--error" : "")
                    }
                    id={own}
                    name={own}
                    type="text"
                    inputMode="numeric"
                    autocomplete="off"
                    value={value[part]}
                    onInput={(event) =>
                      onValue({ ...value, [part]: event.currentTarget.value })
                    }
                  />
                </div>
              </div>
            );
          })}
        </div>
      </fieldset>
    </div>
  );
}
