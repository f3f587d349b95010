// What contracts ask for, how far it is reached, and what they pay.
import { useContractTitles } from "~/api/contracts";
import { client } from "~/api/transport";
import { everything, useQuery } from "~/api/query";
import { idOf, inCouncil, segmentOf } from "~/api/names";
import {
  Contract_State,
  type Contract,
  type Contract_OutcomeRequirement,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { dayInWords, daysBetween, periodInWords, today } from "~/words/dates";

import { money, percent } from "~/words/numbers";
import {
  contractKindMeaning,
  contractState,
  statementState,
} from "~/words/contracts";
import { statementPlace } from "~/api/places";
import { AwaitReady } from "./await_ready";
import { Judged } from "~/parts/judged";
import { FigureValue, Why } from "~/figures/figures";
import { MaybeLink } from "./maybe_link";
import { asked } from "~/figures/range";
import { useReady } from "./ready";
import type { SectionProps } from "./standing";

export function ContractsSection(props: SectionProps) {
  const { provider, contract, range, metrics } = props;
  const contracts = useQuery(["contracts", provider], (signal) =>
    everything(async (pageToken) => {
      const page = await client(ContractsService).listContracts(
        { parent: inCouncil(), provider, pageSize: 200, pageToken },
        { signal },
      );
      return { items: page.contracts, nextPageToken: page.nextPageToken };
    }),
  );
  const figures = useReady(
    ["contracts' figures", provider, range],
    (signal) =>
    client(MonitoringService).getScorecard({ name: provider, ...asked(range) }, { signal }), // prettier-ignore
  );
  return (
    <>
      <Await query={contracts} loading="Loading contracts">
        {(all) => (
          <AwaitReady ready={figures} loading="Loading the contracts’ figures">
            {({ rows }) => {
              const shown = all.filter(
                ({ name, state }) =>
                  (!contract || name === contract) &&
                  state !== Contract_State.WITHDRAWN,
              );
              if (!shown.length) {
                return (
                  <p class="govuk-body">
                    There is no contract with this provider.
                  </p>
                );
              }
              return shown.map((one) => (
                <ContractTerms
                  key={one.name}
                  contract={one}
                  figures={
                    rows.find(({ subject }) => subject === one.name)?.figures ??
                    []
                  }
                  range={range}
                  metrics={metrics}
                />
              ));
            }}
          </AwaitReady>
        )}
      </Await>
      {currentUser().role !== "quality" && <Statements {...props} />}
    </>
  );
}

interface ContractTermsProps extends Pick<SectionProps, "range" | "metrics"> {
  contract: Contract;
  figures: readonly Figure[];
}

function ContractTerms(props: ContractTermsProps) {
  const { contract, figures, range, metrics } = props;
  const figureOf = (metric: string) =>
    figures.find((figure) => figure.metric === metric);
  return (
    <section>
      <h2 class="govuk-heading-m">{contract.title}</h2>
      <Facts
        facts={[
          { name: "Contract", value: idOf(contract.name) },
          { name: "State", value: stateInWords(contract) },
          {
            name: "How it is bought",
            value: contractKindMeaning(contract.kind),
          },
          {
            name: "From and to",
            value: `${dayInWords(contract.startDate)} to ${dayInWords(contract.endDate)}`,
          },
        ]}
      />
      <Table
        caption={`What ${contract.title} asks for`}
        captionHidden
        columns={[
          {
            heading: "What it asks for",
            cell: ({ statement, consequence }) => (
              <>
                {statement}
                {consequence && (
                  <span class="tm-small">If not: {consequence}</span>
                )}
              </>
            ),
          },
          {
            heading: "Target by year",
            cell: (requirement) => (
              <Targets contract={contract} requirement={requirement} />
            ),
          },
          {
            heading: "Figure",
            cell: ({ metric }) => {
              const figure = figureOf(metric);
              return figure ? <FigureValue figure={figure} /> : "Missing";
            },
          },
          {
            heading: "Against its target",
            cell: ({ metric }) => {
              const figure = figureOf(metric);
              return figure ? <Judged figure={figure} /> : "Not judged yet";
            },
          },
          {
            heading: "Behind it",
            cell: ({ metric }) => (
              <Why
                of={{ metric, subject: contract.name, range }}
                about={`about ${metrics.get(metric)?.title ?? metric}, ${contract.title}`}
              />
            ),
          },
        ]}
        rows={contract.outcomeRequirements}
        keyOf={({ id }) => id}
        empty="This contract asks for no outcomes. The council can add them by varying it."
      />
    </section>
  );
}

function stateInWords({ state, stateReason }: Contract): string {
  return contractState(state).text + (stateReason ? `: ${stateReason}` : "");
}

interface TargetsProps {
  contract: Contract;
  requirement: Contract_OutcomeRequirement;
}

// Targets change with the year of the contract; this year's is named.
function Targets({ contract, requirement }: TargetsProps) {
  const year = contract.startDate
    ? Math.floor(daysBetween(contract.startDate, today()) / 365.25) + 1
    : 0;
  const { targets } = requirement;
  if (!targets.length) return <>No target</>;
  const now = targets.filter(({ contractYear }) => contractYear <= year).at(-1);
  return (
    <>
      {targets.map((target) => (
        <span class="tm-line" key={target.contractYear}>
          Year {target.contractYear}:{" "}
          {percent(target.targetBasisPoints / 10_000).replace(".0", "")}
          {target === now && " (now)"}
        </span>
      ))}
    </>
  );
}

// The contract that a statement is of.
function contractOf(statement: string): string {
  return inCouncil("contracts", segmentOf(statement, "contracts"));
}

function Statements({ provider, contract }: SectionProps) {
  const titleOf = useContractTitles(provider);
  const statements = useQuery(["statements", provider, contract], (signal) =>
    everything(async (pageToken) => {
      const page = await client(StatementService).listStatements(
        {
          parent: contract ?? inCouncil("contracts", "-"),
          provider,
          pageSize: 200,
          pageToken,
        },
        { signal },
      );
      return { items: page.statements, nextPageToken: page.nextPageToken };
    }),
  );
  return (
    <>
      <h2 class="govuk-heading-m">Statements: what is paid for outcomes</h2>
      <Await query={statements} loading="Loading statements">
        {(all) => (
          <Table
            caption="Statements"
            captionHidden
            columns={[
              {
                heading: "Contract and period",
                cell: ({ name }) => (
                  <MaybeLink href={statementPlace(name)}>
                    {titleOf(contractOf(name))}, {periodInWords(idOf(name))}
                  </MaybeLink>
                ),
              },
              {
                heading: "To be paid",
                cell: ({ totalPence }) => money(totalPence),
                numeric: true,
              },
              {
                heading: "Where it is",
                cell: ({ state }) => statementState(state).text,
              },
            ]}
            rows={all}
            keyOf={({ name }) => name}
            empty="No statement has been issued. The contracts pay for no outcomes, or the council has not issued any yet."
          />
        )}
      </Await>
    </>
  );
}
