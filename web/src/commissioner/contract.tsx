// One contract: what was agreed, what it asks for, and how it goes.
import { idOf } from "~/api/names";
import { useQuery } from "~/api/query";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { More, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { Table } from "~/parts/table";
import { dayInWords, daysBetween, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { askContract, type ContractKnown } from "./contract_data";
import { DelegatedReview, Variations } from "./contract_history";
import { IncentiveTerms } from "./contract_pay";
import { Requirements, Targets } from "./contract_targets";
import { personPlace, providerPlace, returnPlace } from "~/api/places";
import { contractKind, contractState } from "~/words/contracts";
import { spanInWords } from "~/words/months";
import { periodOf } from "~/words/returns";
import { cameInWords, frequency, standing } from "./words";

export default function ContractPage({ contract }: { contract: string }) {
  const query = useQuery(["contract", contract], (signal) =>
    askContract(contract, signal),
  );
  const known = query.state === "known" ? query.value : undefined;
  return (
    <Page
      title={known?.contract.title ?? "Contract"}
      caption={known?.provider}
      back={{ href: "/contracts", label: "Back to contracts" }}
    >
      <Await query={query} loading="Loading the contract">
        {(value) => <ContractParts known={value} />}
      </Await>
    </Page>
  );
}

function ContractParts({ known }: { known: ContractKnown }) {
  const { contract, returns } = known;
  return (
    <>
      <Terms known={known} />
      {returns && <ReturnsOf returns={returns} />}
      <Requirements contract={contract} metrics={known.metrics} />
      <Targets targets={known.targets} metrics={known.metrics} />
      <IncentiveTerms history={known.history} contract={contract} />
      <DelegatedReview given={contract.delegatedReview} />
      <Calendar contract={contract} />
      <Variations given={contract.variations} />
    </>
  );
}

function Terms({ known }: { known: ContractKnown }) {
  const { contract, provider, people } = known;
  return (
    <Facts
      facts={[
        {
          name: "State",
          value: (
            <>
              <WordTag word={contractState(contract.state)} />
              {contract.stateReason && (
                <span class="tm-under">{contract.stateReason}</span>
              )}
            </>
          ),
        },
        {
          name: "Provider",
          value: (
            <Link href={providerPlace(contract.provider)}>{provider}</Link>
          ),
        },
        { name: "Reference", value: idOf(contract.name) },
        {
          name: "Kind of support",
          value: contract.serviceType || "Not recorded",
        },
        {
          name: "How it is bought",
          value: [contractKind(contract.kind), contract.lot]
            .filter(Boolean)
            .join(", "),
        },
        {
          name: "Runs",
          value:
            spanInWords(contract.startDate, contract.endDate) +
            (contract.extendableUntil
              ? `; can be extended to ${dayInWords(contract.extendableUntil)}`
              : ""),
        },
        ...(people
          ? [{ name: "People supported", value: <People people={people} /> }]
          : []),
      ]}
    />
  );
}

function People({ people }: { people: readonly string[] }) {
  if (!people.length) return <>Nobody at present</>;
  return (
    <>
      {counted(people.length, "person", "people")} with outcomes under it
      <More summary="By their references">
        <ul class="govuk-list tm-inline-list">
          {people.map((person) => (
            <li key={person}>
              <Link href={personPlace(person)}>{idOf(person)}</Link>
            </li>
          ))}
        </ul>
      </More>
    </>
  );
}

// The last year of returns, and what is due next.
const RECENT_DAYS = 400;
const AHEAD_DAYS = 100;

function ReturnsOf({ returns }: { returns: readonly Return[] }) {
  const now = today();
  const near = [...returns]
    .filter(({ dueDate }) => {
      const days = dueDate ? daysBetween(now, dueDate) : 0;
      return days > -RECENT_DAYS && days < AHEAD_DAYS;
    })
    .reverse();
  return (
    <Table
      caption="Its returns, the latest first"
      rows={near}
      keyOf={({ name }) => name}
      empty="No return falls due around now."
      columns={[
        {
          heading: "Period",
          cell: (each) => (
            <Link href={returnPlace(each.name)}>{periodOf(each)}</Link>
          ),
        },
        { heading: "Due", cell: ({ dueDate }) => dayInWords(dueDate) },
        { heading: "Came", cell: (each) => cameInWords(each) || "Not yet" },
        {
          heading: "Where it stands",
          cell: (each) => <WordTag word={standing(each)} />,
        },
      ]}
    />
  );
}

function Calendar({ contract }: { contract: Contract }) {
  const calendar = contract.returnCalendar;
  if (!calendar) return null;
  return (
    <section>
      <h2 class="govuk-heading-m">When returns are due</h2>
      <p class="govuk-body">
        {frequency(calendar.frequency)},{" "}
        {counted(calendar.periods.length, "period")} in all.
      </p>
      <More summary="Every period and its due date">
        <Table
          caption="Periods"
          captionHidden
          rows={calendar.periods}
          keyOf={({ id }) => id}
          empty="No periods"
          columns={[
            {
              heading: "Period",
              cell: ({ startDate, endDate }) => spanInWords(startDate, endDate),
            },
            { heading: "Due", cell: ({ dueDate }) => dayInWords(dueDate) },
          ]}
        />
      </More>
    </section>
  );
}
