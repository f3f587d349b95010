// An episode's days as the steps of a chart.
import type { Step } from "~/charts/levels";
import type {
  Episode,
  EpisodeLevel,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { daysBetween } from "~/words/dates";
import type { PlainDay } from "~/words/dates";

type Days = Pick<Episode, "days" | "asOfDate">;

// What was planned and what was given, each with a step where it changes; to
// today, or to the last day of which anything is known.
export function stepsOf({ days, asOfDate }: Days) {
  const today: PlainDay = asOfDate ?? { year: 0, month: 0, day: 0 };
  const last = days.at(-1)?.date ?? today;
  return {
    actual: changesOf(days, ({ actual }) => actual),
    plan: changesOf(days, ({ planned }) => planned),
    until: daysBetween(last, today) > 0 ? today : last,
    marks: [{ on: today, label: "Today" }],
  };
}

function changesOf(
  days: Episode["days"],
  levelOf: (day: Episode["days"][number]) => EpisodeLevel | undefined,
): Step[] {
  const steps: Step[] = [];
  for (const day of days) {
    const minutes = levelOf(day)?.weeklyMinutes;
    const before = steps.at(-1);
    if (
      !day.date ||
      (before ? before.minutes === minutes : minutes === undefined)
    ) {
      continue;
    }
    steps.push({ from: day.date, minutes });
  }
  return steps;
}
