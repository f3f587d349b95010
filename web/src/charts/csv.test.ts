import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";

describe("a table as a file", () => {
  it("begins with the mark of UTF-8 and ends each row as the standard says", () => {
    expect(csvOf(["Month", "Share"], [["June 2026", 0.5]])).toBe(
      "\ufeffMonth,Share\r\nJune 2026,0.5\r\n",
    );
  });

  it("quotes what has commas, quotes or lines in it", () => {
    expect(csvOf(["A"], [['say "yes", twice\nor so']])).toContain(
      '"say ""yes"", twice\nor so"',
    );
  });

  it.each(["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\tx", "\rx", "'=1"])(
    "never writes %j as something that is run",
    (text) => {
      expect(csvOf(["A"], [[text]])).toMatch(/\r\n"?'/);
    },
  );

  it.each(["-2", "+0.5", "plain", "3-4"])("leaves %j as it is", (text) => {
    expect(csvOf(["A"], [[text]])).toBe(`\ufeffA\r\n${text}\r\n`);
  });

  it("leaves cells of nothing empty and keeps 0 as 0", () => {
    expect(csvOf(["A", "B"], [[undefined, 0]])).toBe("\ufeffA,B\r\n,0\r\n");
  });
});
