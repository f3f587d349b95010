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
import { Views } from "~/parts/filters";
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

interface View {
  show: string;
  label: string;
  caption: string;
  states: readonly Contract_State[];
}

const IN_FORCE: View = {
  show: "",
  label: "In force",
  caption: "Contracts in force",
  states: [Contract_State.ACTIVE, Contract_State.SUSPENDED],
};

const VIEWS: readonly View[] = [
  IN_FORCE,
  {
    show: "draft",
    label: "Drafts",
    caption: "Drafts of contracts",
    states: [Contract_State.DRAFT],
  },
  {
    show: "over",
    label: "Over",
    caption: "Contracts that are over",
    states: [Contract_State.ENDED, Contract_State.WITHDRAWN],
  },
];

function viewPlace({ show }: View): string {
  return address("/contracts", { show });
}

export default function ContractsPage() {
  const query = useQuery(["contracts", inCouncil()], ask);
  const { query: given } = useLocation();
  const view = VIEWS.find(({ show }) => show === given["show"]) ?? IN_FORCE;
  return (
    <Page title="Contracts">
      <Views
        label="Which contracts"
        tabs={VIEWS.map((each) => ({
          href: viewPlace(each),
          label: each.label,
        }))}
        here={viewPlace(view)}
      />
      <Await query={query} loading="Loading the contracts">
        {(listed) => (
          <ContractTable
            caption={view.caption}
            listed={listed.filter(({ contract }) =>
              view.states.includes(contract.state),
            )}
            none={listed.length === 0}
          />
        )}
      </Await>
    </Page>
  );
}

interface ContractTableProps {
  caption: string;
  listed: readonly Listed[];
  none: boolean;
}

function ContractTable(props: ContractTableProps) {
  return (
    <Table
      caption={props.caption}
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
