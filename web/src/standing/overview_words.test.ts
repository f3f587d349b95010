import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  ControlChart_Assurance as Assurance,
  ControlChart_Variation as Variation,
} from "~/api/gen/tidemark/monitoring/v1/analysis_pb";
import { Figure_Rag, FigureSchema } from "~/api/gen/tidemark/monitoring/v1/figure_pb"; // prettier-ignore
import { Finding_Meaning } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { MetricSchema } from "~/api/gen/tidemark/monitoring/v1/metric_pb";
import { SeriesSchema } from "~/api/gen/tidemark/monitoring/v1/series_pb";
import { Signal_State, SignalSchema } from "~/api/gen/tidemark/oversight/v1/signal_pb"; // prettier-ignore
import { inWords } from "./overview_words";

const METRICS = new Map(
  ["Outcomes met", "Returns on time"].map((title) => {
    const id = title.toLowerCase().replaceAll(" ", "-");
    return [id, create(MetricSchema, { id, title })];
  }),
);

const series = (variation: Variation, assurance = Assurance.UNSPECIFIED) =>
  create(SeriesSchema, {
    metric: "outcomes-met",
    variation,
    assurance,
    target: 0.7,
  });

const figure = (rag: Figure_Rag, ragUnsure = false) =>
  create(FigureSchema, {
    metric: "returns-on-time",
    value: 0.8,
    rag,
    ragUnsure,
    target: { greenBasisPoints: 9000, amberBasisPoints: 8500 },
  });

const signal = (state: Signal_State, meaning: Finding_Meaning) =>
  create(SignalSchema, {
    name: "councils/C/signals/s",
    state,
    finding: { sentence: "Something stands out.", meaning },
  });

describe("how a provider stands, in words", () => {
  it("says what has got better under what goes well and what has changed", () => {
    const said = inWords(METRICS, [], [series(Variation.IMPROVEMENT_HIGH)], []);
    expect(said.well.map(({ words }) => words)).toEqual([
      "Outcomes met has got better, by more than chance explains.",
    ]);
    expect(said.changed).toEqual(said.well);
    expect(said.look).toEqual([]);
  });

  it("says what has got worse under what needs a look", () => {
    const said = inWords(METRICS, [], [series(Variation.CONCERN_LOW)], []);
    expect(said.look).toEqual(said.changed);
    expect(said.look[0]?.words).toContain("has got worse");
    expect(said.well).toEqual([]);
  });

  it("says nothing of what chance explains", () => {
    const said = inWords(METRICS, [], [series(Variation.COMMON_CAUSE)], []);
    expect(said).toEqual({ well: [], changed: [], look: [] });
  });

  it("calls a change of what is neither better nor worse just that", () => {
    const said = inWords(METRICS, [], [series(Variation.NEUTRAL_HIGH)], []);
    expect(said.changed[0]?.words).toContain("neither better nor worse");
    expect(said.well).toEqual([]);
    expect(said.look).toEqual([]);
  });

  it.each([
    [Assurance.CONSISTENT_PASS, "well", "meets its target of 70%"],
    [Assurance.CONSISTENT_FAIL, "look", "will miss its target of 70%"],
    [Assurance.INCONSISTENT, "look", "in some months and misses it in others"],
  ] as const)(
    "says how it stands to its target (%s)",
    (assured, pile, words) => {
      const said = inWords(METRICS, [], [series(Variation.COMMON_CAUSE, assured)], []); // prettier-ignore
      expect(said[pile][0]?.words).toContain(words);
    },
  );

  it("says a colour only if it is not chance", () => {
    const red = inWords(METRICS, [figure(Figure_Rag.RED)], [], []);
    expect(red.look[0]?.words).toBe(
      "Returns on time is 80.0%, which is red (green from 90%, amber from 85%).",
    );
    const unsure = inWords(METRICS, [figure(Figure_Rag.RED, true)], [], []);
    expect(unsure.look).toEqual([]);
    const amber = inWords(METRICS, [figure(Figure_Rag.AMBER)], [], []);
    expect(amber.look).toEqual([]);
  });

  it("tells of signals that wait, by what they mean, and not of past ones", () => {
    const concern = signal(Signal_State.OPEN, Finding_Meaning.CONCERN);
    const better = signal(Signal_State.LOOKED_AT, Finding_Meaning.IMPROVEMENT);
    const past = signal(Signal_State.DEALT_WITH, Finding_Meaning.CONCERN);
    const said = inWords(METRICS, [], [], [concern, better, past]);
    expect(said.look).toHaveLength(1);
    expect(said.well).toHaveLength(1);
    expect(said.look[0]?.signal).toBe("councils/C/signals/s");
  });
});
