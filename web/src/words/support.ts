// Support, and steps to less of it, in words.
import {
  Package_Stage as Stage,
  Package_State as State,
} from "~/api/gen/tidemark/enablement/v1/package_pb";
import {
  StepDown_Standing as Standing,
  StepDown_State as Condition,
} from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { ProposalKind } from "~/api/gen/tidemark/type/v1/proposal_pb";
import type { Word } from "./text";

const STAGES: Record<Stage, string> = {
  [Stage.UNSPECIFIED]: "Not recorded",
  [Stage.PREVENT]: "Prevent",
  [Stage.ENABLE]: "Enable, for a limited time",
  [Stage.SUPPORT]: "Support, long-term",
};

export function stageInWords(stage: Stage): string {
  return STAGES[stage];
}

const STATES: Record<State, string> = {
  [State.UNSPECIFIED]: "Not known",
  [State.ACTIVE]: "Goes on",
  [State.PAUSED]: "Paused",
  [State.ENDED]: "Ended",
};

export function packageState(state: State): string {
  return STATES[state];
}

const STANDINGS: Record<Standing, Word> = {
  [Standing.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [Standing.COUNTS]: { text: "Counts", colour: "green" },
  [Standing.LACKING]: { text: "Not known yet", colour: "grey" },
  [Standing.FAILED]: { text: "Does not count", colour: "orange" },
  [Standing.NOT_LESS]: {
    text: "Left out: no less than before",
    colour: "grey",
  },
  [Standing.CUT_SHORT]: { text: "Left out: cut short", colour: "grey" },
};

// Whether a step to less support counts.
export function stepStanding(standing: Standing): Word {
  return STANDINGS[standing];
}

const CONDITIONS: Record<Condition, Word> = {
  [Condition.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [Condition.HOLDS]: { text: "Yes", colour: "green" },
  [Condition.LACKING]: { text: "Not known yet", colour: "grey" },
  [Condition.AGAINST]: { text: "No", colour: "orange" },
};

// Whether one of the things that make it count holds.
export function stepCondition(condition: Condition): Word {
  return CONDITIONS[condition];
}

const PROPOSALS: Record<ProposalKind, string> = {
  [ProposalKind.UNSPECIFIED]: "A change",
  [ProposalKind.NEW_OUTCOME]: "A new outcome",
  [ProposalKind.CHANGE_OUTCOME]: "A change of an outcome",
  [ProposalKind.CLOSE_OUTCOME]: "Closing an outcome",
  [ProposalKind.LOWER_LEVEL]: "Less support",
  [ProposalKind.HIGHER_LEVEL]: "More support",
  [ProposalKind.PAUSE]: "A pause of support",
  [ProposalKind.EXIT]: "The end of support",
};

// What may be proposed.
export function proposalKind(kind: ProposalKind): string {
  return PROPOSALS[kind];
}
