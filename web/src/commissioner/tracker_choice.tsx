// What the tracker is to show; kept in the address, so that it can be passed on.
import { useLocation } from "preact-iso";
import { inCouncil } from "~/api/names";
import { providerNames } from "~/api/providers";
import { useQuery } from "~/api/query";
import { Select } from "~/parts/fields";
import {
  MONTHS,
  SHOWN,
  SHOWN_IN_WORDS,
  trackerPlace,
  type Filters,
  type Months,
  type Shown,
} from "./tracker_filters";
import { idOf } from "~/api/names";

export function TrackerChoice({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  const names = useQuery(["provider names", inCouncil()], providerNames);
  const choose = (change: Partial<Filters>) =>
    route(trackerPlace({ ...filters, ...change }), true);
  const providers =
    names.state === "known"
      ? [...names.value]
          .map(([name, label]) => ({ value: idOf(name), label }))
          .sort((a, b) => a.label.localeCompare(b.label))
      : [];
  return (
    <form
      class="tm-choice"
      aria-label="What to show"
      onSubmit={(event) => event.preventDefault()}
    >
      <Select
        id="show"
        label="Show"
        value={filters.show}
        options={SHOWN.map((value) => ({
          value,
          label: SHOWN_IN_WORDS[value],
        }))}
        onValue={(show) => choose({ show: show as Shown })}
      />
      <Select
        id="provider"
        label="Provider"
        value={filters.provider}
        options={[{ value: "", label: "All providers" }, ...providers]}
        onValue={(provider) => choose({ provider })}
      />
      <Select
        id="months"
        label="Due in the last"
        value={filters.months}
        options={MONTHS.map((value) => ({ value, label: `${value} months` }))}
        onValue={(months) => choose({ months: months as Months })}
      />
    </form>
  );
}
