// Practitioners look back, and follow support against its plan.
import { EnablementService } from "../src/api/gen/tidemark/enablement/v1/enablement_service_pb";
import { Package_State } from "../src/api/gen/tidemark/enablement/v1/package_pb";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { accepted, daysAgo, given, monthAgo, OWN_WORDS } from "./practice_data";

async function fillDay(
  page: import("@playwright/test").Page,
  label: string,
  { year, month, day }: { year: number; month: number; day: number },
) {
  const group = page.getByRole("group", { name: label });
  await group.getByLabel("Day").fill(String(day));
  await group.getByLabel("Month").fill(String(month));
  await group.getByLabel("Year").fill(String(year));
}

test("a check-back is recorded, and the step to less support then counts", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api, { steppedDown: 100 });
  await accepted(api, about, monthAgo(2));
  await signIn("practitioner");
  await page.getByRole("link", { name: "Check-backs", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Check-backs",
  );
  await expectAccessible(page);
  await page.getByLabel("Provider").selectOption({ label: about.providerName });
  await page.getByRole("button", { name: "Show" }).click();
  const lines = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: about.personId });
  // 14, 42 and 84 days after the step.
  await expect(lines).toHaveCount(3);
  await expect(lines.first()).toContainText("overdue");
  await lines.nth(1).getByRole("link").click();

  await expect(page.getByText("From 14 hours to 7 hours a week")).toBeVisible();
  await expectAccessible(page);
  const button = page.getByRole("button", { name: "Record what you found" });
  await button.click();
  await expect(page.getByRole("alert")).toContainText("Choose what you found");
  await page.getByLabel("It holds").check();
  await page
    .getByLabel("What does the person say about it?")
    .fill("I cook every day now.");
  await fillDay(page, "When did you look?", { ...daysAgo(0), month: 13 });
  await button.click();
  await expect(page.getByRole("alert")).toContainText(
    "Enter the day on which you looked",
  );
  await expectAccessible(page);
  // A day to come is refused by the service, beside the question.
  await fillDay(page, "When did you look?", daysAgo(-3));
  await button.click();
  await expect(page.locator("#check-date-error")).toBeVisible();
  await fillDay(page, "When did you look?", daysAgo(0));
  await button.click();

  await expect(page.getByText("What you found is recorded.")).toBeVisible();
  await expect(page.getByRole("blockquote")).toHaveText(
    "I cook every day now.",
  );
  await expect(page.getByText("Counts", { exact: true })).toBeVisible();
  await expect(
    page.getByRole("term").filter({ hasText: "The person’s goals hold" }),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, "practitioner-check-back");

  await page.goto("/check-backs?show=done");
  await expect(
    page.getByRole("listitem").filter({ hasText: about.packId }),
  ).toContainText("Holds");
});

test("what slipped after support ended begins it again in one step", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  const enablement = await api.as("practitioner", EnablementService);
  await enablement.exitPackage({
    name: about.pack,
    endDate: daysAgo(30),
    sequel: 1,
    reason: "Manages alone",
    agreement: 1,
  });
  await signIn("practitioner");
  await page.goto(`/episodes/${about.packId}`);
  await page
    .getByRole("table", { name: "Check-backs" })
    .getByRole("link")
    .first()
    .click();
  await page.getByLabel("It slipped").check();
  await page.getByLabel("Yes, begin the same support again").check();
  const button = page.getByRole("button", { name: "Record what you found" });
  await button.click();
  await expect(page.getByRole("alert")).toContainText(
    "Say why support begins again",
  );
  await fillDay(page, "First day of support again", daysAgo(0));
  await page.getByLabel("Why does support begin again?").fill("A fall");
  await expectAccessible(page);
  await button.click();
  await expect(page.getByText("What you found is recorded.")).toBeVisible();
  const pack = await enablement.getPackage({ name: about.pack });
  expect(pack.state).toBe(Package_State.ACTIVE);
  expect(pack.reopenings).toHaveLength(1);
});

