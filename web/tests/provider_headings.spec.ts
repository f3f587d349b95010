// A whole return, each of its pages read from its heading.
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, test } from "./fixtures";
import { givenReturn } from "./provider_data";

test("each page of a return is read from its heading, from the first to the last", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2, dueIn: 9 });
  const [first, second] = given.people as [string, string];
  const heading = page.getByRole("heading", { level: 1 });
  const press = (role: "button" | "link", name: string | RegExp) =>
    page.getByRole(role, { name }).first().click();
  await signIn("provider");
  await expect(heading).toHaveText("What is due");
  await press("link", new RegExp(given.title));
  await expect(heading).toBeFocused();
  await press("button", "Start");
  await expect(heading).toHaveText(first);
  await expect(heading).toBeFocused();
  await press("button", "Nothing has changed");
  await expect(heading).toHaveText(second);
  await expect(heading).toBeFocused();
  await press("button", "Change the answers");
  const cook = page.getByRole("region", { name: "cook my own tea" });
  await cook
    .getByRole("group", { name: `How does ${second} see it?` })
    .getByRole("radio", { name: "+1 More than expected" })
    .check();
  await cook
    .getByRole("textbox", { name: "In the person’s own words" })
    .fill("I made soup");
  await press("button", "Save and continue");
  await expect(heading).toHaveText("Check your answers");
  await expect(heading).toBeFocused();
  await press("button", "Submit this return");
  await expect(heading).toHaveText("Return submitted");
  await expect(heading).toBeFocused();

  const returns = await api.as("provider", OutcomesService);
  const now = await returns.getReturn({ name: given.name });
  expect(now.state).toBe(State.SUBMITTED);
  expect(now.entries.map((e) => e.personVoice?.level)).toEqual([0, 1, 1, 1]);
  expect(now.entries[2]?.personVoice?.words).toBe("I made soup");
});
