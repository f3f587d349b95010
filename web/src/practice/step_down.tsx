// Whether a step to less support counts, and what it lacks.
import {
  StepDown_State,
  type StepDown,
  type StepDown_Condition,
} from "~/api/gen/tidemark/monitoring/v1/step_down_pb";
import { Facts } from "~/parts/facts";
import { WordTag } from "~/parts/notices";
import { dayInWords } from "~/words/dates";
import { stepCondition, stepStanding } from "~/words/support";
import { upperFirst } from "~/words/text";
import { timeInWords } from "./words";

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
  return `${upperFirst(text)}.`;
}

export function StepDownView({ stepDown }: { stepDown: StepDown }) {
  return (
    <>
      <h2 class="govuk-heading-m">Does this step to less support count?</h2>
      <p class="govuk-body">
        {stepInWords(stepDown)}.{" "}
        <WordTag word={stepStanding(stepDown.standing)} />
      </p>
      <p class="govuk-body">
        Less support counts only when it is good for the person, and all three
        of these hold.
      </p>
      <Facts
        facts={[
          { name: "The person’s goals hold", value: condition(stepDown.goals) },
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
  return (
    <>
      <WordTag
        word={stepCondition(known?.state ?? StepDown_State.UNSPECIFIED)}
      />
      {known?.note && (
        <p class="govuk-body govuk-!-margin-top-2">{sentence(known.note)}</p>
      )}
    </>
  );
}
