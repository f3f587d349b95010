// Signals in words: where each is in the work on it.
import {
  Signal_Note_Act as Act,
  Signal_State as State,
  type Signal,
} from "~/api/gen/tidemark/oversight/v1/signal_pb";
import type { Word } from "./text";

export type Stage = "new" | "looking" | "offered" | "closed";

export function stageOf({
  state,
  notes,
}: Pick<Signal, "state" | "notes">): Stage {
  if (state === State.OPEN) return "new";
  if (state !== State.LOOKED_AT) return "closed";
  return notes.some(({ act }) => act === Act.OFFERED_SUPPORT)
    ? "offered"
    : "looking";
}

// The same in words, for one signal.
export function standInWords(signal: Pick<Signal, "state" | "notes">): Word {
  switch (signal.state) {
    case State.OPEN:
      return { text: "New", colour: "blue" };
    case State.LOOKED_AT:
      return stageOf(signal) === "offered"
        ? { text: "Support offered", colour: "turquoise" }
        : { text: "Being looked at", colour: "yellow" };
    case State.DEALT_WITH:
      return { text: "Closed", colour: "grey" };
    case State.WITHDRAWN:
      return { text: "Withdrawn", colour: "purple" };
    default:
      return { text: "Gone", colour: "grey" };
  }
}
