// How much work a return is: fields, clicks and seconds, measured and printed.
import type { Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, measured, picture, test } from "./fixtures";
import { givenReturn } from "./provider_data";

interface Effort {
  clicks: number;
  fields: number;
}

// Counts what a person does on the pages from now on.
async function counting(page: Page): Promise<() => Promise<Effort>> {
  await page.evaluate(() => {
    const effort = { clicks: 0, fields: 0 };
    Object.assign(globalThis, { effort });
    addEventListener("click", (e) => e.isTrusted && effort.clicks++, true);
    addEventListener("change", (e) => e.isTrusted && effort.fields++, true);
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { effort: Effort }).effort);
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

// Clicks are what is measured here.
test.use({ by: "mouse" });

test("8 people with no changes take one confirmation a person, and under 2 minutes", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 8, dueIn: 9 });
  await signIn("provider");
  const effort = await counting(page);
  const start = Date.now();
  await page
    .getByRole("link", { name: new RegExp(given.title) })
    .first()
    .click();
  await page.getByRole("button", { name: "Start" }).click();
  for (const person of given.people) {
    await expect(heading(page)).toHaveText(person);
    await page.getByRole("button", { name: "Nothing has changed" }).click();
  }
  await expect(heading(page)).toHaveText("Check your answers");
  await page.getByRole("button", { name: "Submit this return" }).click();
  await expect(heading(page)).toHaveText("Return submitted");
  const seconds = (Date.now() - start) / 1000;
  const { clicks, fields } = await effort();
  measured(
    `8 people, no changes: ${fields} fields, ${clicks} clicks, ${seconds.toFixed(1)} s`,
  );
  expect(clicks).toBe(8 + 3);
  expect(fields).toBe(0);
  expect(seconds).toBeLessThan(120);
  await picture(page, "provider-return-submitted");

  const stored = await (
    await api.as("provider", OutcomesService)
  ).getReturn({ name: given.name });
  expect(stored.state).toBe(State.SUBMITTED);
  expect(stored.entries).toHaveLength(16);
  expect(stored.entries.every((e) => e.personVoice?.words === "")).toBe(true);
  expect(stored.warningAnswers.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("for each of 8 people"),
  ]);
});

test("8 people with two changes each take four clicks a person", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 8, dueIn: 9 });
  await signIn("provider");
  const effort = await counting(page);
  const start = Date.now();
  await page
    .getByRole("link", { name: new RegExp(given.title) })
    .first()
    .click();
  await page.getByRole("button", { name: "Start" }).click();
  for (const person of given.people) {
    await expect(heading(page)).toHaveText(person);
    await page.getByRole("button", { name: "Change the answers" }).click();
    const first = page.getByRole("region", { name: "cook my own tea" });
    await first
      .getByRole("group", { name: `How does ${person} see it?` })
      .getByRole("radio", { name: "+1 More than expected" })
      .check();
    await first
      .getByRole("group", { name: "How do you see it?" })
      .getByRole("radio", { name: "+1 More than expected" })
      .check();
    await page.getByRole("button", { name: "Save and continue" }).click();
  }
  await expect(heading(page)).toHaveText("Check your answers");
  // Everyone sees everything as +1 now, which looks like a slip.
  await page
    .getByRole("textbox", { name: "Why are all the answers the same?" })
    .fill("We asked each person");
  await page.getByRole("button", { name: "Submit this return" }).click();
  await expect(heading(page)).toHaveText("Return submitted");
  const seconds = (Date.now() - start) / 1000;
  const { clicks, fields } = await effort();
  measured(
    `8 people, two changes each: ${fields} fields, ${clicks} clicks, ${seconds.toFixed(1)} s`,
  );
  expect(fields).toBe(8 * 2 + 1);
  expect(clicks).toBeLessThanOrEqual(8 * 4 + 3);
  expect(seconds).toBeLessThan(120);

  const stored = await (
    await api.as("provider", OutcomesService)
  ).getReturn({ name: given.name });
  expect(stored.state).toBe(State.SUBMITTED);
  expect(stored.entries.map((e) => e.personVoice?.level)).toEqual(
    Array.from({ length: 16 }, () => 1),
  );
});
