// Who has returned what, as it is now.
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import { providerNames, type ProviderNames } from "~/api/providers";
import { useFreshQuery } from "~/api/fresh";
import {
  OutcomesService,
  type ReturnTracker,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { ActionLink } from "~/parts/links";
import { Page } from "~/parts/page";
import { currentUser } from "~/session/session";
import { today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { arrivals } from "./arrivals";
import { listContracts, listReturns } from "./ask";
import { endOf, useChanges, type Live } from "./live";
import { providerPlace } from "~/api/places";
import { TrackerChoice } from "./tracker_choice";
import {
  dueRange,
  filtersOf,
  questions,
  type Filters,
} from "./tracker_filters";
import {
  TrackerCounts,
  TrackerReturns,
  trackerInWords,
} from "./tracker_tables";
import { periodOf } from "~/words/returns";

export interface Tracked {
  position: bigint | undefined;
  counts: ReturnTracker;
  returns: Return[];
  contracts: Map<string, Contract>;
  names: ProviderNames;
}

async function ask(filters: Filters, signal: AbortSignal): Promise<Tracked> {
  // Before the rest, so that no change falls between.
  const position = await endOf("outcomes", signal);
  const range = dueRange(filters.months, today());
  const provider = filters.provider
    ? inCouncil("providers", filters.provider)
    : "";
  const [counts, contracts, names, ...returns] = await Promise.all([
    client(OutcomesService).getReturnTracker(
      { parent: inCouncil(), provider, ...range },
      { signal },
    ),
    listContracts(signal, { provider }),
    providerNames(),
    ...questions(filters.show, range).map((question) =>
      listReturns(signal, { provider, ...question }),
    ),
  ]);
  return {
    position,
    counts,
    names,
    contracts: new Map(contracts.map((each) => [each.name, each])),
    returns: returns.flat().sort(byDue),
  };
}

function byDue(a: Return, b: Return): number {
  const code = ({ dueDate: day }: Return) =>
    day ? day.year * 10_000 + day.month * 100 + day.day : 0;
  return code(a) - code(b) || (a.name < b.name ? -1 : 1);
}

export default function TrackerPage() {
  const { query: given } = useLocation();
  const filters = filtersOf(given);
  const query = useFreshQuery(["tracker", filters], (signal) =>
    ask(filters, signal),
  );
  const known = query.state === "known" ? query.value : undefined;
  const live = useChanges("outcomes", known?.position, query.reload);
  const news = useNews(known);
  return (
    <Page title="Returns">
      <p class="govuk-visually-hidden" role="status">
        {news}
      </p>
      <TrackerChoice filters={filters} />
      <Await query={query} loading="Loading the returns">
        {(tracked) => (
          <>
            {filters.provider && (
              <p class="govuk-body">
                <ActionLink
                  href={providerPlace(inCouncil("providers", filters.provider))}
                >
                  The provider’s page
                </ActionLink>
              </p>
            )}
            <p class="govuk-body-l">{trackerInWords(tracked.counts)}</p>
            {news && <p class="govuk-inset-text">{news}</p>}
            <LiveLine live={live} />
            <TrackerReturns filters={filters} tracked={tracked} />
            {currentUser().role !== "practitioner" && (
              <p class="govuk-body">
                <ActionLink href="/tracker/accept">
                  Accept several returns at once
                </ActionLink>
              </p>
            )}
            <TrackerCounts filters={filters} tracked={tracked} />
          </>
        )}
      </Await>
    </Page>
  );
}

// What came in while the page was open, in a sentence. Answers to another choice
// of filters are no news.
function useNews(known: Tracked | undefined): string {
  const seen = useRef<Tracked>();
  const [news, setNews] = useState("");
  useEffect(() => {
    const came =
      seen.current && known
        ? arrivals(seen.current.returns, known.returns)
        : [];
    seen.current = known;
    if (known && came.length) setNews(newsInWords(came, known));
    if (!known) setNews("");
  }, [known]);
  return news;
}

function newsInWords(came: Return[], known: Tracked): string {
  if (came.length > 3) return `${counted(came.length, "return")} have come in.`;
  const titles = came.map((each) => {
    const contract = each.name.slice(0, each.name.indexOf("/returns/"));
    const title = known.contracts.get(contract)?.title ?? "A return";
    return `${title}, ${periodOf(each)}`;
  });
  return `Just in: ${titles.join("; ")}.`;
}

const LIVE: Record<Live, string> = {
  off: "",
  live: "This page keeps itself up to date.",
  resting:
    "This page stopped keeping itself up to date, because nobody used it. It goes on with the next key or click.",
  broken:
    "This page has lost its connection, and may be out of date. It keeps trying.",
};

function LiveLine({ live }: { live: Live }) {
  if (live === "off") return null;
  return <p class="govuk-hint">{LIVE[live]}</p>;
}
