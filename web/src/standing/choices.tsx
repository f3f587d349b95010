// Chooses what a part of a page is about; it stays in the address.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { address } from "~/api/names";
import { Button } from "~/parts/button";
import { Select } from "~/parts/fields";
import type { Choice } from "./range_form";

export type { Choice };

interface ChoicesProps {
  choices: readonly Choice[];
  // What holds now, by the id of the choice.
  chosen: Readonly<Record<string, string>>;
}

export function Choices({ choices, chosen }: ChoicesProps) {
  const { path, query, route } = useLocation();
  const [values, setValues] = useState(chosen);
  const submit = (event: Event) => {
    event.preventDefault();
    route(address(path, { ...query, ...values }));
  };
  return (
    <form class="tm-range tm-screen-only" onSubmit={submit}>
      <div class="tm-range__row">
        {choices.map(({ id, label, options }) => (
          <Select
            key={id}
            id={id}
            label={label}
            value={values[id] ?? ""}
            options={options}
            onValue={(value) => setValues({ ...values, [id]: value })}
          />
        ))}
      </div>
      <Button type="submit" kind="secondary">
        Show this figure
      </Button>
    </form>
  );
}

// A choice of one of the figures.
export function figureChoice(
  metrics: readonly { id: string; title: string }[],
): Choice {
  return {
    id: "metric",
    label: "Figure",
    options: metrics.map(({ id, title }) => ({ value: id, label: title })),
  };
}
