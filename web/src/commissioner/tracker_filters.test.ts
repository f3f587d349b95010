import { describe, expect, it } from "vitest";
import { Return_State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  dueRange,
  filtersOf,
  questions,
  trackerPlace,
} from "./tracker_filters";

describe("filtersOf", () => {
  it("shows what needs attention in the last year unless told otherwise", () => {
    expect(filtersOf({})).toEqual({
      provider: "",
      show: "attention",
      months: "12",
    });
  });

  it("takes no value that it does not know", () => {
    expect(filtersOf({ show: "everything", months: "999" })).toEqual(
      filtersOf({}),
    );
  });

  it("reads back what trackerPlace wrote", () => {
    const filters = { provider: "1-1", show: "overdue", months: "3" } as const;
    const url = new URL(trackerPlace(filters), "http://console");
    expect(filtersOf(Object.fromEntries(url.searchParams))).toEqual(filters);
  });
});

describe("trackerPlace", () => {
  it("leaves out what is so anyway", () => {
    expect(trackerPlace({ show: "attention", months: "12" })).toBe("/tracker");
  });
});

describe("dueRange", () => {
  it("goes a year back and a month ahead", () => {
    expect(dueRange("12", { year: 2026, month: 11, day: 22 })).toEqual({
      dueFrom: { year: 2025, month: 11, day: 22 },
      dueTo: { year: 2026, month: 12, day: 22 },
    });
  });

  it("keeps to days that there are", () => {
    const range = dueRange("3", { year: 2026, month: 1, day: 31 });
    expect(range.dueFrom).toEqual({ year: 2025, month: 10, day: 31 });
    expect(range.dueTo).toEqual({ year: 2026, month: 2, day: 28 });
  });
});

describe("questions", () => {
  const range = dueRange("3", { year: 2026, month: 11, day: 22 });

  it("asks for what waits however long ago it fell due", () => {
    expect(questions("waiting", range)).toEqual([
      { state: Return_State.SUBMITTED },
      { state: Return_State.RESUBMITTED },
    ]);
  });

  it("asks for what is overdue within the range", () => {
    expect(questions("overdue", range)[0]).toMatchObject(range);
  });
});
