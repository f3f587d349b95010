// What can be recorded of a package, by where it is in its life.
import {
  Package_State,
  type Package,
} from "~/api/gen/tidemark/enablement/v1/package_pb";

export type What = "level" | "pause" | "resume" | "exit" | "reopen" | "extend";

export interface RecordAction {
  what: What;
  title: string;
}

const TITLES: Record<What, string> = {
  level: "Change how much support there is",
  pause: "Pause support",
  resume: "Support goes on after a pause",
  exit: "End support",
  reopen: "Begin support again",
  extend: "Extend the time limit",
};

export function titleOfAction(what: What): string {
  return TITLES[what];
}

export function isAction(what: string): what is What {
  return what in TITLES;
}

export function actionsOf(pack: Package): RecordAction[] {
  return whatsOf(pack).map((what) => ({ what, title: TITLES[what] }));
}

function whatsOf({ state, specifiedPeriodEnd }: Package): What[] {
  switch (state) {
    case Package_State.ACTIVE:
      return specifiedPeriodEnd
        ? ["level", "pause", "exit", "extend"]
        : ["level", "pause", "exit"];
    case Package_State.PAUSED:
      return ["resume", "exit"];
    case Package_State.ENDED:
      return ["reopen"];
    default:
      return [];
  }
}
