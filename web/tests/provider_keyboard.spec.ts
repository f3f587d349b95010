// A whole return by keyboard alone, from sign-in to submission.
import type { Locator, Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, test } from "./fixtures";
import { givenReturn } from "./provider_data";

// Presses Tab until `target` has the focus, which must be in sight.
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < 200; i++) {
    if (await target.evaluate((e) => e === document.activeElement)) {
      await expect(target).toBeInViewport();
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way by Tab to ${target}`);
}

test("a return is filled in and submitted by keyboard alone", async ({
  page,
  api,
}) => {
  const given = await givenReturn(api, { people: 2 });
  const [first, second] = given.people as [string, string];
  const heading = page.getByRole("heading", { level: 1 });
  const press = async (role: "button" | "link", name: string | RegExp) => {
    await tabTo(page, page.getByRole(role, { name }).first());
    await page.keyboard.press("Enter");
  };
  await page.goto("/");
  await press("button", "Demonstration provider");
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
  const level = cook
    .getByRole("group", { name: `How does ${second} see it?` })
    .getByRole("radio", { name: "0 As expected" });
  await tabTo(page, level);
  await page.keyboard.press("ArrowUp");
  await expect(
    cook
      .getByRole("group", { name: `How does ${second} see it?` })
      .getByRole("radio", { name: "+1 More than expected" }),
  ).toBeChecked();
  await tabTo(
    page,
    cook.getByRole("textbox", { name: "In the person’s own words" }),
  );
  await page.keyboard.type("I made soup");
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

test("no page of a return scrolls sideways on a phone or at 200% zoom", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2 });
  await signIn("provider");
  await page.setViewportSize({ width: 320, height: 640 });
  const person = `/people/${given.people[0]}`;
  for (const path of [
    "/",
    "/returns",
    "/imports",
    ...["", person, "/check", "/copy", "/history", "/file", "/rows"].map(
      (end) => given.path + end,
    ),
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(/^(Loading|Opening|Checking).*…$/)).toHaveCount(
      0,
    );
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    expect(width, path).toBeLessThanOrEqual(320);
  }
});
