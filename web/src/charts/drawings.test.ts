import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ControlChart_Cause as Cause } from "~/api/gen/tidemark/monitoring/v1/analysis_pb";
import {
  Comparison_Standing as Standing,
  ComparisonSchema,
} from "~/api/gen/tidemark/monitoring/v1/comparison_pb";
import { Figure_NoValue } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import {
  Metric_Direction as Direction,
  MetricSchema,
} from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import {
  SeriesSchema,
  type Series_PointSchema,
} from "~/api/gen/tidemark/monitoring/v1/series_pb";
import { meaningOf } from "./causes";
import { drawn } from "./draw";
import { liesBy } from "./funnel";
import { funnelDrawing, funnelSigns } from "./funnel_drawing";
import { hoursInWords, rowsOf } from "./levels";
import * as library from "./library";
import { sheetOf, wrapped } from "./picture";
import { seriesDrawing, seriesSigns } from "./series_drawing";

const METRIC = create(MetricSchema, {
  id: "outcomes-met",
  title: "Outcomes met",
  direction: Direction.HIGHER_IS_BETTER,
});

const LIMITS = { lower: 0.3, nearLower: 0.4, centre: 0.5, nearUpper: 0.6, upper: 0.7 }; // prettier-ignore

type Point = MessageInitShape<typeof Series_PointSchema>;

function point(month: number, value: number, cause = Cause.COMMON): Point {
  return {
    fromMonth: { year: 2026, month },
    toMonth: { year: 2026, month },
    figure: { value, numerator: 1n, denominator: 2n },
    limits: LIMITS,
    specialCause: cause,
  };
}

function gap(month: number, noValue: Figure_NoValue): Point {
  return {
    fromMonth: { year: 2026, month },
    toMonth: { year: 2026, month },
    figure: { noValue },
  };
}

function seriesOf(points: Point[], more: object = {}) {
  return create(SeriesSchema, {
    points,
    phases: [{ fromMonth: { year: 2026, month: 1 } }],
    ...more,
  });
}

function draw(series: ReturnType<typeof seriesOf>, width = 800) {
  return drawn(library, seriesDrawing(series, METRIC), width);
}

const marks = (svg: SVGElement, name: string) =>
  svg.querySelectorAll(`.${name} path, .${name} circle, .${name} rect`);

describe("a series", () => {
  it("has one sign for each point with a value", () => {
    const svg = draw(seriesOf([point(1, 0.4), point(2, 0.6), point(3, 0.5)]));
    expect(marks(svg, "tm-point-ordinary")).toHaveLength(3);
    expect(marks(svg, "tm-gap")).toHaveLength(0);
  });

  it("has a gap for what is missing, which breaks the line and is no point", () => {
    const svg = draw(
      seriesOf([point(1, 0.4), gap(2, Figure_NoValue.MISSING), point(3, 0.5)]),
    );
    expect(marks(svg, "tm-point-ordinary")).toHaveLength(2);
    expect(marks(svg, "tm-gap")).toHaveLength(1);
    const line = svg.querySelector(".tm-line-of-points path");
    expect(line?.getAttribute("d")?.match(/M/g)).toHaveLength(2);
  });

  it.each([
    [Figure_NoValue.MISSING, "missing"],
    [Figure_NoValue.TOO_FEW, "too few"],
    [Figure_NoValue.SUPPRESSED, "suppressed"],
    [Figure_NoValue.NOT_APPLICABLE, "not applicable"],
  ])("says why there is none (%s)", (noValue, words) => {
    const svg = draw(seriesOf([point(1, 0.4), gap(2, noValue)]));
    expect(svg.textContent).toContain(words);
  });

  it("keeps a 0 as a point at the bottom, unlike a gap", () => {
    const svg = draw(seriesOf([point(1, 0), point(2, 0.6)]));
    expect(marks(svg, "tm-point-ordinary")).toHaveLength(2);
  });

  it("tells special causes apart by shape, not by colour alone", () => {
    const svg = draw(
      seriesOf([
        point(1, 0.5),
        point(2, 0.8, Cause.ABOVE_LIMIT),
        point(3, 0.1, Cause.BELOW_LIMIT),
      ]),
    );
    const shapes = ["ordinary", "better", "worse"].map((meaning) => {
      const [sign] = marks(svg, `tm-point-${meaning}`);
      return sign?.getAttribute("d") ?? sign?.localName;
    });
    expect(new Set(shapes).size).toBe(3);
    expect(svg.textContent).toContain("Above the limit");
    expect(svg.textContent).toContain("Below the limit");
  });

  it("labels a run once", () => {
    const svg = draw(
      seriesOf([1, 2, 3].map((month) => point(month, 0.6, Cause.SHIFT_ABOVE))),
    );
    expect(svg.textContent?.match(/Stays above the centre/g)).toHaveLength(1);
  });

  it("marks where limits begin anew", () => {
    const svg = draw(
      seriesOf([point(1, 0.4), point(2, 0.6)], {
        phases: [
          { fromMonth: { year: 2026, month: 1 } },
          { fromMonth: { year: 2026, month: 2 }, reason: "New manager" },
        ],
      }),
    );
    expect(svg.textContent).toContain("New limits");
  });

  it("names only the signs that it has", () => {
    const words = seriesSigns(seriesOf([point(1, 0.4)]), METRIC).map(
      (sign) => sign.words,
    );
    expect(words).toEqual(["Ordinary variation", "Centre", "Limits of chance"]);
  });

  it("says in its legend what the target is", () => {
    const [sign] = seriesSigns(seriesOf([], { target: 0.7 }), METRIC);
    expect(sign?.words).toBe("Target: 70.0%");
  });

  it("is drawn even if no month has a figure", () => {
    const svg = draw(seriesOf([gap(1, Figure_NoValue.TOO_FEW)], { target: 0.7 })); // prettier-ignore
    expect(svg.textContent).toContain("too few");
  });

  it("brings no style that a strict policy refuses", () => {
    const svg = draw(seriesOf([point(1, 0.4)]));
    expect(svg.querySelector("style, [style]")).toBeNull();
  });
});

