// What a period comes to, line by line down to its return, and what is
// corrected of earlier ones.
import { idOf, segmentOf } from "~/api/names";
import {
  Account_Line_Kind,
  OutcomeInput_Result,
  OutcomeInput_Voice,
  type Account,
  type Adjustment,
  type OutcomeInput,
  type ReturnInput,
} from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { Link } from "~/parts/links";
import { More } from "~/parts/notices";
import { Table } from "~/parts/table";
import { currentUser } from "~/session/session";
import { dayInWords, periodInWords } from "~/words/dates";
import { count, money } from "~/words/numbers";
import { exclusionInWords } from "./contract_pay";
import { personPlace, returnPlace, statementPlace } from "~/api/places";
import { levelInWords } from "~/words/levels";
import { spanInWords } from "~/words/months";

const LINES: Record<Account_Line_Kind, string> = {
  [Account_Line_Kind.UNSPECIFIED]: "",
  [Account_Line_Kind.BASELINE]: "Paid whatever the outcomes",
  [Account_Line_Kind.FIRST_MET]: "Outcomes met for the first time",
  [Account_Line_Kind.MET]: "Outcomes met",
  [Account_Line_Kind.BAND]: "Share of outcomes met",
  [Account_Line_Kind.STEP_DOWNS]: "Step-downs that count",
  [Account_Line_Kind.FLOOR]: "Up to the least that is paid",
  [Account_Line_Kind.CAP]: "Above the most that is paid",
};

export function AccountPart(props: { title: string; account: Account }) {
  const { title, account } = props;
  return (
    <section>
      <Table
        caption={`Line by line: ${title}`}
        rows={account.lines}
        keyOf={({ kind }) => String(kind)}
        empty="The period comes to nothing."
        columns={[
          {
            heading: "What",
            cell: ({ kind, reason }) => (
              <>
                {LINES[kind]}
                <span class="tm-under">{reason}</span>
              </>
            ),
          },
          {
            heading: "How many",
            numeric: true,
            cell: ({ quantity }) => count(quantity),
          },
          {
            heading: "Each",
            numeric: true,
            cell: ({ unitPence }) => money(unitPence),
          },
          {
            heading: "Comes to",
            numeric: true,
            cell: ({ amountPence }) => money(amountPence),
          },
        ]}
      />
      <p class="govuk-body govuk-!-font-weight-bold">
        In all {money(account.totalPence)}
      </p>
      <RestsOn account={account} />
    </section>
  );
}

function RestsOn({ account }: { account: Account }) {
  return (
    <>
      <h2 class="govuk-heading-s">What it rests on</h2>
      <p class="govuk-body">
        <ReturnLine
          given={account.returnInput}
          period={spanInWords(account.periodStart, account.periodEnd)}
        />
      </p>
      {account.outcomesCounted > 0 && (
        <p class="govuk-body">
          {count(account.outcomesMet)} of {count(account.outcomesCounted)}{" "}
          outcomes that count are met.
          {account.outcomesExcluded > 0 &&
            ` ${count(account.outcomesExcluded)} are left out by the terms.`}
        </p>
      )}
      {currentUser().role === "finance" && (
        <p class="govuk-body">
          Which outcomes, and whose, is for those who support people. Finance
          sees how many.
        </p>
      )}
      {account.outcomes.length > 0 && (
        <More
          summary={`Each of the ${count(account.outcomes.length)} outcomes`}
        >
          <Outcomes outcomes={account.outcomes} />
        </More>
      )}
      {account.stepDowns.length > 0 && (
        <More summary="Each step-down">
          <Table
            caption="Step-downs"
            captionHidden
            rows={account.stepDowns.map((each, i) => ({ ...each, i }))}
            keyOf={({ i }) => String(i)}
            empty=""
            columns={[
              {
                heading: "Last step on",
                cell: ({ lastDate }) => dayInWords(lastDate),
              },
              {
                heading: "Person",
                cell: ({ person }) =>
                  person ? (
                    <Link href={personPlace(person)}>{idOf(person)}</Link>
                  ) : (
                    "Not shown"
                  ),
              },
              {
                heading: "Counts",
                cell: ({ counts, exclusion }) =>
                  counts
                    ? "Yes"
                    : exclusion
                      ? `No: left out, ${exclusionInWords(exclusion)}`
                      : "No",
              },
            ]}
          />
        </More>
      )}
    </>
  );
}

