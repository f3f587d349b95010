// What a contract's page rests on; by role, because not every role reads people
// or returns.
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Council_Monitoring_Target } from "~/api/gen/tidemark/contracts/v1/council_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import type { IncentiveTermsHistory } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { MonitoringService } from "~/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import type { Metric } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import {
  PersonalOutcome_Status,
  type PersonalOutcome,
} from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { currentUser, type Role } from "~/session/session";
import { listOutcomes, listReturns } from "./ask";

export interface ContractKnown {
  contract: Contract;
  provider: string;
  metrics: ReadonlyMap<string, Metric>;
  // The council's own targets that hold for it.
  targets: Council_Monitoring_Target[];
  // Nothing for those who do not read returns.
  returns: Return[] | undefined;
  // People supported now; nothing for those who do not read people.
  people: string[] | undefined;
  history: IncentiveTermsHistory | undefined;
}

const READ_PEOPLE: readonly Role[] = [
  "commissioner",
  "quality",
  "practitioner",
];
const READ_TERMS: readonly Role[] = ["commissioner", "quality", "finance"];

export async function askContract(
  id: string,
  signal: AbortSignal,
): Promise<ContractKnown> {
  const name = inCouncil("contracts", id);
  const { role } = currentUser();
  const reads = READ_PEOPLE.includes(role);
  const [contract, names, council, { metrics }, returns, outcomes, history] =
    await Promise.all([
      client(ContractsService).getContract({ name }, { signal }),
      providerNames(),
      client(ContractsService).getCouncil({ name: inCouncil() }, { signal }),
      client(MonitoringService).listMetrics(
        { parent: inCouncil() },
        { signal },
      ),
      reads ? listReturns(signal, { parent: name }) : undefined,
      reads ? listOutcomes(signal, { contract: name }) : undefined,
      READ_TERMS.includes(role)
        ? client(StatementService).getIncentiveTerms({ name }, { signal })
        : undefined,
    ]);
  return {
    contract,
    provider: providerName(names, contract.provider),
    metrics: new Map(metrics.map((each) => [each.id, each])),
    targets: (council.monitoring?.targets ?? []).filter((target) =>
      holdsFor(target, contract),
    ),
    returns,
    people: outcomes && peopleOf(outcomes),
    history,
  };
}

export function holdsFor(
  target: Pick<
    Council_Monitoring_Target,
    "contract" | "provider" | "serviceType"
  >,
  contract: Pick<Contract, "name" | "provider" | "serviceType">,
): boolean {
  if (target.contract) return target.contract === contract.name;
  if (target.provider) return target.provider === contract.provider;
  if (target.serviceType) return target.serviceType === contract.serviceType;
  return true;
}

function peopleOf(outcomes: readonly PersonalOutcome[]): string[] {
  const active = outcomes.filter(
    ({ status }) => status === PersonalOutcome_Status.ACTIVE,
  );
  const people = active.map(({ name }) =>
    name.slice(0, name.indexOf("/outcomes/")),
  );
  return [...new Set(people)].sort();
}
