// Chooses the months of a page, and as of when.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { address } from "~/api/names";
import { ErrorSummary, type FormError } from "~/parts/errors";
import { Button } from "~/parts/button";
import { DateField, dayTyped, typedDay } from "~/parts/date_field";
import { Select, type Option } from "~/parts/fields";
import { More } from "~/parts/notices";
import { dayCode, daysBetween, monthInWords, today } from "~/words/dates";
import { monthCode, monthNumber, monthPlus, parseMonth } from "~/words/months";
import type { PlainDay } from "~/words/dates";
import { rangeOf, rangeParameters } from "~/figures/range";

const YEARS_BACK = 6;

export interface Choice {
  id: string;
  label: string;
  // The first is what holds where the address says nothing.
  options: readonly Option[];
}

interface RangeFormProps {
  // More to choose, each by its parameter of the address.
  choices?: readonly Choice[];
  // Whether figures can be asked for as of a past day.
  withAsOf?: boolean;
}

export function RangeForm({ choices = [], withAsOf = true }: RangeFormProps) {
  const { path, query, route } = useLocation();
  const range = rangeOf(query);
  const now = rangeParameters(range);
  const [from, setFrom] = useState(now.from);
  const [to, setTo] = useState(now.to);
  const [asOf, setAsOf] = useState(typedDay(range.asOf));
  // What was chosen and is not shown yet. The sections of a page have different
  // choices, and this one form.
  const [changed, setChanged] = useState<Record<string, string>>({});
  const chosen = ({ id, options }: Choice) =>
    changed[id] ?? query[id] ?? options[0]?.value ?? "";
  const [errors, setErrors] = useState<FormError[]>([]);
  const months = monthOptions([from, to]);

  const submit = (event: Event) => {
    event.preventDefault();
    const typed = Object.values(asOf).some((part) => part.trim());
    const day = dayTyped(asOf);
    const wrong = faultsOf(from, to, typed, day);
    setErrors(wrong);
    if (wrong.length) return;
    route(
      address(path, {
        ...query,
        ...Object.fromEntries(
          choices.map((choice) => [
            choice.id,
            chosen(choice) === choice.options[0]?.value
              ? undefined
              : chosen(choice),
          ]),
        ),
        from,
        to,
        "as-of": withAsOf && day ? dayCode(day) : undefined,
      }),
    );
  };

  return (
    <form class="tm-range tm-screen-only" onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} />
      {choices.length > 0 && (
        <div class="tm-range__row">
          {choices.map((choice) => (
            <Select
              key={choice.id}
              id={choice.id}
              label={choice.label}
              value={chosen(choice)}
              options={choice.options}
              onValue={(value) =>
                setChanged({ ...changed, [choice.id]: value })
              }
            />
          ))}
        </div>
      )}
      <div class="tm-range__row">
        <Select
          id="from"
          label="From"
          value={from}
          options={months}
          error={errors.find(({ input }) => input === "from")?.message}
          onValue={setFrom}
        />
        <Select
          id="to"
          label="To"
          value={to}
          options={months}
          onValue={setTo}
        />
      </div>
      {withAsOf && (
        <More summary="See figures as they were known on an earlier day">
          <DateField
            id="as-of"
            label="As known on"
            hint="For example, 31 3 2026. Leave it empty for what is known now."
            error={errors.find(({ input }) => input === "as-of")?.message}
            value={asOf}
            onValue={setAsOf}
          />
        </More>
      )}
      <Button type="submit" kind="secondary">
        Show
      </Button>
    </form>
  );
}

function faultsOf(
  from: string,
  to: string,
  typed: boolean,
  day: PlainDay | undefined,
): FormError[] {
  const errors: FormError[] = [];
  if (monthNumber(parseMonth(from)!) > monthNumber(parseMonth(to)!)) {
    errors.push({
      input: "from",
      message: "The first month must be before the last month",
    });
  }
  if (typed && !day) {
    errors.push({
      input: "as-of",
      message: "Enter a real date, such as 31 3 2026",
    });
  } else if (day && daysBetween(day, today()) < 1) {
    errors.push({ input: "as-of", message: "The day must be in the past" });
  }
  return errors;
}

// The months of some years up to this one, the newest first, and those that the
// address names.
function monthOptions(named: readonly string[]): Option[] {
  const { year, month } = today();
  const codes = new Set(named);
  for (let back = 0; back < YEARS_BACK * 12; back++) {
    codes.add(monthCode(monthPlus({ year, month }, -back)));
  }
  return [...codes]
    .sort()
    .reverse()
    .map((value) => ({ value, label: monthInWords(parseMonth(value)!) }));
}
