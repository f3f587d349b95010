// The tables of the tracker: the returns, and the counts by provider or contract.
import { idOf, segmentOf } from "~/api/names";
import { providerName } from "~/api/providers";
import type {
  ReturnTracker,
  ReturnTracker_Line,
} from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import {
  Return_Timeliness,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { ActionLink, Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { dayInWords } from "~/words/dates";
import { count, counted, percent } from "~/words/numbers";
import type { Tracked } from "./tracker";
import { contractPlace, extensionPlace, returnPlace } from "~/api/places";
import { SHOWN_IN_WORDS, trackerPlace, type Filters } from "./tracker_filters";
import { periodOf } from "~/words/returns";
import { cameInWords, standing, waits } from "./words";

// What the counts come to, in a sentence or two.
export function trackerInWords({ total }: ReturnTracker): string {
  if (!total?.expected) return "No return has fallen due yet.";
  const came =
    `Of ${counted(total.expected, "return")} that fell due in these months, ` +
    `${count(total.actual)} came, ${count(total.onTime)} of them on time.`;
  const left = [
    total.overdue && `${count(total.overdue)} overdue`,
    total.returnedForChanges &&
      `${count(total.returnedForChanges)} with providers for changes`,
    total.waiting && `${count(total.waiting)} to decide`,
  ].filter(Boolean);
  return left.length ? `${came} Now: ${left.join(", ")}.` : came;
}

export function TrackerReturns(props: { filters: Filters; tracked: Tracked }) {
  const { filters, tracked } = props;
  const contractOf = (each: Return) =>
    each.name.slice(0, each.name.indexOf("/returns/"));
  return (
    <Table
      caption={SHOWN_IN_WORDS[filters.show]}
      rows={tracked.returns}
      keyOf={({ name }) => name}
      empty={<Nothing filters={filters} />}
      columns={[
        {
          heading: "Return",
          cell: (each) => (
            <>
              <Link href={returnPlace(each.name)}>
                {tracked.contracts.get(contractOf(each))?.title ??
                  segmentOf(each.name, "contracts")}
                , {periodOf(each)}
              </Link>
              <span class="tm-under">
                {providerName(tracked.names, each.provider)}
              </span>
            </>
          ),
        },
        { heading: "Due", cell: (each) => dayInWords(each.dueDate) },
        { heading: "Came", cell: (each) => cameInWords(each) || "Not yet" },
        {
          heading: "Where it stands",
          cell: (each) => {
            return (
              <>
                <WordTag word={standing(each)} />
                {each.extension && (
                  <span class="tm-under">More time was given</span>
                )}
              </>
            );
          },
        },
        {
          heading: "What to do",
          cell: (each) => <ToDo given={each} />,
          screenOnly: true,
        },
      ]}
    />
  );
}

function ToDo({ given }: { given: Return }) {
  if (waits(given.state)) {
    return <Link href={returnPlace(given.name)}>Review</Link>;
  }
  if (currentUser().role === "commissioner" && mayBeExtended(given)) {
    return <Link href={extensionPlace(given.name)}>Give more time</Link>;
  }
  return <Link href={returnPlace(given.name)}>Look at it</Link>;
}

export function mayBeExtended(given: Return): boolean {
  return [
    Return_Timeliness.NOT_DUE,
    Return_Timeliness.DUE_SOON,
    Return_Timeliness.OVERDUE,
  ].includes(given.timeliness);
}

function Nothing({ filters }: { filters: Filters }) {
  return (
    <>
      <p>
        {filters.show === "attention"
          ? "Nothing waits for you, and nothing is overdue."
          : "There is no such return."}
      </p>
      {filters.show !== "all" && (
        <p>
          <ActionLink href={trackerPlace({ ...filters, show: "all" })}>
            Show all returns that fall due
          </ActionLink>
        </p>
      )}
    </>
  );
}

export function TrackerCounts(props: { filters: Filters; tracked: Tracked }) {
  const { filters, tracked } = props;
  const { counts, contracts, names } = tracked;
  const within = filters.provider !== "";
  const label = (line: ReturnTracker_Line) =>
    within
      ? (contracts.get(line.subject)?.title ?? idOf(line.subject))
      : providerName(names, line.subject);
  const lines = [...counts.lines].sort((a, b) =>
    label(a).localeCompare(label(b)),
  );
  return (
    <Table
      caption={within ? "By contract" : "By provider"}
      rows={lines}
      keyOf={({ subject }) => subject}
      empty="No return falls due in these months."
      columns={[
        {
          heading: within ? "Contract" : "Provider",
          cell: (line) =>
            within ? (
              <Link href={contractPlace(line.subject)}>{label(line)}</Link>
            ) : (
              <Link
                href={trackerPlace({
                  ...filters,
                  provider: idOf(line.subject),
                })}
              >
                {label(line)}
              </Link>
            ),
        },
        { heading: "Expected", numeric: true, cell: (l) => count(l.expected) },
        { heading: "Came", numeric: true, cell: (l) => share(l.actual, l) },
        { heading: "On time", numeric: true, cell: (l) => share(l.onTime, l) },
        { heading: "Late", numeric: true, cell: (l) => count(l.late) },
        { heading: "Overdue", numeric: true, cell: (l) => count(l.overdue) },
        {
          heading: "Days late in all",
          numeric: true,
          cell: (l) => count(l.daysLate),
        },
        {
          heading: "To decide",
          numeric: true,
          cell: (l) => count(l.waiting),
        },
      ]}
    />
  );
}

function share(n: number, { expected }: ReturnTracker_Line): string {
  return expected
    ? `${count(n)} (${percent(n / expected)})`
    : "None expected yet";
}
