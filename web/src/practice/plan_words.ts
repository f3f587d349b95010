// What happened in an episode, and how far it was from its plan, in words.
import {
  EpisodeDay_Event_Kind as Kind,
  type Episode,
  type EpisodeDay_Event,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { counted } from "~/words/numbers";
import { foundInWords, sequelInWords, timeInWords } from "./words";

// How far what was given is from the plan, over the days that had one.
export function planInWords({ figures }: Pick<Episode, "figures">): string {
  if (!figures) return "";
  const { plannedDays, deviationMinutes, daysOfSupport, daysPaused } = figures;
  const days =
    `${counted(daysOfSupport, "day")} of support` +
    (daysPaused ? `, ${counted(daysPaused, "day")} paused.` : ".");
  if (!plannedDays) {
    return `${days} There was no plan for any of them, so nothing can be compared.`;
  }
  const mean = Math.round(Number(deviationMinutes) / plannedDays);
  const over = `Over the ${counted(plannedDays, "day")} with a plan`;
  if (!mean) return `${days} ${over}, support was as planned.`;
  return `${days} ${over}, support was ${timeInWords(Math.abs(mean))} a week ${mean > 0 ? "more" : "less"} than planned, on average.`;
}

const EVENTS: Record<Kind, string> = {
  [Kind.UNSPECIFIED]: "",
  [Kind.START]: "Support begins",
  [Kind.STEP_DOWN]: "Less support",
  [Kind.STEP_UP]: "More support",
  [Kind.LEVEL_CHANGED]: "Another way or price",
  [Kind.PLANNED_STEP]: "Planned step",
  [Kind.PAUSED]: "Paused",
  [Kind.RESUMED]: "Support again",
  [Kind.EXTENDED]: "Time limit extended",
  [Kind.LAST_FREE_DAY]: "Last day free of charge",
  [Kind.LAST_SPECIFIED_DAY]: "Last day of the time limit",
  [Kind.ENDED]: "Last day of support",
  [Kind.REOPENED]: "Begun again",
  [Kind.CHECK_BACK_DUE]: "Check-back due",
  [Kind.CHECKED_BACK]: "Checked back",
};

// One thing that happened.
export function eventInWords(event: EpisodeDay_Event): string {
  const { kind, text, result, sequel } = event;
  const more = [
    result ? foundInWords(result).text.toLowerCase() : "",
    sequel ? `then ${sequelInWords(sequel).toLowerCase()}` : "",
    text,
  ].filter(Boolean);
  return [EVENTS[kind], ...more].join(": ");
}
