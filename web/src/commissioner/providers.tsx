// Every provider of the council, by name.
import { useLocation } from "preact-iso";
import { address, inCouncil } from "~/api/names";
import { useQuery } from "~/api/query";
import {
  Contract_State,
  type Contract,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type { Location } from "~/api/gen/tidemark/contracts/v1/location_pb";
import type { Provider } from "~/api/gen/tidemark/contracts/v1/provider_pb";
import { Await } from "~/parts/await";
import { TextField } from "~/parts/fields";
import { Link } from "~/parts/links";
import { Inset } from "~/parts/notices";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { counted } from "~/words/numbers";
import { listContracts, listLocations, listProviders } from "./ask";
import { contractPlace, providerPlace } from "~/api/places";
import { ratingsOf } from "./ratings";

interface Known {
  provider: Provider;
  locations: Location[];
  contracts: Contract[];
}

async function ask(signal: AbortSignal): Promise<Known[]> {
  const [providers, locations, contracts] = await Promise.all([
    listProviders(signal),
    listLocations(signal),
    listContracts(signal),
  ]);
  return providers
    .map((provider) => ({
      provider,
      locations: locations.filter(({ name }) =>
        name.startsWith(`${provider.name}/`),
      ),
      contracts: contracts.filter((each) => each.provider === provider.name),
    }))
    .sort((a, b) =>
      a.provider.displayName.localeCompare(b.provider.displayName),
    );
}

export default function ProvidersPage() {
  const query = useQuery(["providers", inCouncil()], ask);
  const { query: given, route } = useLocation();
  const wanted = given["name"] ?? "";
  return (
    <Page title="Providers">
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <TextField
          id="provider-search"
          label="Search by name, group or place"
          type="search"
          width={20}
          value={wanted}
          onValue={(name) => route(address("/providers", { name }), true)}
        />
      </form>
      <Await query={query} loading="Loading the providers">
        {(known) => <Found known={known} wanted={wanted} />}
      </Await>
    </Page>
  );
}

export function matches(
  { provider, locations }: Pick<Known, "provider" | "locations">,
  wanted: string,
): boolean {
  const text = [
    provider.displayName,
    provider.groupName,
    provider.name,
    ...locations.flatMap(({ displayName, city }) => [displayName, city]),
  ]
    .join(" ")
    .toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Found({ known, wanted }: { known: Known[]; wanted: string }) {
  if (!known.length) {
    return (
      <Inset>
        There are no providers yet. They come with CQC’s ratings file, which a
        commissioner or an administrator imports.
      </Inset>
    );
  }
  const found = known.filter((each) => matches(each, wanted));
  return (
    <>
      <p class="govuk-body" role="status">
        {found.length
          ? `${counted(found.length, "provider")}, in order of name`
          : `No provider matches “${wanted}”. Try a shorter part of the name.`}
      </p>
      {found.map((each) => (
        <OneProvider key={each.provider.name} known={each} />
      ))}
    </>
  );
}

function OneProvider({ known }: { known: Known }) {
  const { provider, locations, contracts } = known;
  // The page about a provider's figures is not every role's.
  const linked = ["commissioner", "quality"].includes(currentUser().role);
  const running = contracts.filter(
    ({ state }) =>
      state === Contract_State.ACTIVE || state === Contract_State.SUSPENDED,
  );
  return (
    <section class="tm-provider" aria-label={provider.displayName}>
      <h2 class="govuk-heading-s govuk-!-margin-bottom-1">
        {linked ? (
          <Link href={providerPlace(provider.name)}>
            {provider.displayName}
          </Link>
        ) : (
          provider.displayName
        )}
      </h2>
      {provider.groupName && (
        <p class="govuk-body govuk-!-margin-bottom-1">
          Part of {provider.groupName}
        </p>
      )}
      {ratingsOf(locations).map(({ location, text }) => (
        <p class="govuk-body govuk-!-margin-bottom-1" key={location}>
          {text}
        </p>
      ))}
      {running.length ? (
        <ul class="govuk-list tm-inline-list">
          {running.map(({ name, title }) => (
            <li key={name}>
              <Link href={contractPlace(name)}>{title}</Link>
            </li>
          ))}
        </ul>
      ) : (
        <p class="govuk-hint">No contract in force</p>
      )}
    </section>
  );
}
