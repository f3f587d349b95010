import { describe, expect, it } from "vitest";
import {
  Return_State,
  Return_Timeliness,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { spanInWords, standing } from "./words";

const day = (year: number, month: number, at: number) => ({
  year,
  month,
  day: at,
});

describe("spanInWords", () => {
  it.each([
    [day(2026, 2, 1), day(2026, 2, 28), "February 2026"],
    [day(2028, 2, 1), day(2028, 2, 28), "1 February to 28 February 2028"],
    [day(2026, 7, 1), day(2026, 9, 30), "July to September 2026"],
    [day(2025, 12, 1), day(2026, 1, 31), "December 2025 to January 2026"],
    [day(2026, 5, 3), day(2026, 10, 31), "3 May to 31 October 2026"],
  ])("is short where it can be", (from, to, words) => {
    expect(spanInWords(from, to)).toBe(words);
  });
});

describe("standing", () => {
  it("says that a return is overdue before what state it is in", () => {
    const given = {
      state: Return_State.IN_PROGRESS,
      timeliness: Return_Timeliness.OVERDUE,
      daysLate: 1,
    };
    expect(standing(given).word).toBe("Overdue by 1 day");
  });

  it("says of a late return that it waits, not that it was late", () => {
    const given = {
      state: Return_State.SUBMITTED,
      timeliness: Return_Timeliness.LATE,
      daysLate: 4,
    };
    expect(standing(given).word).toBe("To decide");
  });
});
