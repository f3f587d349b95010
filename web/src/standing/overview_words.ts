// How a provider stands, in sentences. They say what the figures say, and no
// more.
import {
  ControlChart_Assurance as Assurance,
  ControlChart_Variation as Variation,
} from "~/api/gen/tidemark/monitoring/v1/analysis_pb";
import { Figure_Rag, type Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb"; // prettier-ignore
import { Finding_Meaning } from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import type { Series } from "~/api/gen/tidemark/monitoring/v1/series_pb";
import { Signal_State, type Signal } from "~/api/gen/tidemark/oversight/v1/signal_pb"; // prettier-ignore
import { percent } from "~/words/numbers";
import { targetInWords } from "~/words/figures";
import type { Metrics } from "~/figures/metrics";

// One thing to say, and the figure or signal that says it.
export interface Said {
  words: string;
  metric?: string;
  signal?: string;
}

export interface InWords {
  well: Said[];
  changed: Said[];
  look: Said[];
}

type Pile = keyof InWords;

const BETTER = [Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW];
const WORSE = [Variation.CONCERN_HIGH, Variation.CONCERN_LOW];
const OTHER = [Variation.NEUTRAL_HIGH, Variation.NEUTRAL_LOW];

export function inWords(
  metrics: Metrics,
  figures: readonly Figure[],
  series: readonly Series[],
  signals: readonly Signal[],
): InWords {
  const words: InWords = { well: [], changed: [], look: [] };
  const say = (pile: Pile, said: Said) => words[pile].push(said);
  const title = (metric: string) => metrics.get(metric)?.title ?? metric;

  for (const signal of signals) sayOfSignal(signal, say);
  for (const one of series) {
    sayOfVariation(one, title(one.metric), say);
    sayOfAssurance(one, title(one.metric), say);
  }
  const assured = new Set(
    series
      .filter(({ assurance }) => assurance !== Assurance.UNSPECIFIED)
      .map(({ metric }) => metric),
  );
  for (const figure of figures) {
    if (!assured.has(figure.metric)) {
      sayOfColour(figure, title(figure.metric), say);
    }
  }
  return words;
}

type Say = (pile: Pile, said: Said) => void;

const STANDING = [Signal_State.OPEN, Signal_State.LOOKED_AT];

function sayOfSignal({ name, finding, state }: Signal, say: Say) {
  if (!finding || !STANDING.includes(state)) return;
  const said = { words: finding.sentence, signal: name };
  say(finding.meaning === Finding_Meaning.IMPROVEMENT ? "well" : "look", said);
}

function sayOfVariation(
  { metric, variation }: Series,
  title: string,
  say: Say,
) {
  if (BETTER.includes(variation)) {
    const words = `${title} has got better, by more than chance explains.`;
    say("well", { words, metric });
    say("changed", { words, metric });
  } else if (WORSE.includes(variation)) {
    const words = `${title} has got worse, by more than chance explains.`;
    say("changed", { words, metric });
    say("look", { words, metric });
  } else if (OTHER.includes(variation)) {
    const way = variation === Variation.NEUTRAL_HIGH ? "higher" : "lower";
    say("changed", {
      words: `${title} is ${way} than before, by more than chance explains. That is neither better nor worse by itself.`,
      metric,
    });
  }
}

function sayOfAssurance(
  { metric, assurance, target }: Series,
  title: string,
  say: Say,
) {
  const edge = percent(target ?? 0).replace(".0", "");
  if (assurance === Assurance.CONSISTENT_PASS) {
    say("well", {
      words: `${title} meets its target of ${edge} month after month.`,
      metric,
    });
  } else if (assurance === Assurance.CONSISTENT_FAIL) {
    say("look", {
      words: `${title} will miss its target of ${edge} month after month, unless something changes.`,
      metric,
    });
  } else if (assurance === Assurance.INCONSISTENT) {
    say("look", {
      words: `${title} meets its target of ${edge} in some months and misses it in others, by chance.`,
      metric,
    });
  }
}

// A colour that may be chance says nothing yet.
function sayOfColour(figure: Figure, title: string, say: Say) {
  if (figure.ragUnsure || !figure.target || figure.value === undefined) return;
  const words = (word: string) =>
    `${title} is ${percent(figure.value!)}, which is ${word} (${targetInWords(figure.target!)}).`;
  if (figure.rag === Figure_Rag.GREEN) {
    say("well", { words: words("green"), metric: figure.metric });
  } else if (figure.rag === Figure_Rag.RED) {
    say("look", { words: words("red"), metric: figure.metric });
  }
}
