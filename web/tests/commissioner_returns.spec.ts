// The council's work with returns, from the sign-in to the result.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State } from "../src/api/gen/tidemark/outcomes/v1/return_pb";
import { entry, prepare, submit, type Prepared } from "./commissioner_data";
import { expect, expectAccessible, picture, test } from "./fixtures";

const trackerOf = ({ provider }: Prepared, more = "") =>
  `/tracker?provider=${provider.split("/").at(-1)}${more}`;
const reviewOf = ({ contract, period }: Prepared) =>
  `/returns/${contract.split("/").at(-1)}/${period}/review`;

// How many outcomes are met, and of how many, on the council's first page.
async function outcomesMet(page: Page): Promise<string> {
  await page.goto("/");
  const row = page.getByRole("row", { name: /^Outcomes met/ });
  await expect(row).toBeVisible();
  const text = (await row.innerText()).replaceAll(",", "");
  return /(\d+ of \d+)/.exec(text)?.[1] ?? "";
}

test("a return arrives live, goes back with comments, comes again and is accepted, and the figure moves", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api, { people: 3 });
  const [first, second, third] = prepared.outcomes as [string, string, string];
  await signIn("commissioner");
  const before = await outcomesMet(page);

  await page.goto(trackerOf(prepared));
  await expect(page.getByText(/^Overdue by \d+ days$/).first()).toBeVisible();
  await expect(
    page.getByText("This page keeps itself up to date."),
  ).toBeVisible();
  await expectAccessible(page);
  await submit(api, prepared, [
    entry(first, 0, 2, "I sat there on Sunday"),
    entry(second, -1, 0),
    entry(third, 1, 1),
  ]);
  await expect(page.getByRole("status").first()).toContainText(
    `Just in: ${prepared.title}`,
  );
  await expect(page.getByRole("cell", { name: "To decide" })).toBeVisible();
  await picture(page, "commissioner-tracker-one");

  await page.getByRole("link", { name: "Review", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    prepared.title,
  );
  await expect(page.getByText("I sat there on Sunday")).toBeVisible();
  await expect(page.getByText("Voices differ").first()).toBeVisible();
  await expectAccessible(page);

  // A mistake first: returned without a word.
  await page.getByLabel("Return it for changes").check();
  await page.getByRole("button", { name: "Return it for changes" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "Say what the provider should change",
  );
  await expectAccessible(page);
  await page
    .getByRole("button", {
      name: new RegExp(`^Comment on this.*person ${person(first)},`),
    })
    .click();
  await page
    .getByLabel("What should the provider look at again?")
    .fill("The person says as hoped, and you much more. What did you see?");
  await page
    .getByLabel("Comment on the return as a whole")
    .fill("Nearly there.");
  await picture(page, "commissioner-review");
  await page.reload();
  await expect(page.getByLabel("Comment on the return as a whole")).toHaveValue(
    "Nearly there.",
  );
  await page.getByLabel("Return it for changes").check();
  await page.getByRole("button", { name: "Return it for changes" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "You returned this for changes",
  );
  await expectAccessible(page);

  // The provider reads both comments, mends it and sends it again.
  const asProvider = await api.as(
    "provider",
    OutcomesService,
    prepared.provider,
  );
  const back = await asProvider.getReturn({ name: prepared.returnName });
  expect(back.state).toBe(Return_State.RETURNED_FOR_CHANGES);
  expect(back.comment).toMatch(/^Nearly there\.\n\n/);
  expect(back.comment).toContain("What did you see?");
  await submit(api, prepared, [
    entry(first, 0, 0, "I sat there on Sunday"),
    entry(second, -1, 0),
    entry(third, 1, 1),
  ]);

  await page.reload();
  await expect(
    page.getByRole("heading", { name: "What has changed" }),
  ).toBeVisible();
  const changes = page.getByRole("region", { name: /^Change of / });
  await expect(changes).toHaveCount(1);
  await expect(changes).toContainText("Much more than expected (+2)");
  await expect(changes).toContainText("As expected (0)");
  await expectAccessible(page);
  await picture(page, "commissioner-review-changes");
  await page.getByLabel("Accept it", { exact: true }).check();
  await page.getByRole("button", { name: "Accept this return" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "You accepted this return",
  );
  await expect(page.getByText("Accepted it")).toBeVisible();

  const [met, of] = before.split(" of ").map(Number) as [number, number];
  await expect.poll(() => outcomesMet(page)).toBe(`${met + 2} of ${of + 3}`);
  await picture(page, "commissioner-council");
});

function person(outcome: string): string {
  return outcome.split("/").at(-3) ?? "";
}

test("more time needs a later day and a reason, which the provider then sees", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await signIn("commissioner");
  await page.goto(trackerOf(prepared));
  await page.getByRole("link", { name: "Give more time" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Give more time",
  );
  await expectAccessible(page);

  await page.getByRole("button", { name: "Give more time" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Enter the new due date");
  await expect(summary).toContainText("Say why you give more time");
  await expectAccessible(page);
  await summary.getByRole("link", { name: /Enter the new due date/ }).click();
  await expect(page.getByLabel("Day")).toBeFocused();

  // A day that is not later, and one that is.
  await page.getByLabel("Day").fill("1");
  await page.getByLabel("Month").fill("1");
  await page.getByLabel("Year").fill("2021");
  await page
    .getByLabel("Why do you give more time?")
    .fill("The manager is ill");
  await page.getByRole("button", { name: "Give more time" }).click();
  await expect(summary).toContainText("The new due date must be after");
  const later = new Date(Date.now() + 20 * 86_400_000);
  await page.getByLabel("Day").fill(String(later.getUTCDate()));
  await page.getByLabel("Month").fill(String(later.getUTCMonth() + 1));
  await page.getByLabel("Year").fill(String(later.getUTCFullYear()));
  await page.getByRole("button", { name: "Give more time" }).click();
  await expect(page.getByText(/is now due on/)).toBeVisible();
  await expectAccessible(page);

  const service = await api.as("provider", OutcomesService, prepared.provider);
  const given = await service.getReturn({ name: prepared.returnName });
  expect(given.extension?.reason).toBe("The manager is ill");
});

test("when two decide at once, the second is told and nothing of theirs is lost", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await submit(api, prepared);
  await signIn("commissioner");
  await page.goto(reviewOf(prepared));
  await page.getByLabel("Return it for changes").check();
  await page
    .getByLabel("Comment on the return as a whole")
    .fill("Please say more.");

  const other = await api.as("quality", OutcomesService);
  await other.acceptReturn({
    name: prepared.returnName,
    comment: "Fine.",
    requestId: randomUUID(),
  });
  await page.getByRole("button", { name: "Return it for changes" }).click();
  const told = page.getByRole("alert");
  await expect(told).toContainText("Somebody changed this return");
  await expect(told).toContainText("Quality changed where it stands");
  await expectAccessible(page);
  await expect(page.getByLabel("Comment on the return as a whole")).toHaveValue(
    "Please say more.",
  );
  await page.getByRole("button", { name: "Show it as it is now" }).click();
  await expect(
    page.getByText("This return was accepted and counts in the figures."),
  ).toBeVisible();
  await expect(page.getByText("Fine.")).toBeVisible();
  const now = await other.getReturn({ name: prepared.returnName });
  expect(now.state).toBe(Return_State.ACCEPTED);
});

test("several returns without questions are accepted at once, and only those", async ({
  page,
  signIn,
  api,
}) => {
  const clear = await prepare(api);
  await submit(api, clear);
  const odd = await prepare(api);
  // The provider sees it far above the person.
  await submit(api, odd, [
    entry(odd.outcomes[0]!, -2, 2),
    entry(odd.outcomes[1]!, 0),
  ]);
  await signIn("commissioner");
  await page.goto("/tracker/accept");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Accept those you chose" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "Choose at least one return",
  );
  await expect(
    page.getByRole("checkbox", { name: new RegExp(odd.title) }),
  ).toHaveCount(0);
  await page.getByRole("checkbox", { name: new RegExp(clear.title) }).check();
  await page.getByRole("button", { name: "Accept 1 return" }).click();
  await expect(page.getByText("You accepted 1 return.")).toBeVisible();
  await expectAccessible(page);
  const service = await api.as("commissioner", OutcomesService);
  expect((await service.getReturn({ name: clear.returnName })).state).toBe(
    Return_State.ACCEPTED,
  );
  expect((await service.getReturn({ name: odd.returnName })).state).toBe(
    Return_State.SUBMITTED,
  );
});

test("a return is found, read and accepted, each page read from its heading", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await submit(api, prepared);
  await signIn("commissioner");
  const heading = page.getByRole("heading", { level: 1 });
  await page.getByRole("link", { name: "Returns", exact: true }).click();
  await expect(heading).toHaveText("Returns");
  await expect(heading).toBeFocused();
  await page
    .getByLabel("Provider", { exact: true })
    .selectOption({ label: prepared.providerName });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/provider=t-/);
  await page.getByRole("link", { name: "Review" }).click();
  await expect(heading).toContainText(prepared.title);
  await expect(heading).toBeFocused();
  await page.getByLabel("Accept it", { exact: true }).check();
  await page.getByLabel(/^A word to the provider/).fill("Thank you");
  await page.getByRole("button", { name: "Accept this return" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "You accepted this return",
  );
  const service = await api.as("commissioner", OutcomesService);
  const now = await service.getReturn({ name: prepared.returnName });
  expect([now.state, now.comment]).toEqual([
    Return_State.ACCEPTED,
    "Thank you",
  ]);
});

test("the tracker keeps its filters in its address", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await page.goto("/tracker");
  await page.getByLabel("Returns", { exact: true }).selectOption("overdue");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/show=overdue/);
  await page.getByLabel("Due in the last").selectOption("3");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/show=overdue.*months=3|months=3.*show=overdue/);
  await page.reload();
  await expect(page.getByLabel("Returns", { exact: true })).toHaveValue(
    "overdue",
  );
  await expect(page.getByLabel("Due in the last")).toHaveValue("3");
  await expectAccessible(page);
  await picture(page, "commissioner-tracker");
});

test("a lost connection is told, and the page catches up by itself", async ({
  page,
  context,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await signIn("commissioner");
  await page.goto(trackerOf(prepared));
  const live = page.getByText("This page keeps itself up to date.");
  await expect(live).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(/lost its connection/)).toBeVisible({
    timeout: 45_000,
  });
  await expectAccessible(page);
  await submit(api, prepared);
  await context.setOffline(false);
  await expect(live).toBeVisible();
  await expect(
    page.getByRole("status").filter({ hasText: "Just in:" }),
  ).toContainText(prepared.title);
});
