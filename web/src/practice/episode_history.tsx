// An episode over time: the plan against what was given, check-backs, steps to
// less support, and what came before.
import { idOf } from "~/api/names";
import { CheckBack_Result } from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import {
  EpisodeDay_Event_Kind as Kind,
  EpisodeDay_Standing as Standing,
  type Episode,
  type EpisodeDay,
  type EpisodeDay_Event,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { Levels } from "~/charts/levels";
import { Link } from "~/parts/links";
import { Tag } from "~/parts/notices";
import { Table } from "~/parts/table";
import { dayCode, dayInWords } from "~/words/dates";
import { counted } from "~/words/numbers";
import type { WholeEpisode } from "./episode";
import { stepsOf } from "./episode_steps";
import { conditionsInWords, standingInWords, stepInWords } from "./step_down";
import { checkBackPage } from "./work";
import {
  foundInWords,
  levelInWords,
  sequelInWords,
  stageInWords,
  timeInWords,
} from "./words";

export function EpisodeHistory({ episode, stepDowns }: WholeEpisode) {
  return (
    <>
      <h2 class="govuk-heading-m">Plan against what was given</h2>
      <Levels
        title={`Hours a week: support for ${idOf(episode.package!.person)}`}
        finding={planInWords(episode)}
        {...stepsOf(episode)}
        file={`${idOf(episode.package!.name)}-plan-and-actual`}
      />
      <Days episode={episode} />
      <CheckBacks episode={episode} />
      {stepDowns.length > 0 && (
        <>
          <h2 class="govuk-heading-m">Steps to less support</h2>
          <ul class="govuk-list govuk-list--spaced">
            {stepDowns.map((stepDown) => {
              const { text, colour } = standingInWords(stepDown);
              return (
                <li key={stepDown.name}>
                  {stepInWords(stepDown)}. <Tag colour={colour}>{text}</Tag>
                  <br />
                  {conditionsInWords(stepDown)}
                </li>
              );
            })}
          </ul>
        </>
      )}
      <Before episode={episode} />
    </>
  );
}

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

function Days({ episode }: { episode: Episode }) {
  return (
    <Table
      caption="What changed, day by day"
      columns={[
        { heading: "From", cell: ({ date }) => dayInWords(date) },
        {
          heading: "Planned",
          cell: ({ planned }) => (planned ? levelInWords(planned) : "No plan"),
        },
        { heading: "Given", cell: givenInWords },
        {
          heading: "What happened",
          cell: ({ events }) => (
            <ul class="govuk-list govuk-!-margin-bottom-0">
              {events.map((event, i) => (
                <li key={i}>{eventInWords(event)}</li>
              ))}
            </ul>
          ),
        },
      ]}
      rows={episode.days}
      keyOf={({ date }) => (date ? dayCode(date) : "")}
      empty="Nothing has happened yet."
    />
  );
}

function givenInWords({ actual, standing }: EpisodeDay): string {
  if (actual) return levelInWords(actual);
  return standing === Standing.PAUSED ? "Paused" : "No support";
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

export function eventInWords(event: EpisodeDay_Event): string {
  const { kind, text, result, sequel } = event;
  const more = [
    result ? foundInWords(result).text.toLowerCase() : "",
    sequel ? `then: ${sequelInWords(sequel).toLowerCase()}` : "",
    text,
  ].filter(Boolean);
  return [EVENTS[kind], ...more].join(": ");
}

function CheckBacks({ episode }: { episode: Episode }) {
  return (
    <Table
      caption="Check-backs"
      columns={[
        {
          heading: "Due",
          cell: ({ name, dueDate }) => (
            <Link href={checkBackPage(name)}>{dayInWords(dueDate)}</Link>
          ),
        },
        {
          heading: "Looks back on",
          cell: ({ stepDate }) => dayInWords(stepDate),
        },
        {
          heading: "Found",
          cell: ({ result }) => {
            const { text, colour } = foundInWords(result);
            return <Tag colour={colour}>{text}</Tag>;
          },
        },
        {
          heading: "In the person's words",
          cell: ({ words, result }) =>
            words ||
            (result === CheckBack_Result.UNSPECIFIED ? "" : "No words"),
        },
      ]}
      rows={episode.checkBacks}
      keyOf={({ name }) => name}
      empty="There are no check-backs. They are scheduled when support becomes less or ends."
    />
  );
}

function Before({ episode }: { episode: Episode }) {
  const pack = episode.package!;
  if (!episode.earlier.length && !pack.reopenings.length) return null;
  return (
    <>
      <h2 class="govuk-heading-m">What came before</h2>
      <p class="govuk-body">
        Needs go up and down. Coming back is not failure.
      </p>
      <ul class="govuk-list govuk-list--spaced">
        {pack.reopenings.map((reopening, i) => (
          <li key={i}>
            Ended on {dayInWords(reopening.endDate)} (
            {sequelInWords(reopening.sequel).toLowerCase()}), begun again on{" "}
            {dayInWords(reopening.reopenDate)}. {reopening.reason}
          </li>
        ))}
        {episode.earlier.map((one) => (
          <li key={one.package}>
            <Link href={`/episodes/${idOf(one.package)}`}>
              {`${stageInWords(one.stage)}, ${dayInWords(one.startDate)} to ${dayInWords(one.endDate)}`}
            </Link>
            : from {timeInWords(one.firstWeeklyMinutes)} to{" "}
            {timeInWords(one.lastWeeklyMinutes)} a week, then{" "}
            {sequelInWords(one.sequel).toLowerCase()}
          </li>
        ))}
      </ul>
    </>
  );
}
