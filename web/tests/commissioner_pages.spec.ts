// The council's other pages: what they say, who may open them, and how they fare
// on a small screen.
import { randomUUID } from "node:crypto";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { prepare, submit } from "./commissioner_data";
import { expect, expectAccessible, picture, test } from "./fixtures";

test("the council's page says who needs attention before any figure, each line leading on", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Essex County Council",
  );
  await expect(page.getByRole("row", { name: /^Outcomes met/ })).toBeVisible();
  await expect(
    page.getByRole("heading", { name: "Providers to talk with" }),
  ).toBeVisible();
  const order = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  expect(order[0]).toBe("What waits for the council");
  expect(order.at(-1)).toBe("The council’s figures");
  await expectAccessible(page);

  const why = page.getByRole("link", { name: "Why? about Outcomes met" });
  await expect(why).toHaveAttribute(
    "href",
    /^\/why\?metric=outcomes-met&from=\d{4}-\d{2}&to=\d{4}-\d{2}$/,
  );
  const providers = page.locator(".tm-noticed").first().getByRole("heading");
  const names = await providers.allInnerTexts();
  expect(names.length).toBeGreaterThan(0);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));

  await page
    .getByRole("link", { name: /^Ask after \d+ overdue return/ })
    .click();
  await expect(page).toHaveURL(/\/tracker\?show=overdue/);
  await expect(page.getByText(/^Overdue by/).first()).toBeVisible();
});

test("a person's page has their words, what was said over time, and their support", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await page.goto("/contracts/c001-1");
  await page.getByText("By their references").click();
  await page.getByRole("link", { name: /^p-/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    "Person p-",
  );
  await expect(page.locator(".tm-voices").first()).toContainText(
    "The provider",
  );
  await expect(
    page.getByRole("cell", { name: /\d hours?/ }).first(),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, "commissioner-person");
});

test("a contract shows what it asks for, its returns, whom it supports and what it pays", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await page.getByRole("link", { name: "Contracts", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Contracts");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Over", exact: true }).click();
  await expect(page.getByText("There is no such contract.")).toBeVisible();
  await page.getByRole("link", { name: "In force", exact: true }).click();
  // Said in words, for those who hold the page on paper.
  await expect(
    page.getByRole("table", { name: "Contracts in force" }),
  ).toBeVisible();
  await page.getByRole("link", { name: "Extra care, Marsh Lane 1" }).click();
  await expect(
    page.getByRole("rowheader", { name: /^People reach what matters/ }),
  ).toBeVisible();
  await expect(
    page.getByText(/^\d+ people with outcomes under it/),
  ).toBeVisible();
  await expect(
    page.getByText(/for each outcome that is met for the first time$/),
  ).toBeVisible();
  await page.getByText("Every period and its due date").click();
  await expectAccessible(page);
  await picture(page, "commissioner-contract");
});

test("a variation is shown with its reason", async ({ page, signIn, api }) => {
  const prepared = await prepare(api);
  const service = await api.as("commissioner", ContractsService);
  const now = new Date();
  await service.varyContract({
    contract: { name: prepared.contract, lot: "Mid Essex" },
    updateMask: { paths: ["lot"] },
    effectiveDate: {
      year: now.getUTCFullYear(),
      month: now.getUTCMonth() + 1,
      day: now.getUTCDate(),
    },
    reason: "A new lot was agreed",
    requestId: randomUUID(),
  });
  await signIn("commissioner");
  await page.goto(`/contracts/${prepared.contract.split("/").at(-1)}`);
  await expect(
    page.getByRole("cell", { name: "A new lot was agreed" }),
  ).toBeVisible();
  await expect(
    page.getByRole("cell", { name: "lot", exact: true }),
  ).toBeVisible();
});

test("providers are found by a part of their name, with ratings and dates", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await page.getByRole("link", { name: "Providers", exact: true }).click();
  await expect(
    page.getByText(/^\d+ providers, in order of name$/),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Search by name, group or place").fill("salt homec");
  await expect(page.getByText("1 provider, in order of name")).toBeVisible();
  await expect(page).toHaveURL(/name=salt\+homec/);
  const found = page.getByRole("region", { name: /^Saltings Homecare/ });
  await expect(found).toContainText(
    /CQC rating [A-Z][a-z ]+, \d+ [A-Z][a-z]+ \d{4}/,
  );
  await expect(
    found.getByRole("link", { name: /^Saltings Homecare/ }),
  ).toHaveAttribute("href", "/providers/1-99019283880");
  await picture(page, "commissioner-providers");
  await page.getByLabel("Search by name, group or place").fill("nobody at all");
  await expect(page.getByText(/^No provider matches/)).toBeVisible();
  await expectAccessible(page);
});

test("an administrator sees settings, providers and contracts, and no person", async ({
  page,
  signIn,
}) => {
  await signIn("admin");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Administration",
  );
  await expect(page.getByText("E10000012").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "admin-start");
  await page
    .getByRole("link", { name: "Contracts", exact: true })
    .first()
    .click();
  await page.getByRole("link", { name: "Extra care, Marsh Lane 1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Extra care, Marsh Lane 1",
  );
  await expect(page.getByText("In force")).toBeVisible();
  await expect(page.getByText("People supported")).toHaveCount(0);
  await expect(page.getByText("Its returns")).toHaveCount(0);
  await expectAccessible(page);
});

test("a page of others' work is refused in plain words", async ({
  page,
  signIn,
}) => {
  await signIn("finance");
  for (const path of [
    "/tracker",
    "/people/p-2kw9zy",
    "/returns/c001-1/2026-01/review",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "You cannot open this page",
    );
    await expect(
      page.getByText("not part of the work of finance"),
    ).toBeVisible();
  }
  await expectAccessible(page);
});

test("the quality team reviews returns, and cannot give more time", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await submit(api, prepared);
  await signIn("quality");
  const place = `/returns/${prepared.contract.split("/").at(-1)}/${prepared.period}`;
  await page.goto(`${place}/review`);
  await expect(page.getByLabel("Accept it", { exact: true })).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await picture(page, "commissioner-review-320");
  await page.goto(`${place}/more-time`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "You cannot open this page",
  );
});

test("a practitioner reads a return and is not asked to decide", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api);
  await submit(api, prepared);
  await signIn("practitioner");
  await page.goto(
    `/returns/${prepared.contract.split("/").at(-1)}/${prepared.period}/review`,
  );
  await expect(
    page.getByText("I want to sit in my garden again (1)"),
  ).toBeVisible();
  await expect(
    page.getByRole("heading", { name: "Your decision" }),
  ).toHaveCount(0);
  await expectAccessible(page);
});

test("a return, a contract and a person that are not there are told apart from failures", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  for (const path of [
    "/returns/none/2026-01/review",
    "/contracts/none",
    "/people/none",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("alert")).toContainText(
      "We could not find this",
    );
    await expectAccessible(page);
  }
});
