import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ContractSchema } from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { IncentiveTermsHistorySchema } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import { payablePeriods } from "./payable";

const NAME = "councils/E10000012/contracts/c";
const day = (year: number, month: number, at: number) => ({
  year,
  month,
  day: at,
});

const contract = create(ContractSchema, {
  name: NAME,
  returnCalendar: {
    periods: [4, 5, 6].map((month) => ({
      id: `2026-0${month}`,
      startDate: day(2026, month, 1),
      endDate: day(2026, month, month === 5 ? 31 : 30),
    })),
  },
});
const pays = create(IncentiveTermsHistorySchema, {
  versions: [{ effectiveDate: day(2026, 4, 1), terms: {} }],
});
const of = (...args: Parameters<typeof payablePeriods>) =>
  payablePeriods(...args).map(({ period }) => period);

describe("payablePeriods", () => {
  it("are those that are over, from the day after their last", () => {
    expect(of(contract, pays, [], day(2026, 5, 31))).toEqual(["2026-04"]);
    expect(of(contract, pays, [], day(2026, 6, 1))).toEqual([
      "2026-04",
      "2026-05",
    ]);
  });

  it("are not those whose statement was issued", () => {
    const issued = [{ name: `${NAME}/statements/2026-04`, contract: NAME }];
    expect(of(contract, pays, issued, day(2026, 6, 1))).toEqual(["2026-05"]);
  });

  it("are not closed by a statement that has corrections only", () => {
    const issued = [{ name: `${NAME}/statements/2026-04.1`, contract: NAME }];
    expect(of(contract, pays, issued, day(2026, 5, 1))).toEqual(["2026-04"]);
  });

  it("go by the terms of their first day", () => {
    const later = create(IncentiveTermsHistorySchema, {
      versions: [
        { effectiveDate: day(2026, 4, 1), terms: {} },
        { effectiveDate: day(2026, 5, 2) },
      ],
    });
    expect(of(contract, later, [], day(2026, 8, 1))).toEqual([
      "2026-04",
      "2026-05",
    ]);
  });
});
