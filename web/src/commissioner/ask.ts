// What the council's pages ask of the services, whole lists at a time.
import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { everything } from "~/api/query";
import {
  ContractsService,
  type ListContractsRequestSchema,
} from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type { Location } from "~/api/gen/tidemark/contracts/v1/location_pb";
import type { Provider } from "~/api/gen/tidemark/contracts/v1/provider_pb";
import {
  EpisodeService,
  type ListWorkRequestSchema,
} from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import type { WorkItem } from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import type { Package } from "~/api/gen/tidemark/enablement/v1/package_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import type { Statement } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import {
  OutcomesService,
  type ListOutcomesRequestSchema,
  type ListReturnsRequestSchema,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
import {
  Signal_State,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";

// The fields of a request that a page chooses.
type Wanted<S extends DescMessage> = Omit<
  Extract<MessageInitShape<S>, { $typeName?: never }>,
  "pageToken" | "pageSize" | "$typeName"
>;

const PAGE = 1000;

export function listProviders(signal: AbortSignal): Promise<Provider[]> {
  return everything(async (pageToken) => {
    const page = await client(ContractsService).listProviders(
      { parent: inCouncil(), pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.providers, nextPageToken: page.nextPageToken };
  });
}

// The locations of all providers.
export function listLocations(signal: AbortSignal): Promise<Location[]> {
  return everything(async (pageToken) => {
    const page = await client(ContractsService).listLocations(
      { parent: inCouncil("providers", "-"), pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.locations, nextPageToken: page.nextPageToken };
  });
}

export function listContracts(
  signal: AbortSignal,
  wanted: Wanted<typeof ListContractsRequestSchema> = {},
): Promise<Contract[]> {
  return everything(async (pageToken) => {
    const page = await client(ContractsService).listContracts(
      { parent: inCouncil(), ...wanted, pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.contracts, nextPageToken: page.nextPageToken };
  });
}

// Returns without their entries, of all contracts unless `parent` names one.
export function listReturns(
  signal: AbortSignal,
  wanted: Wanted<typeof ListReturnsRequestSchema> = {},
): Promise<Return[]> {
  return everything(async (pageToken) => {
    const page = await client(OutcomesService).listReturns(
      {
        parent: inCouncil("contracts", "-"),
        omitEntries: true,
        ...wanted,
        pageSize: PAGE,
        pageToken,
      },
      { signal },
    );
    return { items: page.returns, nextPageToken: page.nextPageToken };
  });
}

export function listOutcomes(
  signal: AbortSignal,
  wanted: Wanted<typeof ListOutcomesRequestSchema>,
): Promise<PersonalOutcome[]> {
  return everything(async (pageToken) => {
    const page = await client(OutcomesService).listOutcomes(
      {
        parent: inCouncil("people", "-"),
        ...wanted,
        pageSize: PAGE,
        pageToken,
      },
      { signal },
    );
    return { items: page.outcomes, nextPageToken: page.nextPageToken };
  });
}

export function listPackages(
  signal: AbortSignal,
  wanted: { person?: string; contract?: string },
): Promise<Package[]> {
  return everything(async (pageToken) => {
    const page = await client(EnablementService).listPackages(
      { parent: inCouncil(), ...wanted, pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.packages, nextPageToken: page.nextPageToken };
  });
}

export function listWork(
  signal: AbortSignal,
  wanted: Wanted<typeof ListWorkRequestSchema>,
): Promise<WorkItem[]> {
  return everything(async (pageToken) => {
    const page = await client(EpisodeService).listWork(
      { parent: inCouncil(), ...wanted, pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.items, nextPageToken: page.nextPageToken };
  });
}

// Issued statements, of all contracts unless one is named.
export function listStatements(
  signal: AbortSignal,
  contract = "-",
): Promise<Statement[]> {
  return everything(async (pageToken) => {
    const page = await client(StatementService).listStatements(
      { parent: inCouncil("contracts", contract), pageSize: PAGE, pageToken },
      { signal },
    );
    return { items: page.statements, nextPageToken: page.nextPageToken };
  });
}

// The signals that wait for somebody.
export async function listWaitingSignals(
  signal: AbortSignal,
): Promise<Signal[]> {
  const both = await Promise.all(
    [Signal_State.OPEN, Signal_State.LOOKED_AT].map((state) =>
      everything(async (pageToken) => {
        const page = await client(OversightService).listSignals(
          { parent: inCouncil(), state, pageSize: PAGE, pageToken },
          { signal },
        );
        return { items: page.signals, nextPageToken: page.nextPageToken };
      }),
    ),
  );
  return both.flat();
}
