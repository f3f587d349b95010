// An episode over time: the plan against what was given, check-backs, steps to
// less support, and what came before.
import { idOf } from "~/api/names";
import { CheckBack_Result } from "~/api/gen/tidemark/enablement/v1/check_back_pb";
import {
  EpisodeDay_Standing as Standing,
  type Episode,
  type EpisodeDay,
} from "~/api/gen/tidemark/enablement/v1/episode_pb";
import { Levels } from "~/charts/levels";
import { Link } from "~/parts/links";
import { WordTag } from "~/parts/notices";
import { Table } from "~/parts/table";
import { dayCode, dayInWords } from "~/words/dates";
import type { WholeEpisode } from "./episode";
import { stepsOf } from "./episode_steps";
import { eventInWords, planInWords } from "./plan_words";
import { conditionsInWords, stepInWords } from "./step_down";
import { checkBackPage } from "./work";
import { stageInWords, stepStanding } from "~/words/support";
import {
  foundInWords,
  levelInWords,
  sequelInWords,
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
            {stepDowns.map((stepDown) => (
              <li key={stepDown.name}>
                {stepInWords(stepDown)}.{" "}
                <WordTag word={stepStanding(stepDown.standing)} />
                <br />
                {conditionsInWords(stepDown)}
              </li>
            ))}
          </ul>
        </>
      )}
      <Before episode={episode} />
    </>
  );
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
          cell: ({ result }) => <WordTag word={foundInWords(result)} />,
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
