import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useFreshQuery } from "~/api/fresh";
import { everything } from "~/api/query";
import { client } from "~/api/transport";
import { address, inCouncil, segmentOf } from "~/api/names";
import {
  providerName,
  providerNames,
  providerOptions,
  type ProviderNames,
} from "~/api/providers";
import {
  CheckBack_Result,
  type CheckBack,
} from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import { EnablementService } from "~/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { WorkItem_Kind } from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { EpisodeService } from "~/api/gen/tidemark/enablement/v1/episode_service_pb";
import { Await } from "~/parts/await";
import { Select } from "~/parts/fields";
import { Filters, Views } from "~/parts/filters";
import { Page } from "~/parts/page";
import { WorkList, type Work } from "~/parts/work_list";
import { dayCode, dayInWords } from "~/words/dates";
import { count } from "~/words/numbers";
import { checkBackPage, checkBackWork } from "./work";
import { foundInWords, looksBackOn } from "./words";

// How many that are done are shown: the latest.
const DONE_SHOWN = 100;
const DAYS_AHEAD = 28;

const SHOWS = ["due", "soon", "done"] as const;
type Show = (typeof SHOWS)[number];

const LABELS: Record<Show, string> = {
  due: "Due and overdue",
  soon: "In the next four weeks",
  done: "Done",
};

const EMPTY: Record<Show, string> = {
  due: "No check-back is due. After support becomes less or ends, Tidemark asks you to look back some weeks later: does it hold?",
  soon: "Nothing becomes due in the next four weeks.",
  done: "Nobody has recorded a check-back yet.",
};

export default function CheckBacks() {
  const { query: parameters } = useLocation();
  const show = SHOWS.find((one) => one === parameters["show"]) ?? "due";
  const provider = parameters["provider"] ?? "";
  const query = useFreshQuery([show, provider], async () => {
    const names = await providerNames();
    const whose = provider && inCouncil("providers", provider);
    return { names, ...(await ask(show, whose, names)) };
  });
  const page = (one: Show) => address("/check-backs", { show: one, provider });
  return (
    <Page title="Check-backs">
      <Views
        label="Which check-backs"
        here={page(show)}
        tabs={SHOWS.map((one) => ({ href: page(one), label: LABELS[one] }))}
      />
      <Await query={query} loading="Loading check-backs">
        {({ names, work, total }) => (
          <>
            <ByProvider
              key={provider}
              show={show}
              names={names}
              chosen={provider}
            />
            <WorkList work={work} empty={EMPTY[show]} />
            {total > work.length && (
              <p class="govuk-body">
                These are the latest {count(work.length)} of {count(total)}.
              </p>
            )}
          </>
        )}
      </Await>
    </Page>
  );
}

async function ask(show: Show, provider: string, names: ProviderNames) {
  if (show === "done") return askDone(provider, names);
  const items = await everything(async (pageToken) =>
    client(EpisodeService).listWork({
      parent: inCouncil(),
      kind: WorkItem_Kind.CHECK_BACK,
      provider,
      daysAhead: show === "soon" ? DAYS_AHEAD : 0,
      pageSize: 1000,
      pageToken,
    }),
  );
  const wanted =
    show === "due"
      ? items
      : items.filter(
          ({ overdue, workingDaysLeft }) => !overdue && workingDaysLeft > 0,
        );
  return {
    work: wanted.map((item) => checkBackWork(item, names)),
    total: wanted.length,
  };
}

async function askDone(provider: string, names: ProviderNames) {
  const all = await everything(async (pageToken) => {
    const page = await client(EnablementService).listCheckBacks({
      parent: inCouncil("packages", "-"),
      provider,
      pageSize: 1000,
      pageToken,
    });
    return { items: page.checkBacks, nextPageToken: page.nextPageToken };
  });
  const done = all
    .filter(({ result }) => result !== CheckBack_Result.UNSPECIFIED)
    .sort((one, other) => (looked(one) < looked(other) ? 1 : -1));
  return {
    work: done.slice(0, DONE_SHOWN).map((one) => doneWork(one, names)),
    total: done.length,
  };
}

function looked({ checkDate }: CheckBack): string {
  return checkDate ? dayCode(checkDate) : "";
}

function doneWork(checkBack: CheckBack, names: ProviderNames): Work {
  return {
    href: checkBackPage(checkBack.name),
    title: looksBackOn(checkBack),
    about: (
      <>
        Package {segmentOf(checkBack.name, "packages")},{" "}
        {providerName(names, checkBack.provider)}. Looked on{" "}
        {dayInWords(checkBack.checkDate)}.
        {checkBack.words && ` “${checkBack.words}”`}
      </>
    ),
    tag: foundInWords(checkBack.result),
  };
}

interface ByProviderProps {
  show: Show;
  names: ProviderNames;
  chosen: string;
}

function ByProvider({ show, names, chosen }: ByProviderProps) {
  const [provider, setProvider] = useState(chosen);
  return (
    <Filters path="/check-backs" chosen={{ show, provider }}>
      <Select
        id="provider"
        label="Provider"
        value={provider}
        options={providerOptions(names)}
        onValue={setProvider}
      />
    </Filters>
  );
}
