// Signals and alerts in words.
import {
  Finding_Kind as Kind,
  Finding_Meaning as Meaning,
  type Finding,
} from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import { Signal_Note_Act as Act } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import type { Option } from "~/parts/fields";
import { upperFirst, type Word } from "~/words/text";

const KINDS: Record<Kind, string> = {
  [Kind.UNSPECIFIED]: "",
  [Kind.SPECIAL_CAUSE]: "Change over time",
  [Kind.FUNNEL_OUTLIER]: "Stands out beside others",
  [Kind.MISSING_RETURN]: "Returns missing",
  [Kind.STALE_RETURNS]: "No recent return",
  [Kind.SPARSE_GOALS]: "Support without goals",
  [Kind.VOICES_DISAGREE]: "People and provider see it differently",
  [Kind.GROWTH_WITHOUT_OUTCOMES]: "More support, no better outcomes",
  [Kind.CHECK_BACKS_SLIPPING]: "Less support may not hold",
};

export function kindInWords(kind: Kind): string {
  return KINDS[kind];
}

export const KIND_OPTIONS: readonly Option[] = [
  { value: "", label: "All kinds" },
  ...Object.entries(KINDS)
    .filter(([, label]) => label)
    .map(([value, label]) => ({ value, label })),
];

const MEANINGS: Record<Meaning, Word> = {
  [Meaning.UNSPECIFIED]: { text: "A question", colour: "blue" },
  [Meaning.CONCERN]: { text: "A concern", colour: "orange" },
  [Meaning.IMPROVEMENT]: { text: "Better: learn from it", colour: "green" },
};

export function meaningInWords(meaning: Meaning): Word {
  return MEANINGS[meaning];
}

// What was seen, without the name that it begins with.
export function seenInWords(finding: Finding | undefined): string {
  if (!finding) return "";
  const start = `${finding.displayName}: `;
  const text = finding.sentence.startsWith(start)
    ? finding.sentence.slice(start.length)
    : finding.sentence;
  return upperFirst(text);
}

const ACTS: Record<Act, string> = {
  [Act.UNSPECIFIED]: "",
  [Act.LOOKED]: "Looked at it",
  [Act.NOTED]: "Wrote this down",
  [Act.DEALT_WITH]: "Closed it",
  [Act.REOPENED]: "Opened it again",
  [Act.OFFERED_SUPPORT]: "Offered support",
};

export function actInWords(act: Act): string {
  return ACTS[act];
}
