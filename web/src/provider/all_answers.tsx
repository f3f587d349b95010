import type { PersonalOutcome } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import type { ReturnEntry } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { Answers } from "./answers";

interface AllAnswersProps {
  outcomes: readonly PersonalOutcome[];
  entries: readonly ReturnEntry[];
}

// All that a return says, person by person.
export function AllAnswers({ outcomes, entries }: AllAnswersProps) {
  const own = new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  const people = new Map<string, ReturnEntry[]>();
  for (const entry of [...entries].sort((a, b) =>
    a.outcome < b.outcome ? -1 : 1,
  )) {
    const person = /\/people\/([^/]+)/.exec(entry.outcome)?.[1] ?? "";
    people.set(person, [...(people.get(person) ?? []), entry]);
  }
  return (
    <>
      {[...people].map(([person, theirs]) => (
        <section class="tm-person" key={person} aria-label={person}>
          <h3 class="govuk-heading-s">{person}</h3>
          {theirs.map((entry) => (
            <Answers
              key={entry.outcome}
              outcome={entry.outcome}
              own={own.get(entry.outcome)}
              entry={entry}
            />
          ))}
        </section>
      ))}
    </>
  );
}
