// How a figure is judged, in words.
import {
  Figure_Rag as Rag,
  Figure_Target_Origin,
  type Figure_Target,
} from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { percent } from "./numbers";
import type { Word } from "./text";

const RAGS: Record<Rag, Word | undefined> = {
  [Rag.UNSPECIFIED]: undefined,
  [Rag.GREEN]: { text: "Green", colour: "green" },
  [Rag.AMBER]: { text: "Amber", colour: "orange" },
  [Rag.RED]: { text: "Red", colour: "red" },
  [Rag.GREY]: { text: "Not judged yet", colour: "grey" },
};

// A figure's colour; nothing where it has no target.
export function ragInWords(rag: Rag): Word | undefined {
  return RAGS[rag];
}

// `green from 75%, amber from 60%`.
export function targetInWords(target: Figure_Target): string {
  const edge = (points: number) => percent(points / 10_000).replace(".0", "");
  const { greenBasisPoints: green, amberBasisPoints: amber } = target;
  const to = target.lowerIsBetter ? "up to" : "from";
  const words = [`green ${to} ${edge(green)}`];
  if (amber !== green) words.push(`amber ${to} ${edge(amber)}`);
  if (target.origin === Figure_Target_Origin.CONTRACT) {
    words.push("as the contract asks");
  }
  return words.join(", ");
}
