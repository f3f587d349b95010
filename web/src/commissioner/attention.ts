// What the council has to attend to, in words: its own tasks first, then the
// providers about which something stood out, by name.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { WorkItem } from "~/api/gen/tidemark/enablement/v1/episode_pb";
import {
  Statement_State,
  type Statement,
} from "~/api/gen/tidemark/incentives/v1/statement_pb";
import {
  Finding_Kind,
  Finding_Meaning,
} from "~/api/gen/tidemark/monitoring/v1/finding_pb";
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { Signal } from "~/api/gen/tidemark/oversight/v1/signal_pb";
import type { Work } from "~/parts/work_list";
import { dayInWords, daysBetween, today } from "~/words/dates";
import { counted } from "~/words/numbers";
import { trackerPlace } from "./tracker_filters";
import type { Payable } from "./payable";

type Day = ReturnType<typeof today>;

export interface Waiting {
  waiting: readonly Return[];
  overdue: readonly Return[];
  decisions: readonly WorkItem[];
  checkBacks: readonly WorkItem[];
  payable: readonly Payable[];
  statements: readonly Statement[];
}

export function tasksOf(given: Waiting): Work[] {
  const disputed = given.statements.filter(
    ({ state }) => state === Statement_State.DISPUTED,
  );
  return [
    returnsToDecide(given.waiting),
    returnsOverdue(given.overdue),
    lateDecisions(given.decisions),
    lateCheckBacks(given.checkBacks),
    disputed.length > 0 && {
      href: "/statements",
      title: `Answer ${counted(disputed.length, "disputed statement")}`,
      about: "A provider says that the figures are not right.",
    },
    given.payable.length > 0 && {
      href: "/statements",
      title: `Issue ${counted(given.payable.length, "statement")}`,
      about:
        "The return of the period is accepted, and what it pays has not been told to the provider.",
    },
  ].filter((task) => task !== false);
}

function returnsToDecide(waiting: readonly Return[]): Work | false {
  if (!waiting.length) return false;
  const since = dayInWords(
    waiting.map(cameOn).reduce((a, b) => (daysBetween(a, b) < 0 ? b : a)),
  );
  return {
    href: trackerPlace({ show: "waiting" }),
    title: `Decide about ${counted(waiting.length, "return")}`,
    about:
      waiting.length === 1
        ? `It has waited since ${since}.`
        : `The first of them has waited since ${since}.`,
  };
}

// The day on which what waits came in; what was received on paper was stored
// later than that.
function cameOn({ version, firstSubmitDate, submitTime }: Return): Day {
  if (version === 1 && firstSubmitDate) return firstSubmitDate;
  return today(submitTime && timestampDate(submitTime));
}

function returnsOverdue(overdue: readonly Return[]): Work | false {
  if (!overdue.length) return false;
  const providers = new Set(overdue.map(({ provider }) => provider)).size;
  const longest = Math.max(...overdue.map(({ daysLate }) => daysLate));
  return {
    href: trackerPlace({ show: "overdue" }),
    title: `Ask after ${counted(overdue.length, "overdue return")}`,
    about:
      `From ${counted(providers, "provider")}; the longest is overdue by ` +
      `${counted(longest, "day")}. Ask what would help, or give more time.`,
  };
}

function lateDecisions(late: readonly WorkItem[]): Work | false {
  if (!late.length) return false;
  return {
    href: "/decisions",
    title: `${counted(late.length, "decision is", "decisions are")} late`,
    about: `A provider proposed a change for a person, and two working days have passed. The first was due on ${dayInWords(late[0]?.dueDate)}.`,
  };
}

function lateCheckBacks(late: readonly WorkItem[]): Work | false {
  if (!late.length) return false;
  return {
    href: "/check-backs",
    title: `${counted(late.length, "check-back is", "check-backs are")} late`,
    about:
      "Nobody has asked yet whether less support still holds for these people.",
  };
}

// What stood out about one provider.
export interface Noticed {
  provider: string;
  name: string;
  // Most serious kinds are not put first: in order of their sentences.
  concerns: Remark[];
}

export interface Remark {
  signal: string;
  sentence: string;
  // Whether somebody has looked at it.
  lookedAt: boolean;
}

// Signals that wait for somebody, by provider in order of name, never of rank.
// Missing returns are left to the overdue returns, which they repeat.
export function noticed(
  signals: readonly Signal[],
  nameOf: (provider: string) => string,
  meaning: Finding_Meaning,
  lookedAt: (signal: Signal) => boolean,
): Noticed[] {
  const found = new Map<string, Noticed>();
  for (const signal of signals) {
    const { finding } = signal;
    if (!finding || meaningOf(signal) !== meaning) continue;
    if (finding.kind === Finding_Kind.MISSING_RETURN) continue;
    const { provider } = finding;
    const name = nameOf(provider);
    const known = found.get(provider) ?? { provider, name, concerns: [] };
    found.set(provider, known);
    known.concerns.push({
      signal: signal.name,
      sentence: withoutName(finding.sentence, name),
      lookedAt: lookedAt(signal),
    });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

// A finding that says neither is a question, and stands with the concerns.
function meaningOf({ finding }: Signal): Finding_Meaning {
  return finding?.meaning === Finding_Meaning.IMPROVEMENT
    ? Finding_Meaning.IMPROVEMENT
    : Finding_Meaning.CONCERN;
}

// The sentence without the provider's name in front, which stands above it.
export function withoutName(sentence: string, name: string): string {
  const lead = `${name}: `;
  const rest = sentence.startsWith(lead)
    ? sentence.slice(lead.length)
    : sentence;
  return rest.replace(/^"?[a-z]/, (start) => start.toUpperCase());
}
