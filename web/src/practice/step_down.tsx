// Whether a step to less support counts, and what it lacks.
import {
  StepDown_Standing,
  StepDown_State,
  type StepDown,
  type StepDown_Condition,
} from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { Facts } from "~/parts/facts";
import { Tag } from "~/parts/notices";
import { dayInWords } from "~/words/dates";
import { timeInWords, type State } from "./words";

const STANDINGS: Record<StepDown_Standing, State> = {
  [StepDown_Standing.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [StepDown_Standing.COUNTS]: { text: "Counts", colour: "green" },
  [StepDown_Standing.LACKING]: { text: "Not yet known", colour: "grey" },
  [StepDown_Standing.FAILED]: { text: "Does not count", colour: "orange" },
  [StepDown_Standing.NOT_LESS]: {
    text: "Not less than before",
    colour: "grey",
  },
  [StepDown_Standing.CUT_SHORT]: { text: "Cut short", colour: "grey" },
};

export function standingInWords({ standing }: StepDown): State {
  return STANDINGS[standing];
}

const STATES: Record<StepDown_State, State> = {
  [StepDown_State.UNSPECIFIED]: { text: "Not known", colour: "grey" },
  [StepDown_State.HOLDS]: { text: "Yes", colour: "green" },
  [StepDown_State.LACKING]: { text: "Not yet known", colour: "grey" },
  [StepDown_State.AGAINST]: { text: "No", colour: "orange" },
};

// `from 14 hours to 7 hours a week, 1 June 2026`.
export function stepInWords(stepDown: StepDown): string {
  const { minutesBefore, minutesAfter, firstDate, lastDate } = stepDown;
  const over =
    dayInWords(firstDate) === dayInWords(lastDate)
      ? `on ${dayInWords(firstDate)}`
      : `between ${dayInWords(firstDate)} and ${dayInWords(lastDate)}`;
  return `From ${timeInWords(minutesBefore)} to ${timeInWords(minutesAfter)} a week, ${over}`;
}

// What each of the three conditions says, as a sentence.
export function conditionsInWords(stepDown: StepDown): string {
  const notes = [stepDown.goals, stepDown.agreement, stepDown.checkBack]
    .map((condition) => condition?.note)
    .filter((note): note is string => Boolean(note));
  return notes.length ? sentence(notes.join("; ")) : "";
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function StepDownView({ stepDown }: { stepDown: StepDown }) {
  const standing = standingInWords(stepDown);
  return (
    <>
      <h2 class="govuk-heading-m">Does this step to less support count?</h2>
      <p class="govuk-body">
        {stepInWords(stepDown)}.{" "}
        <Tag colour={standing.colour}>{standing.text}</Tag>
      </p>
      <p class="govuk-body">
        Less support counts only when it is good for the person, and all three
        of these hold.
      </p>
      <Facts
        facts={[
          { name: "The person's goals hold", value: condition(stepDown.goals) },
          { name: "The person agrees", value: condition(stepDown.agreement) },
          {
            name: "The check-back stands",
            value: condition(stepDown.checkBack),
          },
        ]}
      />
    </>
  );
}

function condition(known: StepDown_Condition | undefined) {
  const { text, colour } = STATES[known?.state ?? StepDown_State.UNSPECIFIED];
  return (
    <>
      <Tag colour={colour}>{text}</Tag>
      {known?.note && (
        <p class="govuk-body govuk-!-margin-top-2">{sentence(known.note)}</p>
      )}
    </>
  );
}
