// What is paid for outcomes: the contracts that do, and what was issued.
import { client } from "~/api/transport";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { Contract_State } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { StatementService } from "~/api/gen/tidemark/incentives/v1/statement_service_pb";
import type { Statement } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { today } from "~/words/dates";
import { listStatements } from "./ask";
import { payablePeriods, type Payable } from "./payable";

export interface Pay {
  statements: Statement[];
  // Periods that are over and have no statement.
  payable: Payable[];
}

// Terms that were varied away still hold for earlier periods, so each contract
// that has terms, or had a variation of them, is asked for their history.
export async function askPay(
  contracts: readonly Contract[],
  signal: AbortSignal,
): Promise<Pay> {
  const paying = contracts.filter(
    ({ state, incentiveTerms, variations }) =>
      state !== Contract_State.DRAFT &&
      state !== Contract_State.WITHDRAWN &&
      (incentiveTerms !== undefined ||
        variations.some(({ changedFields }) =>
          changedFields.includes("incentive_terms"),
        )),
  );
  const [statements, ...histories] = await Promise.all([
    listStatements(signal),
    ...paying.map(({ name }) =>
      client(StatementService).getIncentiveTerms({ name }, { signal }),
    ),
  ]);
  return {
    statements,
    payable: paying.flatMap((contract, i) => {
      const history = histories[i];
      return history
        ? payablePeriods(contract, history, statements, today())
        : [];
    }),
  };
}
