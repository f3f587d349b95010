// What the council's providers are called.
import { client } from "./transport";
import { idOf, inCouncil } from "./names";
import { everything } from "./query";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";

// Display names by resource name.
export type ProviderNames = ReadonlyMap<string, string>;

let asked: Promise<ProviderNames> | undefined;

// Asks once for as long as the console is open.
export function providerNames(): Promise<ProviderNames> {
  asked ??= ask().catch((error: unknown) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

async function ask(): Promise<ProviderNames> {
  const providers = await everything(async (pageToken) => {
    const page = await client(ContractsService).listProviders({
      parent: inCouncil(),
      pageSize: 1000,
      pageToken,
    });
    return { items: page.providers, nextPageToken: page.nextPageToken };
  });
  return new Map(
    providers.map(({ name, displayName }) => [name, displayName || idOf(name)]),
  );
}

// The name of one of them, or its id where it is not known.
export function providerName(names: ProviderNames, provider: string): string {
  return names.get(provider) ?? idOf(provider);
}

// The ids of providers to choose from, by name.
export function providerOptions(names: ProviderNames) {
  return [
    { value: "", label: "All providers" },
    ...[...names]
      .map(([name, label]) => ({ value: idOf(name), label }))
      .sort((one, other) => one.label.localeCompare(other.label, "en-GB")),
  ];
}
