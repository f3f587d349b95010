import { expect, expectAccessible, picture, test } from "./fixtures";

test("somebody who is not signed in is asked to, on any address", async ({
  page,
}) => {
  await page.goto("/somewhere");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page).toHaveTitle("Sign in – Tidemark");
  await expectAccessible(page);
  await picture(page, "sign-in");
});

test("the demonstration says that it is one, on every page", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await expect(page.getByText("Demonstration.")).toBeVisible();
});

test("signing out ends the session for the browser's other pages", async ({
  page,
  signIn,
}) => {
  await signIn("finance");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("an address of nothing says so, and leads back", async ({
  page,
  signIn,
}) => {
  await signIn("quality");
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Page not found",
  );
  await expectAccessible(page);
});

test("the sign-in page works by keyboard alone and at 320 pixels", async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText("Skip to main content");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
});
