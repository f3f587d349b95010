// How a figure is judged: its colour always with its word, and by what.
import type { Figure } from "~/api/gen/tidemark/monitoring/v1/figure_pb";
import { ragInWords, targetInWords } from "~/words/figures";
import { upperFirst } from "~/words/text";
import { WordTag } from "./notices";

export function Judged({ figure }: { figure: Figure }) {
  const rag = ragInWords(figure.rag);
  if (!rag || !figure.target) return <>No target</>;
  return (
    <>
      <WordTag word={rag} />
      <span class="tm-small">
        {figure.ragUnsure && "May be chance. "}
        {upperFirst(targetInWords(figure.target))}
      </span>
    </>
  );
}
