// A decision as it is typed.
import type { FormError } from "~/parts/errors";
import { Decision_Result } from "~/api/gen/tidemark/type/v1/decision_pb";
import { viewChosen } from "./words";

export interface TypedDecision {
  // The number of a `Decision_Result`; empty until it is chosen.
  result: string;
  // What else was considered.
  options: { text: string; whyNot: string }[];
  reasons: string;
  // A choice of `VIEW_OPTIONS`.
  viewHow: string;
  viewWords: string;
}

export const AS_PROPOSED = "Do what was proposed";
export const LEAVE = "Leave it as it is";

const CHOSEN: Record<Decision_Result, string> = {
  [Decision_Result.UNSPECIFIED]: "",
  [Decision_Result.ACCEPTED]: AS_PROPOSED,
  [Decision_Result.CHANGED]: "Do what was proposed, with changes",
  [Decision_Result.DECLINED]: LEAVE,
};

// What is wrong with a decision before it is sent, in the order of the page.
export function decisionErrors(typed: TypedDecision): FormError[] {
  const errors: FormError[] = [];
  const need = (text: string, input: string, message: string) => {
    if (!text.trim()) errors.push({ input, message });
  };
  need(typed.result, "result", "Choose what you decide");
  need(typed.reasons, "reasons", "Give the reasons for your decision");
  typed.options.forEach(({ text, whyNot }, i) => {
    need(text, `option-${i}`, "Say what the other option is");
    need(
      whyNot,
      `why-not-${i}`,
      text.trim()
        ? `Say why not: ${text.trim()}`
        : "Say why the other option was not chosen",
    );
  });
  need(
    typed.viewHow,
    "view-how",
    "Say how the person sees this decision, or why that is not known",
  );
  if (typed.viewHow.startsWith("s")) {
    need(
      typed.viewWords,
      "view-words",
      "Give the person's own words, or what they showed",
    );
  }
  return errors;
}

// The decision that was typed.
export function decisionTyped(typed: TypedDecision) {
  const result = Number(typed.result) as Decision_Result;
  return {
    result,
    reasons: typed.reasons.trim(),
    options: [
      { text: CHOSEN[result], chosen: true },
      ...typed.options.map(({ text, whyNot }) => ({
        text: text.trim(),
        whyNot: whyNot.trim(),
      })),
    ],
    personView: viewChosen(typed.viewHow, typed.viewWords),
  };
}

const INPUTS: readonly [RegExp, (at: string) => string][] = [
  [/^decision\.result$/, () => "result"],
  [/^decision\.reasons$/, () => "reasons"],
  [
    /^decision\.options\[(\d+)\]\.why_not$/,
    (at) => `why-not-${Number(at) - 1}`,
  ],
  [/^decision\.options\[(\d+)\]/, (at) => `option-${Number(at) - 1}`],
  [/^decision\.options/, () => "option-0"],
  [/^decision\.person_view\.words/, () => "view-words"],
  [/^decision\.person_view/, () => "view-how"],
  [/weekly_minutes/, () => "hours"],
  [/visits_per_week/, () => "visits"],
  [/people_per_visit/, () => "people"],
  [/weekly_cost_pence/, () => "cost"],
  [/instead/, () => "instead"],
  [/own_words/, () => "own-words"],
  [/sequel/, () => "sequel"],
  [/close_status/, () => "close-status"],
  [/date/, () => "date"],
  [/^change/, () => "hours"],
];

// The input of a field of the request.
export function inputOf(field: string): string | undefined {
  for (const [pattern, input] of INPUTS) {
    const found = pattern.exec(field);
    if (found) return input(found[1] ?? "");
  }
  return undefined;
}
