// Every contract of the council.
import { useLocation } from "preact-iso";
import { address, idOf, inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import { useQuery } from "~/api/query";
import {
  Contract_State,
  type Contract,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { listContracts } from "./ask";
import { contractPlace } from "~/api/places";
import { contractKind, contractState } from "~/words/contracts";

interface Listed {
  contract: Contract;
  provider: string;
}

async function ask(signal: AbortSignal): Promise<Listed[]> {
  const [contracts, names] = await Promise.all([
    listContracts(signal),
    providerNames(),
  ]);
  return contracts
    .map((contract) => ({
      contract,
      provider: providerName(names, contract.provider),
    }))
    .sort(
      (a, b) =>
        a.provider.localeCompare(b.provider) ||
        a.contract.title.localeCompare(b.contract.title),
    );
}

const STATES: Record<string, readonly Contract_State[]> = {
  "": [Contract_State.ACTIVE, Contract_State.SUSPENDED],
  draft: [Contract_State.DRAFT],
  over: [Contract_State.ENDED, Contract_State.WITHDRAWN],
};

export default function ContractsPage() {
  const query = useQuery(["contracts", inCouncil()], ask);
  const { query: given, route } = useLocation();
  const shown = given["show"] ?? "";
  const states = STATES[shown] ?? STATES[""]!;
  return (
    <Page title="Contracts">
      <Select
        id="show"
        label="Show"
        value={shown}
        options={[
          { value: "", label: "In force" },
          { value: "draft", label: "Drafts" },
          { value: "over", label: "Over" },
        ]}
        onValue={(show) => route(address("/contracts", { show }), true)}
      />
      <Await query={query} loading="Loading the contracts">
        {(listed) => (
          <ContractTable
            listed={listed.filter(({ contract }) =>
              states.includes(contract.state),
            )}
            none={listed.length === 0}
          />
        )}
      </Await>
    </Page>
  );
}

function ContractTable(props: { listed: readonly Listed[]; none: boolean }) {
  return (
    <Table
      caption="Contracts by provider"
      captionHidden
      rows={props.listed}
      keyOf={({ contract }) => contract.name}
      empty={
        props.none
          ? "There are no contracts yet. A commissioner stores each with its provider, its dates and when its returns are due: tidemark contracts create --help"
          : "There is no such contract."
      }
      columns={[
        {
          heading: "Contract",
          cell: ({ contract }) => (
            <>
              <Link href={contractPlace(contract.name)}>{contract.title}</Link>
              <span class="tm-under">{idOf(contract.name)}</span>
            </>
          ),
        },
        { heading: "Provider", cell: ({ provider }) => provider },
        {
          heading: "How it is bought",
          cell: ({ contract }) => contractKind(contract.kind),
        },
        {
          heading: "Until",
          cell: ({ contract }) => dayInWords(contract.endDate),
        },
        {
          heading: "State",
          cell: ({ contract }) => (
            <WordTag word={contractState(contract.state)} />
          ),
        },
      ]}
    />
  );
}
