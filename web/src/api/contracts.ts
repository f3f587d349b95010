// What contracts are called.
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { idOf, inCouncil } from "./names";
import { everything, useQuery } from "./query";
import { client } from "./transport";

// Finds the title of one contract of `provider`, or of any without one, by its
// resource name; its id until it is known.
export function useContractTitles(
  provider?: string,
): (contract: string) => string {
  const titles = useQuery(["contract titles", provider], async (signal) => {
    const contracts = await everything(async (pageToken) => {
      const page = await client(ContractsService).listContracts(
        { parent: inCouncil(), provider, pageSize: 1000, pageToken },
        { signal },
      );
      return { items: page.contracts, nextPageToken: page.nextPageToken };
    });
    return new Map(contracts.map(({ name, title }) => [name, title]));
  });
  return (contract) =>
    (titles.state === "known" && titles.value.get(contract)) || idOf(contract);
}
