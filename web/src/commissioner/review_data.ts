// Everything that a review of a return rests on.
import { client } from "~/api/transport";
import { inCouncil, segmentOf } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import { everything } from "~/api/query";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Fault } from "~/api/gen/tidemark/api/v1/errors_pb";
import {
  OutcomesService,
  type CompareReturnResponse,
  type ReturnEvent,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type {
  Return,
  ReturnEntry,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { currentUser } from "~/session/session";
import { listOutcomes } from "./ask";
import { waits } from "./words";

export interface Review {
  given: Return;
  contract: Contract;
  provider: string;
  outcomes: ReadonlyMap<string, PersonalOutcome>;
  events: ReturnEvent[];
  // How it differs from what the council saw before; nothing if this is the
  // first that it sees.
  difference: CompareReturnResponse | undefined;
  // What looked like a slip when it was sent.
  warnings: Fault[];
}

export async function askReview(
  name: string,
  signal: AbortSignal,
): Promise<Review> {
  const service = client(OutcomesService);
  const contractName = inCouncil("contracts", segmentOf(name, "contracts"));
  const [given, contract, names, outcomes, events] = await Promise.all([
    service.getReturn({ name }, { signal }),
    client(ContractsService).getContract({ name: contractName }, { signal }),
    providerNames(),
    listOutcomes(signal, { contract: contractName }),
    everything(async (pageToken) => {
      const page = await service.listReturnEvents(
        { name, pageSize: 1000, pageToken },
        { signal },
      );
      return { items: page.events, nextPageToken: page.nextPageToken };
    }),
  ]);
  // The check is the provider's and the commissioner's alone.
  const checked = waits(given.state) && currentUser().role === "commissioner";
  const [difference, warnings] = await Promise.all([
    given.changes ? service.compareReturn({ name }, { signal }) : undefined,
    checked
      ? service.checkReturn({ name }, { signal }).then((said) => said.warnings)
      : [],
  ]);
  return {
    given,
    contract,
    provider: providerName(names, given.provider),
    outcomes: new Map(outcomes.map((each) => [each.name, each])),
    events,
    difference,
    warnings,
  };
}

export interface PersonEntries {
  person: string;
  entries: ReturnEntry[];
}

// The entries by person, in the order of their references.
export function byPerson(entries: readonly ReturnEntry[]): PersonEntries[] {
  const people = new Map<string, ReturnEntry[]>();
  for (const entry of entries) {
    const person = entry.outcome.slice(0, entry.outcome.indexOf("/outcomes/"));
    const known = people.get(person);
    if (known) known.push(entry);
    else people.set(person, [entry]);
  }
  return [...people]
    .map(([person, own]) => ({ person, entries: own }))
    .sort((a, b) => (a.person < b.person ? -1 : 1));
}
