import { describe, expect, it } from "vitest";
import {
  lastFullMonth,
  monthCode,
  monthPlus,
  monthsInWords,
  parseMonth,
  spanInWords,
} from "./months";

describe("months", () => {
  it.each(["2026-13", "2026-00", "26-01", "2026-1", "", "x", "1776-07"])(
    "are not made of %j",
    (code) => expect(parseMonth(code)).toBeUndefined(),
  );

  it("go from an address and back", () => {
    expect(monthCode(parseMonth("2026-06")!)).toBe("2026-06");
  });

  it("cross the turn of a year both ways", () => {
    expect(monthPlus({ year: 2025, month: 12 }, 1)).toEqual({ year: 2026, month: 1 }); // prettier-ignore
    expect(monthPlus({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 }); // prettier-ignore
    expect(monthPlus({ year: 2026, month: 3 }, -15)).toEqual({ year: 2024, month: 12 }); // prettier-ignore
  });

  it("know the last one that is over", () => {
    expect(lastFullMonth({ year: 2026, month: 1 })).toEqual({ year: 2025, month: 12 }); // prettier-ignore
  });

  it("are said in words, without a year twice", () => {
    const june = { year: 2026, month: 6 };
    expect(monthsInWords(june, june)).toBe("June 2026");
    expect(monthsInWords({ year: 2026, month: 4 }, june)).toBe("April to June 2026"); // prettier-ignore
    expect(monthsInWords({ year: 2025, month: 11 }, june)).toBe("November 2025 to June 2026"); // prettier-ignore
  });
});

const day = (year: number, month: number, at: number) => ({
  year,
  month,
  day: at,
});

describe("a span of days", () => {
  it.each([
    [day(2026, 2, 1), day(2026, 2, 28), "February 2026"],
    [day(2028, 2, 1), day(2028, 2, 29), "February 2028"],
    [day(2028, 2, 1), day(2028, 2, 28), "1 February to 28 February 2028"],
    [day(2026, 7, 1), day(2026, 9, 30), "July to September 2026"],
    [day(2025, 12, 1), day(2026, 1, 31), "December 2025 to January 2026"],
    [day(2026, 5, 3), day(2026, 10, 31), "3 May to 31 October 2026"],
  ])("is short where it can be", (from, to, words) => {
    expect(spanInWords(from, to)).toBe(words);
  });

  it("is empty without an end", () => {
    expect(spanInWords(day(2026, 2, 1), undefined)).toBe("");
  });
});