describe("what a special cause means", () => {
  it.each([
    [Cause.ABOVE_LIMIT, Direction.HIGHER_IS_BETTER, "better"],
    [Cause.ABOVE_LIMIT, Direction.LOWER_IS_BETTER, "worse"],
    [Cause.TREND_DOWN, Direction.LOWER_IS_BETTER, "better"],
    [Cause.SHIFT_BELOW, Direction.HIGHER_IS_BETTER, "worse"],
    [Cause.TREND_UP, Direction.NEUTRAL, "different"],
    [Cause.COMMON, Direction.HIGHER_IS_BETTER, "ordinary"],
  ])("follows from its side and from which way is better", (cause, way, is) => {
    expect(meaningOf(cause, way)).toBe(is);
  });
});

const BAND = {
  attention: { lower: 0.4, upper: 0.6 },
  action: { lower: 0.3, upper: 0.7 },
};

function unit(id: string, value: number, standing: Standing) {
  return {
    subject: id,
    displayName: id,
    figure: { value, numerator: 5n, denominator: 10n },
    standing,
    unadjusted: BAND,
    adjusted: BAND,
  };
}

const COMPARISON = create(ComparisonSchema, {
  centre: 0.5,
  units: [
    unit("Avocet", 0.5, Standing.INSIDE),
    unit("Curlew", 0.65, Standing.ATTENTION_HIGH),
    unit("Dunlin", 0.1, Standing.ACTION_LOW),
    { subject: "Small", displayName: "Small", figure: { noValue: Figure_NoValue.TOO_FEW } }, // prettier-ignore
  ],
  curve: [5, 10, 20].map((size) => ({ size, unadjusted: BAND, adjusted: BAND })), // prettier-ignore
});

describe("a funnel", () => {
  const options = { comparison: COMPARISON, metric: METRIC, adjusted: true };

  it("places each unit that can be judged, and no other", () => {
    const svg = drawn(library, funnelDrawing(options), 800);
    expect(marks(svg, "tm-unit")).toHaveLength(3);
  });

  it("draws both limits on both sides", () => {
    const svg = drawn(library, funnelDrawing(options), 800);
    for (const name of [
      "attention-lower",
      "attention-upper",
      "action-lower",
      "action-upper",
    ]) {
      // prettier-ignore
      expect(marks(svg, `tm-${name}`)).toHaveLength(1);
    }
  });

  it("marks one's own by its shape and its name", () => {
    const marked = { ...options, marked: "Curlew" };
    const svg = drawn(library, funnelDrawing(marked), 800);
    expect(marks(svg, "tm-own")).toHaveLength(1);
    expect(svg.textContent).toContain("Curlew");
    const names = [...svg.querySelectorAll(".tm-name text")];
    expect(names.map(({ textContent }) => textContent)).toEqual(["Curlew"]);
    expect(funnelSigns(COMPARISON, "Curlew")[0]).toMatchObject({
      shape: "diamond",
      words: "Curlew",
    });
  });

  it.each([
    [0.5, "Inside"],
    [0.4, "Inside"],
    [0.65, "Above 95% limit"],
    [0.75, "Above 99.8% limit"],
    [0.35, "Below 95% limit"],
    [0.1, "Below 99.8% limit"],
    [undefined, "Cannot be judged"],
  ])("says where %s lies", (value, words) => {
    const band = COMPARISON.units[0]!.adjusted;
    expect(liesBy(value, band)).toBe(words);
  });
});

describe("levels against a plan", () => {
  const on = (day: number) => ({ year: 2026, month: 6, day });

  it("have a row for each day on which anything changes", () => {
    const rows = rowsOf(
      [
        { from: on(1), minutes: 600 },
        { from: on(15), minutes: 300 },
      ],
      [
        { from: on(1), minutes: 600 },
        { from: on(8), minutes: 300 },
      ],
      [{ on: on(20), label: "Paused" }],
    );
    expect(
      rows.map(({ from, actual, plan, note }) => [
        from.day,
        actual?.minutes,
        plan?.minutes,
        note,
      ]),
    ).toEqual([
      [1, 600, 600, ""],
      [8, 600, 300, ""],
      [15, 300, 300, ""],
      [20, 300, 300, "Paused"],
    ]);
  });

  it.each([
    [undefined, "No level"],
    [0, "0 hours"],
    [60, "1 hour"],
    [165, "2 hours 45 minutes"],
    [45, "45 minutes"],
  ])("say %s in words", (minutes, words) => {
    expect(hoursInWords(minutes)).toBe(words);
  });
});

describe("a picture to take away", () => {
  it("has the title, the finding, the key and the chart", () => {
    const series = seriesOf([point(1, 0.4), point(2, 0.6)]);
    const sheet = sheetOf(library, {
      title: "Outcomes met over time",
      finding: "Nothing has changed.",
      signs: seriesSigns(series, METRIC),
      drawing: seriesDrawing(series, METRIC),
    });
    expect(sheet.textContent).toContain("Outcomes met over time");
    expect(sheet.textContent).toContain("Nothing has changed.");
    expect(sheet.textContent).toContain("Limits of chance");
    expect(marks(sheet, "tm-point-ordinary")).toHaveLength(2);
  });

  it("breaks long lines between words", () => {
    expect(wrapped("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapped("", 8)).toEqual([]);
  });
});
