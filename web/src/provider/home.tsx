// What is due from a provider and when, what came back, and what has become of
// what it sent.
import { create } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";
import { useFreshQuery } from "~/api/fresh";
import { idOf, segmentOf } from "~/api/names";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import {
  Return_State as State,
  Return_Timeliness as Timeliness,
  type Return,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { Await } from "~/parts/await";
import { Button } from "~/parts/button";
import { Link } from "~/parts/links";
import { Inset, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { dayInWords, daysBetween, momentInWords, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { upperFirst } from "~/words/text";
import { listReturns, ownContracts } from "./office";
import { inTime, periodOf, returnState } from "~/words/returns";
import { dueInWords } from "./words";

const AHEAD_DAYS = 75;
const BACK_DAYS = 120;

function daysFromNow(days: number) {
  const now = today();
  const day = new Date(Date.UTC(now.year, now.month - 1, now.day + days));
  return create(DateSchema, {
    year: day.getUTCFullYear(),
    month: day.getUTCMonth() + 1,
    day: day.getUTCDate(),
  });
}

interface Desk {
  contracts: Map<string, Contract>;
  returned: Return[];
  // Submitted once, and taken back since.
  withdrawn: Return[];
  overdue: Return[];
  soon: Return[];
  later: Return[];
  sent: Return[];
}

async function loadDesk(): Promise<Desk> {
  const parent = `${currentUser().council}/contracts/-`;
  const [contracts, overdue, returned, around] = await Promise.all([
    ownContracts(),
    listReturns({ parent, timeliness: Timeliness.OVERDUE }),
    listReturns({ parent, state: State.RETURNED_FOR_CHANGES }),
    listReturns({
      parent,
      dueFrom: daysFromNow(-BACK_DAYS),
      dueTo: daysFromNow(AHEAD_DAYS),
    }),
  ]);
  return sorted(contracts, overdue, returned, around, today());
}

// Puts returns where they belong on the page, the most urgent first.
export function sorted(
  contracts: Map<string, Contract>,
  overdue: Return[],
  returned: Return[],
  around: Return[],
  now: { year: number; month: number; day: number },
): Desk {
  const byDue = (a: Return, b: Return) => daysBetween(b.dueDate!, a.dueDate!);
  const begun = (given: Return) =>
    daysBetween(given.periodStart!, now) >= 0 ||
    given.state === State.IN_PROGRESS;
  const of = (timeliness: Timeliness) =>
    around
      .filter((given) => given.timeliness === timeliness && begun(given))
      .sort(byDue);
  return {
    contracts,
    returned: [...returned].sort(byDue),
    withdrawn: around.filter(isTakenBack).sort(byDue),
    overdue: [...overdue].sort(byDue),
    soon: of(Timeliness.DUE_SOON),
    later: of(Timeliness.NOT_DUE),
    sent: around
      .filter(({ state }) =>
        [State.SUBMITTED, State.RESUBMITTED, State.ACCEPTED].includes(state),
      )
      .sort((a, b) => seconds(b) - seconds(a))
      .slice(0, 10),
  };
}

function isTakenBack({ state, version }: Return): boolean {
  return (
    state === State.WITHDRAWN || (state === State.IN_PROGRESS && version > 0)
  );
}

function seconds(given: Return): number {
  return Number((given.acceptTime ?? given.submitTime)?.seconds ?? 0n);
}

export function Home() {
  const query = useFreshQuery(["desk"], loadDesk);
  return (
    <Page title="What is due">
      <Await query={query} loading="Loading your returns">
        {(desk) => <OnDesk desk={desk} />}
      </Await>
    </Page>
  );
}

function OnDesk({ desk }: { desk: Desk }) {
  const { contracts, returned, withdrawn, overdue, soon, later } = desk;
  const some = [returned, withdrawn, overdue, soon, later].some(
    ({ length }) => length > 0,
  );
  if (!contracts.size) {
    return (
      <Inset>
        You have no contracts with the council here yet. When you have one, you
        will see here which returns are due, and when.
      </Inset>
    );
  }
  return (
    <>
      <p class="govuk-body-l">{inShort(desk)}</p>
      {returned.length > 0 && <Returned desk={desk} />}
      <Group
        title="Withdrawn, to submit again"
        returns={withdrawn}
        contracts={contracts}
      />
      <Group title="Overdue" returns={overdue} contracts={contracts} />
      <Group title="Due soon" returns={soon} contracts={contracts} />
      <Group title="Later" returns={later} contracts={contracts} />
      {!some && (
        <Inset>
          Nothing is due now. You will find each return here from the first day
          of its period on.
        </Inset>
      )}
      <Lately desk={desk} />
      <h2 class="govuk-heading-m">Also here</h2>
      <ul class="govuk-list">
        <li>
          <Link href="/standing">How you are doing</Link>: the same figures and
          charts that the council sees
        </li>
        <li>
          <Link href="/returns">All your returns</Link>, with their history and
          the council’s comments
        </li>
        {contracts.size > 1 && (
          <li>
            <Link href="/imports">One file for all your contracts</Link>
          </li>
        )}
      </ul>
    </>
  );
}

function inShort({ overdue, soon, returned, withdrawn }: Desk): string {
  const parts = [
    overdue.length && `${counted(overdue.length, "return")} overdue`,
    soon.length && `${counted(soon.length, "return")} due within 14 days`,
    returned.length && `${counted(returned.length, "return")} to change`,
    withdrawn.length &&
      `${counted(withdrawn.length, "return")} to submit again`,
  ].filter(Boolean);
  if (!parts.length) return "Nothing is due in the next 14 days.";
  const last = parts.pop();
  const text = parts.length ? `${parts.join(", ")} and ${last}` : String(last);
  return `You have ${text}.`;
}

function titleOf(given: Return, contracts: Map<string, Contract>): string {
  const name = given.name.split("/returns/")[0]!;
  return contracts.get(name)?.title ?? idOf(name);
}

export function pathOf(given: Return): string {
  return `/returns/${segmentOf(given.name, "contracts")}/${idOf(given.name)}`;
}

function Returned({ desk }: { desk: Desk }) {
  return (
    <section aria-labelledby="returned">
      <h2 class="govuk-heading-m" id="returned">
        Returned for changes
      </h2>
      {desk.returned.map((given) => (
        <div class="tm-due" key={given.name}>
          <h3 class="govuk-heading-s">
            <Link href={pathOf(given)}>
              {`${periodOf(given)}, ${titleOf(given, desk.contracts)}`}
            </Link>
          </h3>
          <p class="govuk-body">The council asks:</p>
          <blockquote class="tm-words govuk-body tm-kept-lines">
            {given.comment}
          </blockquote>
        </div>
      ))}
    </section>
  );
}

interface GroupProps {
  title: string;
  returns: Return[];
  contracts: Map<string, Contract>;
}

// How many are shown of a list, until somebody wants to see them all.
const AT_FIRST = 20;

function Group({ title, returns, contracts }: GroupProps) {
  const [all, setAll] = useState(false);
  if (!returns.length) return null;
  const shown = all ? returns : returns.slice(0, AT_FIRST);
  const id = title.toLowerCase().replaceAll(/\W+/g, "-");
  return (
    <section aria-labelledby={id}>
      <h2 class="govuk-heading-m" id={id}>
        {title}
      </h2>
      <ul class="govuk-task-list">
        {shown.map((given) => (
          <li
            class="govuk-task-list__item govuk-task-list__item--with-link"
            key={given.name}
          >
            <div class="govuk-task-list__name-and-hint">
              <a
                class="govuk-link govuk-task-list__link"
                href={pathOf(given)}
              >{`${periodOf(given)}, ${titleOf(given, contracts)}`}</a>
              <div class="govuk-task-list__hint">
                {upperFirst(dueInWords(given.dueDate))}
                {given.extension &&
                  `. The council gave you until ${dayInWords(given.dueDate)}`}
              </div>
            </div>
            <div class="govuk-task-list__status">
              <WordTag word={returnState(given.state)} />
            </div>
          </li>
        ))}
      </ul>
      {shown.length < returns.length && (
        <Button kind="secondary" onClick={() => setAll(true)}>
          {`Show all ${returns.length}`}
          <span class="govuk-visually-hidden"> {title.toLowerCase()}</span>
        </Button>
      )}
    </section>
  );
}

function Lately({ desk }: { desk: Desk }) {
  return (
    <Table
      caption="Submitted and accepted lately"
      rows={desk.sent}
      keyOf={({ name }) => name}
      empty="What you submit is shown here, with what the council makes of it."
      columns={[
        {
          heading: "Return",
          cell: (given) => (
            <Link href={pathOf(given)}>
              {`${periodOf(given)}, ${titleOf(given, desk.contracts)}`}
            </Link>
          ),
        },
        {
          heading: "Status",
          cell: ({ state }) => <WordTag word={returnState(state)} />,
        },
        {
          heading: "When",
          cell: (given) =>
            momentInWords(
              given.state === State.ACCEPTED
                ? given.acceptTime
                : given.submitTime,
            ),
        },
        { heading: "In time", cell: inTime },
        {
          heading: "The council says",
          cell: (given) =>
            given.state === State.ACCEPTED && given.comment
              ? given.comment
              : "No comment",
        },
      ]}
    />
  );
}
