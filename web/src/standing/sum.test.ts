import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Figure_Kind, Figure_NoValue, FigureSchema } from "~/api/gen/tidemark/monitoring/v1/figure_pb"; // prettier-ignore
import { addsUp, sumInWords } from "./sum";

const line = (numerator: number, denominator: number) => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});
const share = (numerator: number, denominator: number) =>
  create(FigureSchema, {
    numerator: BigInt(numerator),
    denominator: BigInt(denominator),
    value: denominator ? numerator / denominator : undefined,
  });

describe("a figure as a sum", () => {
  it("adds its lines up to the share", () => {
    expect(sumInWords([line(3, 4), line(8, 10)], share(11, 14))).toBe(
      "3 of 4 + 8 of 10 = 11 of 14 = 78.6%",
    );
  });

  it("leaves out lines that add nothing, and a sum of one", () => {
    expect(sumInWords([line(0, 0), line(3, 4)], share(3, 4))).toBe(
      "3 of 4 = 75.0%",
    );
  });

  it("keeps a line in which none of some was met", () => {
    expect(sumInWords([line(0, 2), line(3, 4)], share(3, 6))).toContain(
      "0 of 2 + 3 of 4",
    );
  });

  it("writes the first and the last of many", () => {
    const lines = Array.from({ length: 9 }, (_, i) => line(i, 10));
    expect(sumInWords(lines, share(36, 90))).toBe(
      "0 of 10 + 1 of 10 + 2 of 10 + 3 of 10 + … + 8 of 10 = 36 of 90 = 40.0%",
    );
  });

  it("says too few in words where there are too few", () => {
    const few = create(FigureSchema, {
      numerator: 3n,
      denominator: 4n,
      noValue: Figure_NoValue.TOO_FEW,
    });
    expect(sumInWords([line(1, 2), line(2, 2)], few)).toBe(
      "1 of 2 + 2 of 2 = 3 of 4 = too few to judge",
    );
  });

  it("adds counts without shares", () => {
    const two = create(FigureSchema, {
      kind: Figure_Kind.COUNT,
      numerator: 2n,
    });
    expect(sumInWords([line(1, 0), line(1, 0)], two)).toBe("1 + 1 = 2");
  });

  it("has nothing to add up where there is nothing", () => {
    expect(sumInWords([], share(0, 0))).toBe("There is nothing to add up.");
  });

  it("notices lines that do not add up", () => {
    expect(addsUp([line(3, 4), line(8, 10)], share(11, 14))).toBe(true);
    expect(addsUp([line(3, 4), line(8, 10)], share(12, 14))).toBe(false);
  });
});
