// Two people's answers put together, question by question. Pure.
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import {
  answerTo,
  blank,
  QUESTIONS,
  withAnswer,
  type Content,
  type Question,
} from "./entries";

// A question that both answered, each in another way.
export interface Clash {
  outcome: string;
  question: Question;
  mine: ReturnEntry;
  theirs: ReturnEntry;
}

export interface Merged {
  // Mine where only I changed it, theirs where only they did, and mine for now
  // where we clash.
  content: Content;
  clashes: Clash[];
  // The outcomes of which something of theirs was taken.
  taken: string[];
}

// `base` is what both started from.
export function merge(base: Content, mine: Content, theirs: Content): Merged {
  const clashes: Clash[] = [];
  const taken: string[] = [];
  const entries = new Map<string, ReturnEntry>();
  for (const outcome of new Set([
    ...theirs.entries.keys(),
    ...mine.entries.keys(),
  ])) {
    const one = mergeEntry(outcome, [
      base.entries.get(outcome),
      mine.entries.get(outcome),
      theirs.entries.get(outcome),
    ]);
    if (one.taken) taken.push(outcome);
    clashes.push(...one.clashes);
    if (one.entry) entries.set(outcome, one.entry);
  }
  const nil = mine.nil === base.nil ? theirs.nil : mine.nil;
  return { content: { entries, nil: nil && !entries.size }, clashes, taken };
}

type Three = [
  base: ReturnEntry | undefined,
  mine: ReturnEntry | undefined,
  theirs: ReturnEntry | undefined,
];

function mergeEntry(outcome: string, [base, mine, theirs]: Three) {
  // One of us has not touched the outcome, or took its entry away.
  if (!mine || !theirs) {
    const untouched = (entry: ReturnEntry | undefined) =>
      QUESTIONS.every((q) => answerTo(q, entry) === answerTo(q, base));
    const gone = base !== undefined && untouched(mine ?? theirs);
    return {
      entry: gone ? undefined : (mine ?? theirs),
      clashes: [],
      taken: gone ? !theirs : !mine,
    };
  }
  let entry = mine;
  let taken = false;
  const clashes: Clash[] = [];
  for (const question of QUESTIONS) {
    const [was, my, their] = [base, mine, theirs].map((from) =>
      answerTo(question, from),
    );
    if (my === their || their === was) continue;
    if (my === was) {
      entry = withAnswer(entry, question, theirs);
      taken = true;
    } else {
      clashes.push({ outcome, question, mine, theirs });
    }
  }
  if (
    excludeEachOther(entry) &&
    !clashes.some((c) => c.question === "worked")
  ) {
    clashes.push({ outcome, question: "worked", mine, theirs });
    entry = mine;
  }
  return { entry, clashes, taken };
}

// An outcome that was not worked on has no levels.
function excludeEachOther(entry: ReturnEntry): boolean {
  return (
    entry.notWorkedOn &&
    (entry.personVoice?.level !== undefined ||
      entry.providerVoice?.level !== undefined)
  );
}

// `content` with the answers that were chosen of the clashes: theirs for those
// in `theirs`, by their index.
export function settle(
  content: Content,
  clashes: readonly Clash[],
  theirs: ReadonlySet<number>,
): Content {
  const entries = new Map(content.entries);
  clashes.forEach((clash, i) => {
    const from = theirs.has(i) ? clash.theirs : clash.mine;
    if (clash.question === "worked") {
      entries.set(clash.outcome, from);
      return;
    }
    const entry = entries.get(clash.outcome) ?? blank(clash.outcome);
    entries.set(clash.outcome, withAnswer(entry, clash.question, from));
  });
  return { ...content, entries };
}
