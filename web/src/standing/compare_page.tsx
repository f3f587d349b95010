// All providers, or contracts, beside each other: never a league table.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { address, inCouncil } from "~/api/names";
import { client } from "~/api/transport";
import {
  ChartService,
  GetComparisonRequest_Units as Units,
} from "~/api/gen/tidemark/monitoring/v1/chart_service_pb";
import { Attribute } from "~/api/gen/tidemark/monitoring/v1/equality_pb";
import { Funnel } from "~/charts/funnel";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { Checkboxes } from "~/parts/fields";
import { Inset, More } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { AwaitReady } from "./await_ready";
import { whyAddress } from "~/figures/addresses";
import { chosenOf, figureChoice, sharesOf } from "./choices";
import { useMetrics, type Metrics } from "~/figures/metrics";
import { asked, rangeInWords, useRange } from "~/figures/range";
import { RangeForm, type Choice } from "./range_form";
import { useReady } from "./ready";

export default function ComparePage() {
  const metrics = useMetrics();
  return (
    <Page title="Compare" caption="Providers and contracts beside each other">
      <p class="govuk-body">
        Small providers vary more by chance than large ones. The funnel allows
        for that: only what lies outside it is worth asking about. It ranks
        nobody.
      </p>
      <Await query={metrics} loading="Loading what the figures mean">
        {(known) => <Comparing metrics={known} />}
      </Await>
    </Page>
  );
}

const UNITS: Choice = {
  id: "units",
  label: "What to compare",
  options: [
    { value: "providers", label: "Providers" },
    { value: "contracts", label: "Contracts" },
  ],
};

// What a case mix may allow for, by the word in the address.
const MIX: readonly { id: string; value: Attribute; label: string }[] = [
  { id: "age", value: Attribute.AGE_BAND, label: "Age" },
  { id: "sex", value: Attribute.SEX, label: "Sex" },
  { id: "ethnic-group", value: Attribute.ETHNIC_GROUP, label: "Ethnic group" },
  { id: "reason", value: Attribute.SUPPORT_REASON, label: "Main reason for support" }, // prettier-ignore
  { id: "carer", value: Attribute.UNPAID_CARER, label: "Unpaid carer" },
];

// The one figure whose cases are known person by person.
const MIXED = "outcomes-met";

function Comparing({ metrics }: { metrics: Metrics }) {
  const { query } = useLocation();
  const range = useRange();
  const shares = sharesOf(metrics);
  const metric = chosenOf(shares, query["metric"]);
  const contracts = query["units"] === "contracts";
  const mix = mixOf(query["mix"]).filter(() => metric.id === MIXED);
  const comparison = useReady(
    ["compare", metric.id, contracts, mix.map(({ id }) => id), range],
    (signal) =>
      client(ChartService).getComparison(
        {
          name: inCouncil(),
          metric: metric.id,
          units: contracts ? Units.CONTRACTS : Units.PROVIDERS,
          caseMix: mix.map(({ value }) => value),
          ...asked(range),
        },
        { signal },
      ),
  );
  return (
    <>
      <RangeForm
        key={`${metric.id} ${contracts} ${rangeInWords(range)}`}
        choices={[figureChoice(shares), UNITS]}
      />
      {metric.id === MIXED && <CaseMix chosen={mix.map(({ id }) => id)} />}
      <Inset>
        <strong>{metric.question}</strong> What is recorded, and how, differs
        from one provider to another. Who supports people with greater needs, or
        helps them set harder goals, may look worse and be better. Ask before
        you judge.
      </Inset>
      <AwaitReady ready={comparison} loading="Comparing">
        {(known) =>
          known.units.length ? (
            <Funnel
              key={`${known.metric} ${contracts} ${mix.length}`}
              comparison={known}
              metric={metric}
              why={
                currentUser().role === "finance"
                  ? undefined
                  : ({ subject }) =>
                      whyAddress({ metric: metric.id, subject, range })
              }
            />
          ) : (
            <Inset>
              There is nothing to compare in these months. Figures begin with
              the first return that the council accepts.
            </Inset>
          )
        }
      </AwaitReady>
    </>
  );
}

function mixOf(asked: string | undefined) {
  const ids = (asked ?? "").split(",");
  return MIX.filter(({ id }) => ids.includes(id));
}

function CaseMix({ chosen }: { chosen: readonly string[] }) {
  const { path, query, route } = useLocation();
  const [values, setValues] = useState([...chosen]);
  const submit = (event: Event) => {
    event.preventDefault();
    const mix = values.length ? values.join(",") : undefined;
    route(address(path, { ...query, mix }));
  };
  return (
    <More summary="Allow for whom providers support">
      <form onSubmit={submit}>
        <Checkboxes
          id="mix"
          label="Hold each against what is expected of its own people, by"
          hint="Each is then measured by how many more or fewer outcomes were met than people of the same groups reach across the council."
          small
          options={MIX.map(({ id, label }) => ({ value: id, label }))}
          values={values}
          onValues={setValues}
        />
        <Button type="submit" kind="secondary">
          Compare so
        </Button>
      </form>
    </More>
  );
}