function ReturnLine(props: { given?: ReturnInput; period: string }) {
  const { given, period } = props;
  if (!given) return <>No return was accepted for this period.</>;
  const words = `The return of ${period}, version ${given.version}`;
  const nil = given.nilReturn ? ", which says that nobody was supported" : "";
  if (currentUser().role === "finance") return <>{`${words}${nil}.`}</>;
  return (
    <>
      <Link href={returnPlace(given.name)}>{words}</Link>
      {nil}.
    </>
  );
}

const RESULTS: Record<OutcomeInput_Result, string> = {
  [OutcomeInput_Result.UNSPECIFIED]: "",
  [OutcomeInput_Result.MET]: "Met",
  [OutcomeInput_Result.NOT_MET]: "Not met",
  [OutcomeInput_Result.NOT_CONFIRMED]: "Not met: the person did not rate it",
  [OutcomeInput_Result.NOT_RATED]: "Nobody rated it; it does not count",
  [OutcomeInput_Result.EXCLUDED]: "Left out",
};

const VOICES: Record<OutcomeInput_Voice, string> = {
  [OutcomeInput_Voice.UNSPECIFIED]: "Nobody’s",
  [OutcomeInput_Voice.PERSON]: "The person’s",
  [OutcomeInput_Voice.PRACTITIONER]: "The practitioner’s",
  [OutcomeInput_Voice.PROVIDER]: "The provider’s",
};

function Outcomes({ outcomes }: { outcomes: readonly OutcomeInput[] }) {
  return (
    <Table
      caption="Outcomes"
      captionHidden
      rows={outcomes.map((each, i) => ({ each, i }))}
      keyOf={({ i }) => String(i)}
      empty=""
      columns={[
        {
          heading: "Outcome",
          cell: ({ each, i }) =>
            each.outcome ? (
              <Link href={personPlace(each.outcome)}>
                {segmentOf(each.outcome, "people")}, {idOf(each.outcome)}
              </Link>
            ) : (
              `Outcome ${i + 1}`
            ),
        },
        { heading: "Comes to", cell: ({ each }) => resultInWords(each) },
        { heading: "Whose rating", cell: ({ each }) => VOICES[each.voice] },
        {
          heading: "Rating",
          cell: ({ each }) =>
            each.level === undefined ? "None" : levelInWords(each.level),
        },
      ]}
    />
  );
}

export function resultInWords(given: OutcomeInput): string {
  const { result, exclusion, firstMet } = given;
  if (result === OutcomeInput_Result.EXCLUDED) {
    return `${RESULTS[result]}: ${exclusionInWords(exclusion)}`;
  }
  if (result === OutcomeInput_Result.MET) {
    return firstMet ? "Met, for the first time" : "Met, and was before";
  }
  return RESULTS[result];
}

export function AdjustmentPart({ given }: { given: Adjustment }) {
  const changes = given.changes.map((each, i) => ({ ...each, i }));
  const period =
    spanInWords(given.account?.periodStart, given.account?.periodEnd) ||
    periodInWords(idOf(given.statement));
  return (
    <section>
      <Table
        caption={`Corrects ${period} by ${money(given.differencePence)}`}
        rows={given.lines}
        keyOf={({ kind }) => String(kind)}
        empty="No line differs by itself; the limits of the period do."
        columns={[
          {
            heading: "What",
            cell: ({ kind, reason }) => (
              <>
                {LINES[kind]}
                <span class="tm-under">{reason}</span>
              </>
            ),
          },
          { heading: "Was", numeric: true, cell: (l) => money(l.oldPence) },
          { heading: "Is", numeric: true, cell: (l) => money(l.newPence) },
          {
            heading: "Difference",
            numeric: true,
            cell: (l) => money(l.differencePence),
          },
        ]}
      />
      <p class="govuk-body">{given.reason}</p>
      {changes.length > 0 && (
        <ul class="govuk-list govuk-list--bullet">
          {changes.map(({ i, subject, before, after }) => (
            <li key={i}>
              {subject &&
                `${segmentOf(subject, "people") || segmentOf(subject, "packages")}, ${idOf(subject)}: `}
              before: {before}; now: {after}
            </li>
          ))}
        </ul>
      )}
      <p class="govuk-body">
        <Link href={statementPlace(given.statement)}>
          The statement of {period} as it was issued
        </Link>
      </p>
    </section>
  );
}
