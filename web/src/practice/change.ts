// What a practitioner does instead of what was proposed, as it is typed.
import { create } from "@bufbuild/protobuf";
import { DateSchema } from "~/api/gen/tidemark/type/v1/date_pb";
import { dayTyped, typedDay, type TypedDay } from "~/parts/date_field";
import type { FormError } from "~/parts/errors";
import { PersonalOutcome_Status } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { Package_Sequel } from "~/api/gen/tidemark/enablement/v1/package_pb";
import { ProposalKind } from "~/api/gen/tidemark/type/v1/proposal_pb";
import {
  isAboutSupport,
  type OutcomeProposal,
  type Proposal,
  type SupportProposal,
} from "./proposals";

export interface TypedLevel {
  hours: string;
  minutes: string;
  visits: string;
  people: string;
  cost: string;
  instead: string;
}

export interface TypedChange extends TypedLevel {
  date: TypedDay;
  sequel: string;
  ownWords: string;
  closeStatus: string;
}

// What was proposed, to be changed.
export function typedChange(proposal: Proposal): TypedChange {
  if (isAboutSupport(proposal)) {
    const { level, date, sequel } = proposal.change ?? {};
    return {
      ...typedLevel(level),
      date: typedDay(level?.fromDate ?? date),
      sequel: sequel ? String(sequel) : "",
      ownWords: "",
      closeStatus: "",
    };
  }
  const { outcome, closeStatus, closeDate } = proposal.change ?? {};
  return {
    ...typedLevel(undefined),
    date: typedDay(outcome ? outcome.targetDate : closeDate),
    sequel: "",
    ownWords: outcome?.ownWords ?? "",
    closeStatus: closeStatus ? String(closeStatus) : "",
  };
}

interface LevelLike {
  weeklyMinutes: number;
  weeklyCostPence: bigint;
  visitsPerWeek: number;
  peoplePerVisit: number;
  instead: string;
}

export function typedLevel(level: LevelLike | undefined): TypedLevel {
  const minutes = level?.weeklyMinutes ?? 0;
  return {
    hours: String(Math.floor(minutes / 60)),
    minutes: String(minutes % 60),
    visits: String(level?.visitsPerWeek ?? 0),
    people: String(level?.peoplePerVisit || 1),
    cost: (Number(level?.weeklyCostPence ?? 0n) / 100).toFixed(2),
    instead: level?.instead ?? "",
  };
}

// A whole number that was typed; nothing if it is none.
function whole(text: string): number | undefined {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

// Pence for pounds that were typed; nothing if they are none.
export function penceTyped(text: string): bigint | undefined {
  const plain = text.trim().replace(/[£,\s]/g, "");
  const parts = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return undefined;
  return BigInt(parts[1]!) * 100n + BigInt((parts[2] ?? "").padEnd(2, "0"));
}

// What is wrong with a level that was typed.
export function levelErrors(typed: TypedLevel): FormError[] {
  const errors: FormError[] = [];
  const numbers = [
    ["hours", "Hours must be a whole number, like 7"],
    ["minutes", "Minutes must be a whole number, like 30"],
    ["visits", "Visits a week must be a whole number, 0 if there are none"],
    ["people", "People at each visit must be a whole number, like 1"],
  ] as const;
  for (const [input, message] of numbers) {
    if (whole(typed[input]) === undefined) errors.push({ input, message });
  }
  if (penceTyped(typed.cost) === undefined) {
    errors.push({
      input: "cost",
      message: "Cost a week must be pounds and pence, like 120.50",
    });
  }
  return errors;
}

// The level that was typed; only one without errors.
export function levelTyped(typed: TypedLevel) {
  return {
    weeklyMinutes: whole(typed.hours)! * 60 + whole(typed.minutes)!,
    weeklyCostPence: penceTyped(typed.cost)!,
    visitsPerWeek: whole(typed.visits)!,
    peoplePerVisit: whole(typed.people)!,
    instead: typed.instead.trim(),
  };
}

const NO_SUCH_DAY = "Enter a day that exists, like 27 3 2027";

export function changeErrors(
  proposal: Proposal,
  typed: TypedChange,
): FormError[] {
  const errors: FormError[] = [];
  if (hasLevel(proposal)) errors.push(...levelErrors(typed));
  const mayLackDay = proposal.kind === ProposalKind.CHANGE_OUTCOME;
  const noDay = Object.values(typed.date).every((part) => !part.trim());
  if (!dayTyped(typed.date) && !(mayLackDay && noDay)) {
    errors.push({ input: "date", message: NO_SUCH_DAY });
  }
  if (proposal.kind === ProposalKind.EXIT && !typed.sequel) {
    errors.push({ input: "sequel", message: "Choose what comes after" });
  }
  if (hasWording(proposal) && !typed.ownWords.trim()) {
    errors.push({
      input: "own-words",
      message: "Say what matters, in the person's own words",
    });
  }
  return errors;
}

export function hasLevel({ kind }: Proposal): boolean {
  return (
    kind === ProposalKind.LOWER_LEVEL || kind === ProposalKind.HIGHER_LEVEL
  );
}

export function hasWording({ kind }: Proposal): boolean {
  return (
    kind === ProposalKind.NEW_OUTCOME || kind === ProposalKind.CHANGE_OUTCOME
  );
}

// The change that was typed, where there are no errors.
export function supportChange(proposal: SupportProposal, typed: TypedChange) {
  const day = dayTyped(typed.date);
  const { reason = "", agreement, level } = proposal.change ?? {};
  if (!hasLevel(proposal)) {
    const sequel = Number(typed.sequel) as Package_Sequel;
    return { reason, agreement, date: day, sequel };
  }
  return {
    reason,
    agreement,
    level: {
      replacements: level?.replacements ?? [],
      ...levelTyped(typed),
      fromDate: day,
    },
  };
}

export function outcomeChange(proposal: OutcomeProposal, typed: TypedChange) {
  const day = dayTyped(typed.date);
  const outcome = proposal.change?.outcome;
  if (!outcome) {
    const closeStatus = Number(typed.closeStatus) as PersonalOutcome_Status;
    return { closeStatus, closeDate: day };
  }
  return {
    outcome: {
      ...outcome,
      ownWords: typed.ownWords.trim(),
      targetDate: day && create(DateSchema, day),
    },
  };
}
