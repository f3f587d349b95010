// What was issued for outcomes, and what can be.
import { useLocation } from "preact-iso";
import { address, idOf, inCouncil } from "~/api/names";
import {
  providerName,
  providerNames,
  type ProviderNames,
} from "~/api/providers";
import { useQuery } from "~/api/query";
import {
  Contract_State,
  type Contract,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type { Statement } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { ActionLink, Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { momentInWords, periodInWords } from "~/words/dates";
import { money } from "~/words/numbers";
import { listContracts } from "./ask";
import { askPay, type Pay } from "./pay";
import type { Payable } from "./payable";
import { statementPlace } from "~/api/places";
import { statementState } from "~/words/contracts";
import { spanInWords } from "~/words/months";

interface Known extends Pay {
  contracts: ReadonlyMap<string, Contract>;
  names: ProviderNames;
}

async function ask(signal: AbortSignal): Promise<Known> {
  const [contracts, names] = await Promise.all([
    listContracts(signal),
    providerNames(),
  ]);
  return {
    ...(await askPay(contracts, signal)),
    contracts: new Map(contracts.map((each) => [each.name, each])),
    names,
  };
}

export default function StatementsPage() {
  const query = useQuery(["statements", inCouncil()], ask);
  const { query: given } = useLocation();
  const wanted = given["contract"] ?? "";
  return (
    <Page title="Statements">
      <p class="govuk-body-l">
        What contracts pay for people’s outcomes, period by period. Once issued,
        a statement never changes: what changes later is corrected by the next
        one.
      </p>
      <Await query={query} loading="Loading the statements">
        {(known) => <Statements known={known} wanted={wanted} />}
      </Await>
    </Page>
  );
}

function Statements({ known, wanted }: { known: Known; wanted: string }) {
  const of = (contract: string) => !wanted || idOf(contract) === wanted;
  const payable = known.payable.filter(({ contract }) => of(contract.name));
  const issued = known.statements.filter(({ contract }) => of(contract));
  return (
    <>
      <ContractChoice known={known} wanted={wanted} />
      <PayableTable payable={payable} names={known.names} />
      <IssuedTable issued={issued} known={known} />
      <Corrections known={known} issued={issued} />
    </>
  );
}

function ContractChoice({ known, wanted }: { known: Known; wanted: string }) {
  const { route } = useLocation();
  const paying = new Set([
    ...known.payable.map(({ contract }) => contract.name),
    ...known.statements.map(({ contract }) => contract),
  ]);
  if (paying.size < 2) return null;
  return (
    <Select
      id="contract"
      label="Contract"
      value={wanted}
      options={[
        { value: "", label: "All contracts" },
        ...[...paying].map((name) => ({
          value: idOf(name),
          label: known.contracts.get(name)?.title ?? idOf(name),
        })),
      ]}
      onValue={(contract) => route(address("/statements", { contract }), true)}
    />
  );
}

function PayableTable(props: {
  payable: readonly Payable[];
  names: ProviderNames;
}) {
  return (
    <Table
      caption="Periods that are over and have no statement"
      rows={props.payable}
      keyOf={({ contract, period }) => `${contract.name}/${period}`}
      empty="Every period that pays for outcomes and is over has its statement."
      columns={[
        {
          heading: "Period",
          cell: ({ contract, period, start, end }) => (
            <Link
              href={statementPlace(`${contract.name}/statements/${period}`)}
            >
              {spanInWords(start, end)}
              <span class="govuk-visually-hidden">, {contract.title}</span>
            </Link>
          ),
        },
        { heading: "Contract", cell: ({ contract }) => contract.title },
        {
          heading: "Provider",
          cell: ({ contract }) => providerName(props.names, contract.provider),
        },
      ]}
    />
  );
}

function IssuedTable(props: { issued: readonly Statement[]; known: Known }) {
  const { issued, known } = props;
  return (
    <Table
      caption="Issued"
      rows={issued}
      keyOf={({ name }) => name}
      empty="No statement was issued yet. A contract pays for outcomes when its terms say so; its statements then stand here."
      columns={[
        {
          heading: "Statement",
          cell: (each) => (
            <>
              <Link href={statementPlace(each.name)}>
                {statementTitle(each)}
                <span class="govuk-visually-hidden">
                  , {known.contracts.get(each.contract)?.title}
                </span>
              </Link>
              <span class="tm-under">
                {known.contracts.get(each.contract)?.title},{" "}
                {providerName(known.names, each.provider)}
              </span>
            </>
          ),
        },
        {
          heading: "Period",
          numeric: true,
          cell: (s) => money(s.accountPence),
        },
        {
          heading: "Corrections",
          numeric: true,
          cell: (s) => money(s.adjustmentPence),
        },
        { heading: "To pay", numeric: true, cell: (s) => money(s.totalPence) },
        {
          heading: "State",
          cell: ({ state, issueTime }) => {
            return (
              <>
                <WordTag word={statementState(state)} />
                <span class="tm-under">{momentInWords(issueTime)}</span>
              </>
            );
          },
        },
      ]}
    />
  );
}

// `April 2026`, or `1 July to 30 September 2026`; one of corrections says so.
export function statementTitle(
  given: Pick<Statement, "name" | "account">,
): string {
  const id = idOf(given.name);
  const period = id.replace(/\.\d+$/, "");
  if (period !== id) return `Corrections after ${periodInWords(period)}`;
  return (
    spanInWords(given.account?.periodStart, given.account?.periodEnd) ||
    periodInWords(id)
  );
}

// A contract that is over has no next statement to carry its corrections.
function Corrections(props: { known: Known; issued: readonly Statement[] }) {
  const { known, issued } = props;
  const last = new Map<string, Statement>();
  for (const each of issued) {
    const over =
      known.contracts.get(each.contract)?.state === Contract_State.ENDED;
    const latest = last.get(each.contract);
    if (over && (!latest || latest.number < each.number)) {
      last.set(each.contract, each);
    }
  }
  if (!last.size) return null;
  return (
    <>
      <h2 class="govuk-heading-m">Contracts that are over</h2>
      <ul class="govuk-list">
        {[...last.values()].map((each) => (
          <li key={each.name}>
            <ActionLink href={statementPlace(nextCorrection(each.name))}>
              Look for corrections of{" "}
              {known.contracts.get(each.contract)?.title}
            </ActionLink>
          </li>
        ))}
      </ul>
    </>
  );
}

// `.../2026-04.1` after `.../2026-04`, `.../2026-04.2` after that.
export function nextCorrection(name: string): string {
  const parts = /^(.*)\.(\d+)$/.exec(name);
  return parts ? `${parts[1]}.${Number(parts[2]) + 1}` : `${name}.1`;
}
