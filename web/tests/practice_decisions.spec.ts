// Practitioners decide about what providers propose.
import type { Page } from "@playwright/test";
import { EnablementService } from "../src/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { daysAgo, given, proposesLater, proposesLess } from "./practice_data";

const REASONS = "The person wants it, and the kitchen is safe.";

// Fills in all that a decision needs.
async function fill(page: Page, result: string, reasons = REASONS) {
  await page.getByLabel(result, { exact: true }).check();
  await page.getByLabel("Your reasons").fill(reasons);
  await page.getByLabel("Why not?").fill("The person is ready now.");
  await page
    .getByLabel("How does the person see this decision?")
    .selectOption({ label: "The person said it" });
  await page
    .getByLabel("In the person's own words, or what they showed")
    .fill("Good. That is what I asked for.");
}

async function record(page: Page) {
  await page.getByRole("button", { name: "Record this decision" }).click();
}

test("a practitioner decides in time, after a mistake, and support changes", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  const path = await proposesLess(api, about);
  await signIn("practitioner");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your work");
  await expectAccessible(page);
  await picture(page, "practitioner-work");

  await page
    .getByRole("link", { name: "Decisions", exact: true })
    .first()
    .click();
  await page.getByLabel("Provider").selectOption({ label: about.providerName });
  await page.getByRole("button", { name: "Show" }).click();
  const line = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: about.personId });
  await expect(line).toContainText(/working days? left|Due today/);
  await expectAccessible(page);
  await line.getByRole("link").click();
  await expect(page).toHaveURL(path);
  await expect(page.getByRole("blockquote")).toContainText(
    "I would rather have my mornings to myself.",
  );
  await expect(page.getByText("14 hours a week, 14 visits")).toBeVisible();
  await expect(page.getByText("7 hours a week, 7 visits")).toBeVisible();
  await expect(
    page.getByText("A meal may be missed on a bad day."),
  ).toBeVisible();
  await expectAccessible(page);

  await record(page);
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Choose what you decide");
  await expect(summary).toBeFocused();
  await fill(page, "Agree", "");
  await record(page);
  await expect(summary).toContainText("Give the reasons for your decision");
  await expect(summary).not.toContainText("Choose what you decide");
  await expectAccessible(page);
  await summary.getByRole("link").click();
  await expect(page.getByLabel("Your reasons")).toBeFocused();
  await page.keyboard.type(REASONS);
  await picture(page, "practitioner-decision");
  await record(page);

  await expect(page.getByText("Your decision is recorded.")).toBeVisible();
  await expect(page.getByText("In time")).toBeVisible();
  await expect(page.getByText("Leave it as it is. Why not")).toBeVisible();
  await expectAccessible(page);
  const enablement = await api.as("practitioner", EnablementService);
  const pack = await enablement.getPackage({ name: about.pack });
  expect(pack.levels.at(-1)?.weeklyMinutes).toBe(7 * 60);
});

test("agreeing with changes does what the practitioner says instead", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  const path = await proposesLess(api, about);
  await signIn("practitioner");
  await page.goto(path);
  await fill(page, "Agree with changes");
  await expect(page.getByLabel("Option", { exact: true })).toHaveValue(
    "Do what was proposed",
  );
  await page.getByLabel("Hours a week").fill("ten");
  await record(page);
  await expect(page.getByRole("alert")).toContainText(
    "Hours must be a whole number",
  );
  // More than there is now is no lower level: the service says so.
  await page.getByLabel("Hours a week").fill("20");
  await record(page);
  await expect(page.getByRole("alert")).toContainText("fewer");
  await expectAccessible(page);
  await page.getByLabel("Hours a week").fill("10");
  await record(page);
  await expect(page.getByText("Your decision is recorded.")).toBeVisible();
  await expect(page.getByText("10 hours a week, 7 visits")).toBeVisible();
  const enablement = await api.as("practitioner", EnablementService);
  const pack = await enablement.getPackage({ name: about.pack });
  expect(pack.levels.at(-1)?.weeklyMinutes).toBe(10 * 60);
});

test("of two practitioners who decide at once, the second sees the first's decision and keeps what was written", async ({
  page,
  signIn,
  api,
  browser,
}) => {
  const about = await given(api);
  const path = await proposesLess(api, about);
  const other = await (await browser.newContext()).newPage();
  await signIn("practitioner");
  await signIn("practitioner", other);
  await page.goto(path);
  await other.goto(path);
  await fill(page, "Agree");
  await fill(other, "Decline", "The kitchen is not safe yet.");

  await record(page);
  await expect(page.getByText("Your decision is recorded.")).toBeVisible();
  await record(other);
  await expect(
    other.getByText("Somebody else decided this while you were writing."),
  ).toBeVisible();
  await expect(other.getByText(REASONS)).toBeVisible();
  await other.getByText("What you wrote").click();
  await expect(other.getByText("The kitchen is not safe yet.")).toBeVisible();
  await expect(
    other.getByRole("button", { name: "Record this decision" }),
  ).toHaveCount(0);
  await expectAccessible(other);
  await other.context().close();
});

test("a change of an outcome is decided", async ({ page, signIn, api }) => {
  const about = await given(api);
  const path = await proposesLater(api, about);
  await signIn("practitioner");
  await page.goto(path);
  await expect(page.getByText("Hoped for by")).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Agree", { exact: true }).check();
  await page.getByLabel("Your reasons").fill(REASONS);
  await page
    .getByLabel("Why not?")
    .fill("Spring is when the kitchen is ready.");
  await page
    .getByLabel("How does the person see this decision?")
    .selectOption({ label: "Not known: nobody asked the person" });
  await page.getByRole("button", { name: "Record this decision" }).click();
  await expect(page.getByText("Your decision is recorded.")).toBeVisible();
  await expect(
    page.getByText("Not known: nobody asked the person"),
  ).toBeVisible();

  const outcomes = await api.as("practitioner", OutcomesService);
  const outcome = await outcomes.getOutcome({ name: about.outcome });
  expect(outcome.targetDate).toMatchObject(daysAgo(-200));
});

test("a small change made without asking is looked at once", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api, { withoutAsking: true });
  const path = await proposesLess(api, about, 13);
  await signIn("quality");
  await page.goto("/decisions?show=audit");
  await expectAccessible(page);
  await page.getByRole("link", { name: about.personId }).click();
  await expect(page).toHaveURL(path);
  await expect(
    page.getByText("Nobody had to decide: the contract lets the provider"),
  ).toBeVisible();
  await page.getByLabel("Yes").check();
  await page.getByRole("button", { name: "Record what you found" }).click();
  await expect(page.getByRole("alert")).toContainText("Say why");
  await page.getByLabel("Why?").fill("Less is what the person asked for.");
  await page.getByRole("button", { name: "Record what you found" }).click();
  await expect(page.getByText("What you found is recorded.")).toBeVisible();
  await expect(
    page.getByRole("button", { name: "Record what you found" }),
  ).toHaveCount(0);
  await expectAccessible(page);
});

test("who may not decide is shown the proposal without the form", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  const path = await proposesLess(api, about);
  await signIn("quality");
  await page.goto(path);
  await expect(page.getByText("14 hours a week, 14 visits")).toBeVisible();
  await expect(
    page.getByRole("button", { name: "Record this decision" }),
  ).toHaveCount(0);
  await page.goto("/decisions/support/nobody/nothing");
  await expect(page.getByRole("alert")).toContainText("could not find");
});
