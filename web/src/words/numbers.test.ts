import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Figure_Kind,
  Figure_NoValue,
  FigureSchema,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { counted, figureInWords, money, percent, restsOn } from "./numbers";

const share = {
  numerator: 31n,
  denominator: 40n,
  value: 0.775,
  interval: { lower: 0.62499, upper: 0.8768 },
};

describe("a figure in words", () => {
  it("is a share with one place", () => {
    expect(figureInWords(create(FigureSchema, share))).toBe("77.5%");
  });

  it("tells nought from nothing to measure", () => {
    const none = create(FigureSchema, { ...share, numerator: 0n, value: 0 });
    expect(figureInWords(none)).toBe("0.0%");
    const words = [
      Figure_NoValue.NOT_APPLICABLE,
      Figure_NoValue.MISSING,
      Figure_NoValue.TOO_FEW,
      Figure_NoValue.SUPPRESSED,
    ].map((noValue) => figureInWords(create(FigureSchema, { noValue })));
    expect(words).toEqual([
      "Not applicable",
      "Missing",
      "Too few to judge",
      "Suppressed",
    ]);
  });

  it("is a count where it counts, and nought is a count", () => {
    const kind = Figure_Kind.COUNT;
    expect(figureInWords(create(FigureSchema, { kind, numerator: 0n }))).toBe(
      "0",
    );
  });

  it("is missing if it was not sent", () => {
    expect(figureInWords(undefined)).toBe("Missing");
  });
});

describe("what a figure rests on", () => {
  it("is the sum and the range", () => {
    expect(restsOn(create(FigureSchema, share))).toBe(
      "31 of 40; likely between 62.5% and 87.7%",
    );
  });

  it("is not told where the figure is suppressed", () => {
    const noValue = Figure_NoValue.SUPPRESSED;
    expect(restsOn(create(FigureSchema, { ...share, noValue }))).toBe("");
  });
});

describe("numbers", () => {
  it("are counted with the right word", () => {
    expect(counted(1, "person", "people")).toBe("1 person");
    expect(counted(0, "person", "people")).toBe("0 people");
    expect(counted(1204n, "return")).toBe("1,204 returns");
  });

  it("are money from whole pence", () => {
    expect(money(120450n)).toBe("£1,204.50");
    expect(money(-5)).toBe("−£0.05");
  });

  it("round a share once", () => {
    expect(percent(0.7595)).toBe("76.0%");
  });
});
