// Contracts and what they pay in words.
import {
  Contract_Kind as Kind,
  Contract_State as State,
} from "~/api/gen/tidemark/contracts/v1/contract_pb";
import { Statement_State } from "~/api/gen/tidemark/incentives/v1/statement_pb";
import type { Word } from "./text";

const STATES: Record<State, Word> = {
  [State.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [State.DRAFT]: { text: "Draft", colour: "grey" },
  [State.ACTIVE]: { text: "In force", colour: "green" },
  [State.SUSPENDED]: { text: "Suspended", colour: "orange" },
  [State.ENDED]: { text: "Ended", colour: "grey" },
  [State.WITHDRAWN]: { text: "Withdrawn", colour: "grey" },
};

export function contractState(state: State): Word {
  return STATES[state];
}

// The kind, and what it means where its name does not say it.
const KINDS: Record<Kind, [string, string?]> = {
  [Kind.UNSPECIFIED]: ["Not recorded"],
  [Kind.FRAMEWORK]: ["Framework", "support is called off person by person"],
  [Kind.BLOCK]: ["Block", "an agreed volume"],
  [Kind.SPOT]: ["Spot", "bought for one person at a time"],
  [Kind.INDIVIDUAL_SERVICE_FUND]: ["Individual service fund"],
  [Kind.GRANT]: ["Grant"],
};

export function contractKind(kind: Kind): string {
  return KINDS[kind][0];
}

// `Block: an agreed volume`.
export function contractKindMeaning(kind: Kind): string {
  return KINDS[kind].filter(Boolean).join(": ");
}

const STATEMENT_STATES: Record<Statement_State, Word> = {
  [Statement_State.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [Statement_State.DRAFT]: { text: "Draft", colour: "grey" },
  [Statement_State.ISSUED]: { text: "Issued", colour: "blue" },
  [Statement_State.AGREED]: { text: "Agreed", colour: "green" },
  [Statement_State.DISPUTED]: { text: "Disputed", colour: "red" },
  [Statement_State.ANSWERED]: { text: "Dispute answered", colour: "purple" },
};

export function statementState(state: Statement_State): Word {
  return STATEMENT_STATES[state];
}
