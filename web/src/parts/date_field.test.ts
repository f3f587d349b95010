import { describe, expect, test } from "vitest";
import { dayTyped, NO_DAY, typedDay } from "./date_field";

describe("a day as it is typed", () => {
  test("is the day, with or without leading zeros", () => {
    const day = { year: 2026, month: 6, day: 5 };
    expect(dayTyped({ day: "5", month: "6", year: "2026" })).toEqual(day);
    expect(dayTyped({ day: " 05", month: "06 ", year: "2026" })).toEqual(day);
  });

  test("is none where there is no such day", () => {
    expect(dayTyped(NO_DAY)).toBeUndefined();
    expect(dayTyped({ day: "31", month: "6", year: "2026" })).toBeUndefined();
    expect(dayTyped({ day: "29", month: "2", year: "2027" })).toBeUndefined();
    expect(dayTyped({ day: "5", month: "6", year: "26" })).toBeUndefined();
    expect(dayTyped({ day: "x", month: "6", year: "2026" })).toBeUndefined();
  });

  test("comes back as it was", () => {
    const day = { year: 2028, month: 2, day: 29 };
    expect(dayTyped(typedDay(day))).toEqual(day);
    expect(typedDay(undefined)).toEqual(NO_DAY);
  });
});
