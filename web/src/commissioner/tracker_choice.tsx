// What the tracker is to show; kept in the address, so that it can be passed on.
import { useEffect, useState } from "preact/hooks";
import { idOf, inCouncil } from "~/api/names";
import { providerNames } from "~/api/providers";
import { useQuery } from "~/api/query";
import { Select } from "~/parts/fields";
import { Filters as FilterForm } from "~/parts/filters";
import {
  MONTHS,
  SHOWN,
  SHOWN_IN_WORDS,
  type Filters,
  type Months,
  type Shown,
} from "./tracker_filters";

export function TrackerChoice({ filters }: { filters: Filters }) {
  const names = useQuery(["provider names", inCouncil()], providerNames);
  const [chosen, setChosen] = useState(filters);
  const { show, provider, months } = filters;
  useEffect(
    () => setChosen({ show, provider, months }),
    [show, provider, months],
  );
  const choose = (change: Partial<Filters>) =>
    setChosen({ ...chosen, ...change });
  const providers =
    names.state === "known"
      ? [...names.value]
          .map(([name, label]) => ({ value: idOf(name), label }))
          .sort((a, b) => a.label.localeCompare(b.label))
      : [];
  return (
    <FilterForm path="/tracker" chosen={{ ...chosen }}>
      <Select
        id="show"
        label="Returns"
        value={chosen.show}
        options={SHOWN.map((value) => ({
          value,
          label: SHOWN_IN_WORDS[value],
        }))}
        onValue={(value) => choose({ show: value as Shown })}
      />
      <Select
        id="provider"
        label="Provider"
        value={chosen.provider}
        options={[{ value: "", label: "All providers" }, ...providers]}
        onValue={(value) => choose({ provider: value })}
      />
      <Select
        id="months"
        label="Due in the last"
        value={chosen.months}
        options={MONTHS.map((value) => ({ value, label: `${value} months` }))}
        onValue={(value) => choose({ months: value as Months })}
      />
    </FilterForm>
  );
}
