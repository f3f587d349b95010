// Decisions and check-backs that are late, so that the council can ask after
// them.
import { idOf, inCouncil } from "~/api/names";
import {
  providerName,
  providerNames,
  type ProviderNames,
} from "~/api/providers";
import { useQuery } from "~/api/query";
import {
  WorkItem_Kind,
  type WorkItem,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { Await } from "~/parts/await";
import { Link } from "~/parts/links";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { listWork } from "./ask";
import { personPlace, providerPlace } from "./places";

interface Late {
  decisions: WorkItem[];
  checkBacks: WorkItem[];
  names: ProviderNames;
}

async function ask(signal: AbortSignal): Promise<Late> {
  const [decisions, checkBacks, names] = await Promise.all([
    listWork(signal, { kind: WorkItem_Kind.DECISION, overdueOnly: true }),
    listWork(signal, { kind: WorkItem_Kind.CHECK_BACK, overdueOnly: true }),
    providerNames(),
  ]);
  return { decisions, checkBacks, names };
}

export default function LateWorkPage() {
  const query = useQuery(["late", inCouncil()], ask);
  return (
    <Page
      title="Decisions and check-backs that are late"
      back={{ href: "/", label: "Back to your council" }}
    >
      <p class="govuk-body">
        Practitioners decide and look back; here you see where it has not
        happened in time, so that you can ask what stands in the way.
      </p>
      <Await query={query} loading="Loading what is late">
        {({ decisions, checkBacks, names }) => (
          <>
            <LateTable
              caption="Decisions"
              items={decisions}
              names={names}
              empty="No decision is late. Each proposal was decided within two working days."
            />
            <LateTable
              caption="Check-backs"
              items={checkBacks}
              names={names}
              empty="No check-back is late."
            />
          </>
        )}
      </Await>
    </Page>
  );
}

interface LateTableProps {
  caption: string;
  items: readonly WorkItem[];
  names: ProviderNames;
  empty: string;
}

function LateTable({ caption, items, names, empty }: LateTableProps) {
  const title = items.length ? `${caption}: ${items.length} late` : caption;
  return (
    <>
      {!items.length && <h2 class="govuk-heading-m">{caption}</h2>}
      <Table
        caption={title}
        rows={items}
        keyOf={({ resource }) => resource}
        empty={empty}
        columns={[
          {
            heading: "Person",
            cell: ({ person }) => (
              <Link href={personPlace(person)}>{idOf(person)}</Link>
            ),
          },
          { heading: "What", cell: ({ text }) => text },
          {
            heading: "Provider",
            cell: ({ provider }) => (
              <Link href={providerPlace(provider)}>
                {providerName(names, provider)}
              </Link>
            ),
          },
          {
            heading: "Due",
            cell: ({ dueDate, workingDaysLeft }) => (
              <>
                {dayInWords(dueDate)}
                <span class="tm-under">
                  {counted(-workingDaysLeft, "working day")} late
                </span>
              </>
            ),
          },
        ]}
      />
    </>
  );
}
