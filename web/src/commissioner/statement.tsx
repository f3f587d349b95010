// One statement, down to its lines: as it was issued, or as it would be.
import { useState } from "preact/hooks";
import { faultOf } from "~/api/fault";
import { inCouncil } from "~/api/names";
import { providerName, providerNames } from "~/api/providers";
import { useQuery } from "~/api/query";
import { client } from "~/api/transport";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import {
  Statement_State,
  type Statement,
} from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { Await } from "~/parts/await";
import { Facts } from "~/parts/facts";
import { Link } from "~/parts/links";
import { Done, Inset, Warning, WordTag } from "~/parts/notices";
import { Page } from "~/parts/page";
import { momentInWords } from "~/words/dates";
import { money } from "~/words/numbers";
import { who } from "~/words/who";
import { contractPlace } from "~/api/places";
import { AccountPart, AdjustmentPart } from "./statement_account";
import { Answer, Issue, Responses, Verify } from "./statement_acts";
import { statementTitle } from "./statements";
import { statementState } from "~/words/contracts";

interface Given {
  contract: string;
  statement: string;
}

interface Known {
  statement: Statement;
  contract: Contract;
  provider: string;
}

async function ask(given: Given, signal: AbortSignal): Promise<Known> {
  const name = inCouncil(
    ...["contracts", given.contract, "statements", given.statement],
  );
  const [statement, contract, names] = await Promise.all([
    client(StatementService)
      .getStatement({ name }, { signal })
      .catch((error: unknown) => {
        if (faultOf(error).kind !== "absent") throw error;
        return client(StatementService).draftStatement({ name }, { signal });
      }),
    client(ContractsService).getContract(
      { name: inCouncil("contracts", given.contract) },
      { signal },
    ),
    providerNames(),
  ]);
  return {
    statement,
    contract,
    provider: providerName(names, contract.provider),
  };
}

export default function StatementPage(given: Given) {
  const query = useQuery(
    ["statement", given.contract, given.statement],
    (signal) => ask(given, signal),
  );
  const known = query.state === "known" ? query.value : undefined;
  return (
    <Page
      title={
        known
          ? `${known.contract.title}, ${statementTitle(known.statement)}`
          : "Statement"
      }
      caption={known?.provider}
      back={{ href: "/statements", label: "Back to statements" }}
    >
      <Await query={query} loading="Working out the statement">
        {(value) => (
          <StatementParts
            known={value}
            onChange={(statement) => query.put({ ...value, statement })}
            onLook={query.reload}
          />
        )}
      </Await>
    </Page>
  );
}

interface PartsProps {
  known: Known;
  onChange: (now: Statement) => void;
  onLook: () => void;
}

function StatementParts({ known, onChange, onLook }: PartsProps) {
  const { statement, contract } = known;
  const [done, setDone] = useState("");
  const draft = statement.state === Statement_State.DRAFT;
  const change = (words: string) => (now: Statement) => {
    setDone(words);
    onChange(now);
    window.scrollTo(0, 0);
  };
  return (
    <>
      {done && <Done>{done}</Done>}
      {draft && (
        <Inset>
          This is a draft: what the statement would be if it were issued now. It
          is stored nowhere.
        </Inset>
      )}
      {statement.cautions.map((caution) => (
        <Warning key={caution}>{caution}</Warning>
      ))}
      <Sums statement={statement} contract={contract} />
      {statement.account && (
        <AccountPart
          title={statementTitle(statement)}
          account={statement.account}
        />
      )}
      {statement.adjustments.map((each) => (
        <AdjustmentPart key={each.statement} given={each} />
      ))}
      {draft ? (
        <Issue
          draft={statement}
          onIssued={change("The statement is issued. The provider sees it.")}
          onLook={onLook}
        />
      ) : (
        <>
          <Responses given={statement} />
          {statement.state === Statement_State.DISPUTED && (
            <Answer
              given={statement}
              onAnswered={change("Your answer is with the provider.")}
              onLook={onLook}
            />
          )}
          <Verify name={statement.name} />
        </>
      )}
    </>
  );
}

function Sums(props: { statement: Statement; contract: Contract }) {
  const { statement, contract } = props;
  const owed = statement.totalPence < 0n;
  return (
    <Facts
      facts={[
        {
          name: owed ? "The provider owes" : "To pay",
          value: (
            <strong class="tm-sum">
              {money(owed ? -statement.totalPence : statement.totalPence)}
            </strong>
          ),
        },
        { name: "For the period", value: money(statement.accountPence) },
        {
          name: "Corrections of earlier periods",
          value: money(statement.adjustmentPence),
        },
        {
          name: "State",
          value: <WordTag word={statementState(statement.state)} />,
        },
        ...(statement.issueTime
          ? [
              {
                name: "Issued",
                value: `${momentInWords(statement.issueTime)}, by ${who(statement.issuedBy)}`,
              },
            ]
          : []),
        {
          name: "Contract",
          value: (
            <Link href={contractPlace(contract.name)}>{contract.title}</Link>
          ),
        },
        {
          name: "Terms",
          value: statement.terms
            ? statement.termsVariation
              ? `As varied, variation ${statement.termsVariation}`
              : "As first agreed"
            : "Those of the statements that are corrected",
        },
      ]}
    />
  );
}
