// Asks which of two answers to keep, where two people answered the same
// question.
import { useState } from "preact/hooks";
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import { Button } from "~/parts/button";
import { ErrorSummary } from "~/parts/errors";
import { Radios } from "~/parts/fields";
import { Words } from "~/parts/notices";
import { currentUser } from "~/session/session";
import type { Draft } from "./draft";
import type { Question } from "./entries";
import type { Clash } from "./merge";
import { voiceInWords } from "~/words/voices";
import { who } from "~/words/who";

const ASKED: Record<Question, string> = {
  person: "How the person sees it",
  personWords: "What the person said",
  provider: "How you see it",
  providerWords: "Your notes",
  worked: "Whether it could be worked on",
};

const UNANSWERED = "Not answered.";

function answer(question: Question, entry: ReturnEntry): string {
  switch (question) {
    case "person":
      return voiceInWords(entry.personVoice) || UNANSWERED;
    case "provider":
      return voiceInWords(entry.providerVoice) || UNANSWERED;
    case "personWords":
      return entry.personVoice?.words || "Nothing written";
    case "providerWords":
      return entry.providerVoice?.words || "Nothing written";
    case "worked":
      return entry.notWorkedOn
        ? "It could not be worked on"
        : `It was worked on. The person: ${answer("person", entry)} You: ${answer("provider", entry)}`;
  }
}

interface ClashesProps {
  draft: Draft;
  outcomes: readonly PersonalOutcome[];
}

export function Clashes({ draft, outcomes }: ClashesProps) {
  const clashes = draft.clashes.value;
  const [chosen, setChosen] = useState<Record<number, string>>({});
  const [missing, setMissing] = useState<{ input: string; message: string }[]>(
    [],
  );
  if (!clashes.length) return null;
  const own = draft.other === currentUser().subject;
  const other = draft.other ? who(draft.other) : "somebody";
  const keep = () => {
    const open = clashes.flatMap((clash, i) =>
      chosen[i]
        ? []
        : [
            {
              input: `clash-${i}`,
              message: `Choose which answer to keep: ${ASKED[clash.question].toLowerCase()}`,
            },
          ],
    );
    setMissing(open);
    if (open.length) return;
    const theirs = new Set(
      clashes.flatMap((_, i) => (chosen[i] === "theirs" ? [i] : [])),
    );
    setChosen({});
    void draft.settle(theirs);
    // The question is gone.
    document.querySelector("h1")?.focus();
  };
  return (
    <section aria-labelledby="clashes" class="tm-clashes">
      <h2 class="govuk-heading-m" id="clashes" tabIndex={-1}>
        Two answers to the same question
      </h2>
      <p class="govuk-body">
        {own
          ? "You have answered these questions in another window, too."
          : `While you worked, ${other} answered questions that you have answered, too.`}{" "}
        Choose which answers to keep.
      </p>
      <ErrorSummary errors={missing} />
      {clashes.map((clash, i) => (
        <OneClash
          key={`${clash.outcome}${clash.question}`}
          clash={clash}
          id={`clash-${i}`}
          own={
            outcomes.find(({ name }) => name === clash.outcome)?.ownWords ?? ""
          }
          value={chosen[i] ?? ""}
          error={missing.find(({ input }) => input === `clash-${i}`)?.message}
          onValue={(value) => setChosen({ ...chosen, [i]: value })}
        />
      ))}
      <Button onClick={keep}>Keep these answers</Button>
    </section>
  );
}

interface OneClashProps {
  clash: Clash;
  id: string;
  own: string;
  value: string;
  error?: string;
  onValue: (value: string) => void;
}

function OneClash({ clash, id, own, value, error, onValue }: OneClashProps) {
  const person = /\/people\/([^/]+)/.exec(clash.outcome)?.[1] ?? "";
  return (
    <>
      <Words>{own}</Words>
      <Radios
        id={id}
        label={`${ASKED[clash.question]}, ${person}`}
        error={error}
        value={value}
        onValue={onValue}
        options={[
          {
            value: "mine",
            label: "Your answer",
            hint: answer(clash.question, clash.mine),
          },
          {
            value: "theirs",
            label: "The other answer",
            hint: answer(clash.question, clash.theirs),
          },
        ]}
      />
    </>
  );
}
