import { create } from "@bufbuild/protobuf";
import { fireEvent, render, screen } from "@testing-library/preact";
import { useState } from "preact/hooks";
import { expect, test } from "vitest";
import { PersonalOutcomeSchema } from "~/api/gen/tidemark/outcomes/v1/personal_outcome_pb";
import {
  ReturnEntrySchema,
  Voice_Source,
} from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { OutcomeForm } from "./outcome_form";

function Asked() {
  const [entry, setEntry] = useState(() =>
    create(ReturnEntrySchema, {
      personVoice: { level: 0, source: Voice_Source.SAID },
    }),
  );
  return (
    <OutcomeForm
      own={create(PersonalOutcomeSchema, {
        name: "councils/a/people/p1/outcomes/tea",
      })}
      entry={entry}
      last={undefined}
      lastName=""
      period="May 2026"
      person="p1"
      errors={[]}
      onEntry={setEntry}
    />
  );
}

test("whoever passes “no view” on the way to another level need not say again how they know", () => {
  render(<Asked />);
  fireEvent.click(screen.getByLabelText("There is no view this time"));
  expect(screen.queryByLabelText("The person said it")).toBeNull();
  fireEvent.click(screen.getAllByLabelText(/Much more than expected/)[0]!);
  expect(
    screen.getByLabelText<HTMLInputElement>("The person said it").checked,
  ).toBe(true);
});
