import { describe, expect, it } from "vitest";
import { lastDayOf, parseDay, rangeInWords, rangeOf, rangeParameters } from "./range"; // prettier-ignore

const LAST = { year: 2026, month: 10 };

describe("the months of a page", () => {
  it("are the last twelve that are over where the address says nothing", () => {
    expect(rangeOf({}, LAST)).toEqual({
      from: { year: 2025, month: 11 },
      to: LAST,
      asOf: undefined,
    });
  });

  it("are those of the address, and lead back to it", () => {
    const address = { from: "2026-01", to: "2026-03", "as-of": "2026-05-31" };
    expect(rangeParameters(rangeOf(address, LAST))).toEqual(address);
  });

  it.each([
    [{ from: "2026-09", to: "2026-03" }, "2025-04"],
    [{ from: "soon", to: "2026-03" }, "2025-04"],
    [{ to: "2026-03" }, "2025-04"],
  ])("make sense even where %j does not", (address, from) => {
    expect(rangeParameters(rangeOf(address, LAST)).from).toBe(from);
  });

  it.each(["2026-02-29", "2026-13-01", "yesterday", ""])(
    "are not as of %j",
    (day) => expect(parseDay(day)).toBeUndefined(),
  );

  it("end on the last day, in leap years too", () => {
    expect(lastDayOf({ year: 2028, month: 2 }).day).toBe(29);
    expect(lastDayOf({ year: 2026, month: 2 }).day).toBe(28);
    expect(lastDayOf({ year: 2026, month: 12 }).day).toBe(31);
  });

  it("say as of when they are known", () => {
    const range = rangeOf({ from: "2026-01", to: "2026-03", "as-of": "2026-05-31" }, LAST); // prettier-ignore
    expect(rangeInWords(range)).toBe("January to March 2026, as known on 31 May 2026"); // prettier-ignore
  });
});
