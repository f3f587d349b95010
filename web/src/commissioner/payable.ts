// Periods that may have a statement and have none yet.
import { idOf } from "~/api/names";
import type { Contract } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import type {
  IncentiveTermsHistory,
  Statement,
} from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { daysBetween } from "~/words/dates";
import type { PlainDay } from "~/words/dates";

export interface Payable {
  contract: Contract;
  period: string;
  start: PlainDay;
  end: PlainDay;
}

// The periods of a contract that are over, for which it pays for outcomes by
// the terms of their first day, and whose own statement was not issued.
export function payablePeriods(
  contract: Contract,
  history: Pick<IncentiveTermsHistory, "versions">,
  statements: readonly Pick<Statement, "name" | "contract">[],
  today: PlainDay,
): Payable[] {
  const issued = new Set(
    statements
      .filter((each) => each.contract === contract.name)
      .map((each) => idOf(each.name)),
  );
  return (contract.returnCalendar?.periods ?? []).flatMap(
    ({ id, startDate: start, endDate: end }) => {
      if (!start || !end || daysBetween(end, today) <= 0) return [];
      if (issued.has(id) || !paysFor(history, start)) return [];
      return [{ contract, period: id, start, end }];
    },
  );
}

// Of the versions that hold for a day, the last one made does.
function paysFor(
  { versions }: Pick<IncentiveTermsHistory, "versions">,
  day: PlainDay,
): boolean {
  const held = versions.filter(
    ({ effectiveDate }) =>
      effectiveDate && daysBetween(effectiveDate, day) >= 0,
  );
  return held.at(-1)?.terms !== undefined;
}
