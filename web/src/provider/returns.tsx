// All of a provider's returns, to look back at.
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useFreshQuery } from "~/api/fresh";
import { idOf } from "~/api/names";
import { create } from "@bufbuild/protobuf";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  Return_State as State,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Filters } from "~/parts/filters";
import { Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { dayInWords, daysBetween, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { pathOf } from "./home";
import { listReturns, ownContracts } from "./office";
import { inTime, periodOf, returnState } from "~/words/returns";

const STATES: [string, State][] = [
  ["not-started", State.NOT_STARTED],
  ["in-progress", State.IN_PROGRESS],
  ["submitted", State.SUBMITTED],
  ["returned", State.RETURNED_FOR_CHANGES],
  ["resubmitted", State.RESUBMITTED],
  ["accepted", State.ACCEPTED],
  ["withdrawn", State.WITHDRAWN],
];

async function load(contract: string, state: string) {
  const [contracts, returns] = await Promise.all([
    ownContracts(),
    listReturns({
      parent: `${currentUser().council}/contracts/${contract || "-"}`,
      state: STATES.find(([id]) => id === state)?.[1],
      dueTo: create(DateSchema, inAYear()),
    }),
  ]);
  const begun = returns.filter(
    (given) => daysBetween(given.periodStart!, today()) >= 0,
  );
  begun.sort((a, b) => daysBetween(a.periodEnd!, b.periodEnd!));
  return { contracts, returns: begun };
}

// Returns of later periods cannot be begun yet.
function inAYear() {
  const { year, month, day } = today();
  return { year: year + 1, month, day: Math.min(day, month === 2 ? 28 : day) };
}

export function Returns() {
  const { query: asked } = useLocation();
  const contract = asked["contract"] ?? "";
  const state = asked["state"] ?? "";
  const query = useFreshQuery(["returns", contract, state], () =>
    load(contract, state),
  );
  return (
    <Page title="All your returns">
      <Await query={query} loading="Loading your returns">
        {({ contracts, returns }) => (
          <>
            <Choices
              contract={contract}
              state={state}
              contracts={[...contracts.values()]}
            />
            <p class="govuk-body" role="status">
              {counted(returns.length, "return")}
            </p>
            <List returns={returns} contracts={contracts} />
          </>
        )}
      </Await>
    </Page>
  );
}

function Choices(props: {
  contract: string;
  state: string;
  contracts: Contract[];
}) {
  const [contract, setContract] = useState(props.contract);
  const [state, setState] = useState(props.state);
  return (
    <Filters path="/returns" chosen={{ contract, state }}>
      <Select
        id="contract"
        label="Contract"
        value={contract}
        onValue={setContract}
        options={[
          { value: "", label: "All contracts" },
          ...props.contracts.map(({ name, title }) => ({
            value: idOf(name),
            label: title,
          })),
        ]}
      />
      <Select
        id="state"
        label="Status"
        value={state}
        onValue={setState}
        options={[
          { value: "", label: "Any status" },
          ...STATES.map(([value, code]) => ({
            value,
            label: returnState(code).text,
          })),
        ]}
      />
    </Filters>
  );
}

function List(props: { returns: Return[]; contracts: Map<string, Contract> }) {
  const { returns, contracts } = props;
  return (
    <Table
      caption="Your returns, the latest period first"
      captionHidden
      rows={returns}
      keyOf={({ name }) => name}
      empty="No return is like this. Choose another status or contract above."
      columns={[
        {
          heading: "Period",
          cell: (given) => <Link href={pathOf(given)}>{periodOf(given)}</Link>,
        },
        {
          heading: "Contract",
          cell: ({ name }) =>
            contracts.get(name.split("/returns/")[0]!)?.title ?? "",
        },
        {
          heading: "Status",
          cell: (given) => <WordTag word={returnState(given.state)} />,
        },
        { heading: "Due", cell: ({ dueDate }) => dayInWords(dueDate) },
        {
          heading: "In time",
          cell: (given) => inTime(given) || "Not submitted",
        },
        {
          heading: "History",
          cell: (given) => (
            <Link href={`${pathOf(given)}/history`}>
              History
              <span class="govuk-visually-hidden"> of {periodOf(given)}</span>
            </Link>
          ),
          screenOnly: true,
        },
      ]}
    />
  );
}
