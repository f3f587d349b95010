import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import {
  dayCode,
  dayInWords,
  daysBetween,
  momentInWords,
  periodInWords,
  timeOfDay,
  today,
} from "./dates";

describe("a day in words", () => {
  it("has no leading nought and no ordinal", () => {
    expect(dayInWords({ year: 2028, month: 2, day: 29 })).toBe(
      "29 February 2028",
    );
  });

  it("is empty for no date", () => {
    expect(dayInWords({ year: 0, month: 0, day: 0 })).toBe("");
    expect(dayInWords(undefined)).toBe("");
  });
});

describe("a moment in words", () => {
  it("is in the time of England, in summer as in winter", () => {
    const at = (text: string) =>
      momentInWords(timestampFromDate(new Date(text)));
    expect(at("2026-06-12T13:05:00Z")).toBe("12 June 2026 at 2:05pm");
    expect(at("2026-12-12T13:05:00Z")).toBe("12 December 2026 at 1:05pm");
  });
});

describe("today", () => {
  it("is the day in England, not in Greenwich", () => {
    expect(dayCode(today(new Date("2026-06-30T23:30:00Z")))).toBe("2026-07-01");
    expect(dayCode(today(new Date("2026-12-31T23:30:00Z")))).toBe("2026-12-31");
  });
});

describe("days between", () => {
  it("counts whole days across a change of the clocks and a leap day", () => {
    const from = { year: 2026, month: 3, day: 28 };
    expect(daysBetween(from, { year: 2026, month: 3, day: 30 })).toBe(2);
    expect(
      daysBetween(
        { year: 2028, month: 2, day: 28 },
        { year: 2028, month: 3, day: 1 },
      ),
    ).toBe(2);
  });

  it("is negative for an earlier day", () => {
    expect(
      daysBetween(
        { year: 2026, month: 6, day: 2 },
        { year: 2026, month: 5, day: 31 },
      ),
    ).toBe(-2);
  });
});

describe("a period in words", () => {
  it("names a month, and leaves other periods as the contract has them", () => {
    expect(periodInWords("2026-06")).toBe("June 2026");
    expect(periodInWords("2026-27-q1")).toBe("April to June 2026");
    expect(periodInWords("2026-27-q4")).toBe("January to March 2027");
    expect(periodInWords("1999-00-q3")).toBe("October to December 1999");
    expect(periodInWords("2026-28-q1")).toBe("2026-28-q1");
    expect(periodInWords("2026-13")).toBe("2026-13");
    expect(periodInWords("4w-027")).toBe("4w-027");
  });
});

describe("the time of day", () => {
  it("is that of England", () => {
    expect(timeOfDay(new Date("2026-07-01T13:05:00Z"))).toBe("2:05pm");
    expect(timeOfDay(new Date("2026-11-01T00:05:00Z"))).toBe("12:05am");
  });
});
