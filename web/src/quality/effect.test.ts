import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  Figure_NoValue,
  FigureSchema,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import {
  effectInWords,
  figureInFull,
  monthsBefore,
  monthsSince,
} from "./effect";

const share = (of: [number, number], between: [number, number]) =>
  create(FigureSchema, {
    numerator: BigInt(of[0]),
    denominator: BigInt(of[1]),
    value: of[0] / of[1],
    interval: { lower: between[0], upper: between[1] },
  });

const tooFew = create(FigureSchema, {
  numerator: 2n,
  denominator: 3n,
  noValue: Figure_NoValue.TOO_FEW,
  interval: { lower: 0.2, upper: 0.94 },
});

describe("the months that are compared", () => {
  test("are six before the month of the offer, over a new year", () => {
    expect(monthsBefore({ year: 2026, month: 3 })).toEqual({
      from: { year: 2025, month: 9 },
      to: { year: 2026, month: 2 },
    });
  });

  test("are the whole ones since, and none while the first goes on", () => {
    const offered = { year: 2026, month: 3 };
    expect(monthsSince(offered, { year: 2026, month: 3 })).toBeUndefined();
    expect(monthsSince(offered, { year: 2026, month: 4 })).toEqual({
      from: { year: 2026, month: 4 },
      to: { year: 2026, month: 4 },
    });
  });
});

describe("whether support helped", () => {
  const before = share([20, 80], [0.17, 0.35]);

  test("is said where chance does not explain the difference", () => {
    const up = effectInWords(before, share([60, 80], [0.64, 0.83]));
    expect(up).toContain("higher than before by more than chance explains");
    expect(up).toContain("does not show that the support was the reason");
    expect(effectInWords(share([60, 80], [0.64, 0.83]), before)).toContain(
      "lower than before by more than chance",
    );
  });

  test("is left open where chance may explain it, even at the very edge", () => {
    expect(effectInWords(before, share([9, 20], [0.35, 0.66]))).toContain(
      "chance alone may explain",
    );
  });

  test("is left open where one of the two cannot be judged", () => {
    expect(effectInWords(before, tooFew)).toContain("cannot be judged");
    expect(effectInWords(undefined, before)).toContain("cannot be judged");
  });

  test("comes with what each figure rests on", () => {
    expect(figureInFull(before)).toBe(
      "25.0% (20 of 80; likely between 17.0% and 35.0%)",
    );
    expect(figureInFull(undefined)).toBe("Missing");
  });
});