test("an episode shows its plan against what was given, and a pause is recorded", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await signIn("practitioner");
  await page.getByRole("link", { name: "Episodes", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Episodes");
  await expectAccessible(page);
  await page.getByLabel("Provider").selectOption({ label: about.providerName });
  await page.getByRole("button", { name: "Show" }).click();
  const row = page.getByRole("row").filter({ hasText: about.personId });
  await expect(row).toContainText("14 hours a week");
  await expect(row).toContainText("10 hours a week");
  await expect(row).toContainText("More support than planned");
  await row.getByRole("link").click();

  await expect(page.getByRole("blockquote")).toHaveText(OWN_WORDS);
  // 60 days as planned, and 121 of 4 hours more than planned.
  await expect(
    page.getByText(/more than planned, on average/).first(),
  ).toBeVisible();
  const days = page.getByRole("table", { name: "What changed, day by day" });
  await expect(
    days.getByRole("row").filter({ hasText: "Planned step" }).last(),
  ).toContainText("10 hours a week");
  await expect(page.locator("svg").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "practitioner-episode");

  await page.getByRole("link", { name: "Pause support" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Pause support",
  );
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page.getByRole("alert")).toContainText("Say why");
  await expectAccessible(page);
  await fillDay(page, "The first day without support", daysAgo(0));
  await page.getByLabel("Why?").fill("In hospital for a planned operation");
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page).toHaveURL(`/episodes/${about.packId}`);
  await expect(
    page.getByRole("term").filter({ hasText: "Stands" }).locator(".."),
  ).toContainText("Paused");
  await expect(
    page.getByRole("link", { name: "Support goes on after a pause" }),
  ).toBeVisible();
});

test("two people record at once: the second is told, and what was typed stays", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await signIn("practitioner");
  await page.goto(`/episodes/${about.packId}/record/level`);
  await page.getByLabel("Hours a week").fill("12");
  await fillDay(page, "From which day?", daysAgo(-1));
  await page.getByLabel("The person agrees").check();
  await page.getByLabel("Why?").fill("Manages breakfast alone");
  const enablement = await api.as("practitioner", EnablementService);
  await enablement.changeLevel({
    name: about.pack,
    level: {
      fromDate: daysAgo(0),
      weeklyMinutes: 13 * 60,
      reason: "A new pill dispenser",
      agreement: 1,
    },
  });
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page.getByRole("alert")).toContainText(/changed/i);
  await expectAccessible(page);
  await page
    .getByRole("button", { name: "Show the support as it is now" })
    .click();
  await expect(
    page.getByText("The last level is 13 hours a week"),
  ).toBeVisible();
  await expect(page.getByLabel("Why?")).toHaveValue("Manages breakfast alone");
  await page.getByRole("button", { name: "Record" }).click();
  await expect(page).toHaveURL(`/episodes/${about.packId}`);
});

test("somebody is found by their reference, and a wrong one says so", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await signIn("practitioner");
  await page.getByRole("link", { name: "People", exact: true }).click();
  await expect(
    page.getByRole("table", { name: "Everybody, by reference" }),
  ).toBeVisible();
  await expectAccessible(page);
  const find = page.getByLabel("Find somebody by their reference");
  await find.fill("Mrs Smith");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("It has no spaces");
  await find.fill("nobody-here");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText(
    "Nobody has this reference",
  );
  await expectAccessible(page);
  await find.fill(about.personId);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/people/${about.personId}`);
});

test("empty lists teach what will be there", async ({ page, signIn, api }) => {
  const about = await given(api);
  const provider = about.provider.split("/").at(-1);
  await signIn("practitioner");
  await page.goto(`/decisions?provider=${provider}`);
  await expect(page.getByText("No decision waits.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/check-backs?provider=${provider}`);
  await expect(page.getByText("No check-back is due.")).toBeVisible();
  await page.goto(`/episodes?show=paused&provider=${provider}`);
  await expect(page.getByText("No support is paused.")).toBeVisible();
  await expectAccessible(page);
});

test("a practitioner's pages fit a narrow screen", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api, { steppedDown: 100 });
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn("practitioner");
  const pages = [
    "/",
    "/decisions",
    "/check-backs",
    "/episodes",
    `/episodes/${about.packId}`,
    `/episodes/${about.packId}/record/exit`,
    "/people",
  ];
  for (const path of pages) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("Loading")).toHaveCount(0);
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    expect(width, path).toBeLessThanOrEqual(320);
  }
});
