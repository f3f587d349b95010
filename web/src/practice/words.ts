// Support, decisions and check-backs in words.
import type { Message } from "@bufbuild/protobuf";
import {
  CheckBack_Result,
  type CheckBack,
} from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import {
  Episode_Status,
  EpisodeWarning_Code,
  type EpisodeLevel,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import {
  Package_Sequel,
  SupportLevel_Agreement,
  type SupportLevel,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import { Decision_Result } from "~/api/gen/tidemark/type/v1/decision_pb";
import {
  PersonView_NotObtained,
  PersonView_Source,
  type PersonView,
} from "~/api/gen/tidemark/type/v1/proposal_pb";
import type { Option } from "~/parts/fields";
import { dayInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import { lowerFirst, numbersOf, type Word } from "~/words/text";
import {
  ALL_NOT_OBTAINED,
  ALL_SOURCES,
  notObtainedInWords,
  sourceInWords,
} from "~/words/voices";
import type { PlainDay } from "~/words/dates";

type Plain<T extends Message> = Omit<T, "$typeName" | "$unknown">;

// `7 hours 30 minutes`, `no support` for 0.
export function timeInWords(minutes: number): string {
  if (minutes === 0) return "no support";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [
    hours ? counted(hours, "hour") : "",
    rest ? counted(rest, "minute") : "",
  ]
    .filter(Boolean)
    .join(" ");
}

type LevelLike = Pick<
  Plain<SupportLevel> | Plain<EpisodeLevel>,
  "weeklyMinutes" | "visitsPerWeek" | "peoplePerVisit"
>;

// `7 hours a week, 14 visits, 2 people at each`.
export function levelInWords(level: LevelLike | undefined): string {
  if (!level) return "";
  if (!level.weeklyMinutes) return "No support";
  const said = [`${timeInWords(level.weeklyMinutes)} a week`];
  if (level.visitsPerWeek) said.push(counted(level.visitsPerWeek, "visit"));
  if (level.peoplePerVisit > 1)
    said.push(`${level.peoplePerVisit} people at each`);
  return said.join(", ");
}

interface Clock {
  decideBy?: PlainDay | undefined;
  workingDaysLeft: number;
  overdue: boolean;
}

// How long is left, for a tag.
export function clockInWords({ workingDaysLeft, overdue }: Clock): Word {
  if (overdue) {
    const days = -workingDaysLeft;
    return {
      text: days ? `${counted(days, "working day")} overdue` : "Overdue",
      colour: "red",
    };
  }
  if (workingDaysLeft <= 0) return { text: "Due today", colour: "orange" };
  return {
    text: `${counted(workingDaysLeft, "working day")} left`,
    colour: "blue",
  };
}

// The same as a sentence.
export function clockSentence(clock: Clock): string {
  const by = dayInWords(clock.decideBy);
  if (clock.overdue) {
    const days = -clock.workingDaysLeft;
    return `This was to be decided by ${by}${days ? `, ${counted(days, "working day")} ago` : ""}.`;
  }
  if (clock.workingDaysLeft <= 0) {
    return `This is to be decided today, ${by}.`;
  }
  return `This is to be decided by ${by}: ${counted(clock.workingDaysLeft, "working day")} left after today.`;
}

const RESULTS: Record<Decision_Result, string> = {
  [Decision_Result.UNSPECIFIED]: "Not decided",
  [Decision_Result.ACCEPTED]: "Agreed",
  [Decision_Result.CHANGED]: "Agreed with changes",
  [Decision_Result.DECLINED]: "Declined",
};

export function decisionInWords(result: Decision_Result): string {
  return RESULTS[result];
}

// How a view was obtained, or why not.
export function obtainedInWords(view: PersonView | undefined): string {
  const source = sourceInWords(view?.source ?? 0);
  if (source) return source;
  const why = notObtainedInWords(view?.notObtained ?? 0);
  return why ? `Not known: ${lowerFirst(why)}` : "Not known";
}

// Choices for how a view was obtained: `s1` is the first source, `n1` the first
// reason why it is not known.
export const VIEW_OPTIONS: readonly Option[] = [
  { value: "", label: "Choose one" },
  ...ALL_SOURCES.map((source) => ({
    value: `s${source}`,
    label: sourceInWords(source),
  })),
  ...ALL_NOT_OBTAINED.map((why) => ({
    value: `n${why}`,
    label: `Not known: ${lowerFirst(notObtainedInWords(why))}`,
  })),
];

// The view that a choice of `VIEW_OPTIONS` and words make.
export function viewChosen(choice: string, words: string) {
  const number = Number(choice.slice(1));
  return choice.startsWith("s")
    ? { source: number as PersonView_Source, words: words.trim() }
    : { notObtained: number as PersonView_NotObtained };
}

const AGREEMENTS: Record<SupportLevel_Agreement, string> = {
  [SupportLevel_Agreement.UNSPECIFIED]: "Not recorded",
  [SupportLevel_Agreement.PERSON_AGREES]: "The person agrees",
  [SupportLevel_Agreement.ADVOCATE_AGREES]: "An advocate agrees for the person",
  [SupportLevel_Agreement.BEST_INTERESTS]:
    "A best-interests decision (Mental Capacity Act 2005)",
  [SupportLevel_Agreement.PERSON_DISAGREES]: "The person does not agree",
};

export function agreementInWords(agreement: SupportLevel_Agreement): string {
  return AGREEMENTS[agreement];
}

export const AGREEMENT_OPTIONS: readonly Option[] = numbersOf(AGREEMENTS).map(
  (agreement) => ({ value: String(agreement), label: AGREEMENTS[agreement] }),
);

const SEQUELS: Record<Package_Sequel, string> = {
  [Package_Sequel.UNSPECIFIED]: "Not recorded",
  [Package_Sequel.NO_SUPPORT]: "No further support",
  [Package_Sequel.UNIVERSAL_SERVICES]: "Universal services or signposting",
  [Package_Sequel.LOW_LEVEL_SUPPORT]: "Low-level support, such as equipment",
  [Package_Sequel.SHORT_TERM_SUPPORT]: "Other short-term support",
  [Package_Sequel.LONG_TERM_COMMUNITY]: "Long-term support in the community",
  [Package_Sequel.CARE_HOME]: "A care home",
  [Package_Sequel.HOSPITAL]: "Hospital",
  [Package_Sequel.SELF_FUNDED]: "The person pays for support themselves",
  [Package_Sequel.DECLINED]: "The person declined further support",
  [Package_Sequel.NHS_FUNDED]: "Support funded by the NHS",
  [Package_Sequel.MOVED]: "Moved to another council",
  [Package_Sequel.DIED]: "The person died",
};

export function sequelInWords(sequel: Package_Sequel): string {
  return SEQUELS[sequel];
}

export const SEQUEL_OPTIONS: readonly Option[] = [
  { value: "", label: "Choose one" },
  ...numbersOf(SEQUELS).map((sequel) => ({
    value: String(sequel),
    label: SEQUELS[sequel],
  })),
];

const FOUND: Record<CheckBack_Result, Word> = {
  [CheckBack_Result.UNSPECIFIED]: { text: "Not looked yet", colour: "grey" },
  [CheckBack_Result.SUSTAINED]: { text: "Holds", colour: "green" },
  [CheckBack_Result.SLIPPED]: { text: "Slipped", colour: "orange" },
  [CheckBack_Result.RETURNED]: { text: "Returned", colour: "purple" },
  [CheckBack_Result.NOT_REACHED]: { text: "Not reached", colour: "grey" },
};

export function foundInWords(result: CheckBack_Result): Word {
  return FOUND[result];
}

export const FOUND_OPTIONS: readonly Option[] = [
  {
    value: String(CheckBack_Result.SUSTAINED),
    label: "It holds",
    hint: "The lower level of support, or doing without, still works.",
  },
  {
    value: String(CheckBack_Result.SLIPPED),
    label: "It slipped",
    hint: "The person needs more again than was hoped.",
  },
  {
    value: String(CheckBack_Result.RETURNED),
    label: "The person returned",
    hint: "Support is back at the earlier level, or there is a new package. Coming back is not failure.",
  },
  {
    value: String(CheckBack_Result.NOT_REACHED),
    label: "The person could not be reached",
    hint: "This finds nothing either way. Try again.",
  },
];

const STATUSES: Record<Episode_Status, Word> = {
  [Episode_Status.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [Episode_Status.NOT_STARTED]: { text: "Not started", colour: "grey" },
  [Episode_Status.ON_TRACK]: { text: "On track", colour: "green" },
  [Episode_Status.OFF_TRACK]: { text: "Needs a look", colour: "orange" },
  [Episode_Status.PAUSED]: { text: "Paused", colour: "blue" },
  [Episode_Status.ENDED]: { text: "Ended", colour: "grey" },
};

export function statusInWords(status: Episode_Status): Word {
  return STATUSES[status];
}

const WARNINGS: Record<EpisodeWarning_Code, string> = {
  [EpisodeWarning_Code.UNSPECIFIED]: "",
  [EpisodeWarning_Code.NO_CHANGE_TWO_WEEKS]: "No change for two weeks",
  [EpisodeWarning_Code.OVER_PLAN]: "More support than planned",
  [EpisodeWarning_Code.NEARING_END_NO_EXIT_PLAN]:
    "Time limit near, no plan to end",
  [EpisodeWarning_Code.PAST_SPECIFIED_PERIOD]: "Past the time limit",
  [EpisodeWarning_Code.CHECK_BACK_OVERDUE]: "A check-back is overdue",
  [EpisodeWarning_Code.DECISION_OVERDUE]: "A decision is overdue",
};

export function warningInWords(code: EpisodeWarning_Code): string {
  return WARNINGS[code];
}

export const WARNING_OPTIONS: readonly Option[] = [
  { value: "", label: "Any reason" },
  ...numbersOf(WARNINGS).map((code) => ({
    value: String(code),
    label: WARNINGS[code],
  })),
];

// What a check-back looks back on.
export function looksBackOn(checkBack: Pick<CheckBack, "stepDate">): string {
  return `Look back on ${dayInWords(checkBack.stepDate)}`;
}
