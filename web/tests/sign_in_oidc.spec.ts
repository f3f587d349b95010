// Signing in with an account of the council's identity provider, in a browser:
// to the provider's own pages and back, on two sites, as in earnest.
import type { BrowserContext, Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { prepare } from "./commissioner_data";
import {
  expect,
  expectAccessible,
  picture,
  PROVIDER,
  test as base,
} from "./fixtures";
import {
  answerProvider,
  HELP,
  signInAs,
  signOut,
  startWithAccounts,
} from "./identity_provider";
import { begun, personPath, savedWords } from "./provider_data";
import type { Server } from "./server";

const test = base.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startWithAccounts(PROVIDER);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

// The provider's pages name a font of another site.
test.beforeEach(async ({ context }) => {
  await context.route(/fonts\.googleapis/, (route) => route.abort());
});

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const account = (page: Page) =>
  page.getByRole("button", { name: "Sign in with your council account" });
const dialogue = (page: Page) =>
  page.getByRole("dialog", { name: "Sign in again to go on" });
const saved = (page: Page) => page.getByText(/^Saved at \d+:\d\d[ap]m$/);
const said = (page: Page) =>
  page
    .getByRole("region", { name: "cook my own tea" })
    .getByRole("textbox", { name: "In the person’s own words" });

// What a browser tells a page when its tab is the one in use again.
async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
}

// Signs in again from the dialogue over a page, in the tab that it opens.
async function signInBeside(page: Page, context: BrowserContext) {
  const [beside] = await Promise.all([
    context.waitForEvent("page"),
    dialogue(page)
      .getByRole("button", { name: "Sign in (opens in a new tab)" })
      .click(),
  ]);
  return beside;
}

test("a person comes back from their council's sign-in to the page they asked for, by name and role", async ({
  page,
}) => {
  await page.goto("/tracker?show=all&months=3");
  await expect(heading(page)).toHaveText("Sign in");
  await expectAccessible(page);
  await picture(page, "sign-in-council-account");
  await signInAs(page, "ada");
  await expect(heading(page)).toHaveText("Returns");
  await expect(page).toHaveURL(/\/tracker\?show=all&months=3$/);
  await expect(page.getByLabel("Due in the last")).toHaveValue("3");
  await expect(page.getByRole("banner")).toContainText("Ada Example");
  // What commissioners alone may do: neither quality nor finance has both.
  const menu = page.getByRole("navigation", { name: "Menu" });
  await expect(menu.getByRole("link", { name: "Returns" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "Statements" })).toBeVisible();
  await expect(page.getByText("Demonstration.")).toHaveCount(0);
});

test("the page that asks to sign in leads on whoever is signed in already", async ({
  page,
}) => {
  await page.goto("/sign-in");
  await signInAs(page, "kim");
  await expect(heading(page)).toHaveText("What is due");
  await expect(page.getByRole("banner")).toContainText("Kim Ångström");
  await page.goto("/sign-in?problem=SIGN_IN_EXPIRED");
  await expect(heading(page)).toHaveText("What is due");
  await expect(page).toHaveURL(/\/$/);
});

test("somebody whom nobody has given a role is told so, and whom to ask", async ({
  page,
}) => {
  await page.goto("/tracker");
  await signInAs(page, "sam");
  await expect(page.getByRole("alert")).toContainText(
    `nobody has said what you may do in Tidemark. Ask ${HELP} to give your account a role in Tidemark.`,
  );
  await expectAccessible(page);
  await picture(page, "sign-in-no-role");
  await page.goto("/tracker");
  await expect(heading(page)).toHaveText("Sign in");
});

test("somebody with two accounts can sign in with the other one", async ({
  page,
}) => {
  await page.goto("/tracker?show=all");
  await signInAs(page, "sam");
  await page
    .getByRole("link", { name: "Sign in with another account" })
    .click();
  await answerProvider(page, "ada");
  await expect(page).toHaveURL("/tracker?show=all");
  await expect(page.getByRole("banner")).toContainText("Ada Example");
});

test("a care provider's account without its provider is told so, and whom to ask", async ({
  page,
}) => {
  await page.goto("/");
  await signInAs(page, "lee");
  await expect(page.getByRole("alert")).toContainText(
    `nobody has said which care provider you work for. Ask ${HELP}`,
  );
  await expectAccessible(page);
});

test("somebody who turns back at their council's sign-in is told so, and may try again", async ({
  page,
}) => {
  await page.goto("/tracker?show=all");
  await account(page).press(" ");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "You did not finish signing in. Try again.",
  );
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await picture(page, "sign-in-cancelled");
  await signInAs(page, "ada");
  await expect(page).toHaveURL(/\/tracker\?show=all$/);
  await expect(heading(page)).toHaveText("Returns");
});

test("every problem that signing in can meet is put in words that help", async ({
  page,
}) => {
  const answer = await page.request.get("/session");
  const { signIn } = (await answer.json()) as {
    signIn: { problems: { code: string; words: string }[] };
  };
  expect(signIn.problems.length).toBeGreaterThan(5);
  for (const { code, words } of signIn.problems) {
    await page.goto(`/sign-in?problem=${code}`);
    await expect(page.getByRole("alert")).toContainText(words);
    await expect(account(page)).toBeVisible();
    await expectAccessible(page);
  }
  await page.goto("/sign-in?problem=OF_A_LATER_SERVER");
  await expect(page.getByRole("alert")).toContainText(
    "Signing in did not work. Try again",
  );
});

test("signing out ends the session here and at the identity provider", async ({
  page,
}) => {
  await page.goto("/tracker");
  await signInAs(page, "ada");
  await expect(heading(page)).toHaveText("Returns");
  await signOut(page);
  await expectAccessible(page);
  await page.goto("/tracker");
  await expect(heading(page)).toHaveText("Sign in");
  await expect(page.getByText("You have signed out.")).toHaveCount(0);
  // The next person at this computer is asked who they are.
  await signInAs(page, "kim");
  await expect(page.getByRole("banner")).toContainText("Kim Ångström");
});

test("a return loses nothing when its session ends by signing out in another tab", async ({
  page,
  context,
  api,
}) => {
  const given = await begun(api);
  await page.goto(personPath(given));
  await signInAs(page, "kim");
  await expect(said(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);

  await said(page).fill("I made soup");
  await expect(dialogue(page)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "session-ended-council-account");
  const beside = await signInBeside(page, context);
  // Looking too early loses nothing either.
  await dialogue(page)
    .getByRole("button", { name: "I have signed in" })
    .click();
  await expect(dialogue(page).getByRole("alert")).toContainText(
    "You have not signed in yet.",
  );
  await expectAccessible(page);
  await answerProvider(beside, "kim");
  await expect(heading(beside)).toHaveText("You have signed in");
  await expectAccessible(beside);
  await beside.close();
  await dialogue(page)
    .getByRole("button", { name: "I have signed in" })
    .click();
  await expect(dialogue(page)).toBeHidden();
  await expect(saved(page)).toBeVisible();
  await expect(said(page)).toHaveValue("I made soup");
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

test("a form that is kept nowhere but in the page is sent after its session was renewed", async ({
  page,
  context,
  api,
}) => {
  const prepared = await prepare(api);
  const id = prepared.contract.split("/").at(-1);
  await page.goto(`/returns/${id}/${prepared.period}/more-time`);
  await signInAs(page, "ada");
  await expect(heading(page)).toHaveText("Give more time");
  const before = await context.cookies();
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  // The browser holds the secret of a session that is over, as when nobody
  // has used it for too long.
  await context.addCookies(before.filter(({ name }) => name === "tidemark"));

  const later = new Date(Date.now() + 20 * 86_400_000);
  await page.getByLabel("Day").fill(String(later.getUTCDate()));
  await page.getByLabel("Month").fill(String(later.getUTCMonth() + 1));
  await page.getByLabel("Year").fill(String(later.getUTCFullYear()));
  await page.getByLabel("Why do you give more time?").fill("Floods");
  await page.getByRole("button", { name: "Give more time" }).click();
  const beside = await signInBeside(page, context);
  await answerProvider(beside, "ada");
  await expect(heading(beside)).toHaveText("You have signed in");
  await beside.close();
  await lookAgain(page);
  await expect(dialogue(page)).toBeHidden();
  await expect(page.getByText(/is now due on/)).toBeVisible();
  const returns = await api.as("commissioner", OutcomesService);
  const now = await returns.getReturn({ name: prepared.returnName });
  expect(now.extension?.reason).toBe("Floods");
});

test("a page goes on with the session that its person began in another tab", async ({
  page,
  context,
  api,
}) => {
  const given = await begun(api);
  await page.goto(personPath(given));
  await signInAs(page, "kim");
  await expect(said(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  await signInAs(other, "kim");
  await expect(heading(other)).toHaveText("What is due");

  await said(page).fill("I made soup");
  await expect(saved(page)).toBeVisible();
  await expect(dialogue(page)).toHaveCount(0);
  expect((await savedWords(api, given))[0]).toBe("I made soup");
  // Signing out ends the session that there is, and not only the page's own.
  await other.goto("/");
  await signOut(other);
  await signInAs(other, "kim");
  await expect(heading(other)).toHaveText("What is due");
  await signOut(page);
  await other.reload();
  await expect(heading(other)).toHaveText("Sign in");
});

test("what one person typed is neither shown nor sent under another's name", async ({
  page,
  context,
  api,
}) => {
  const given = await begun(api);
  await page.goto(personPath(given));
  await signInAs(page, "kim");
  await expect(said(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto("/");
  await signOut(other);
  await signInAs(other, "ada");
  await expect(other.getByRole("banner")).toContainText("Ada Example");

  await said(page).fill("I made soup");
  await expect(page.getByRole("banner")).toContainText("Ada Example");
  await expect(page.getByText("I made soup")).toHaveCount(0);
  expect((await savedWords(api, given))[0]).toBe("Going well");
  // Whose it is finds it again.
  await signOut(page);
  await signInAs(page, "kim");
  await expect(heading(page)).toHaveText("What is due");
  await page.goto(personPath(given));
  await expect(said(page)).toHaveValue("I made soup");
  await expect(saved(page)).toBeVisible();
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

test("somebody whose signing out fails is told that they are still signed in", async ({
  page,
}) => {
  await page.goto("/");
  await signInAs(page, "ada");
  const out = page.getByRole("button", { name: "Sign out" });
  await expect(out).toBeVisible();
  await page.route("**/session/sign-out", (route) => route.abort());
  await out.click();
  await expect(page.getByRole("alert")).toContainText(
    "You are still signed in.",
  );
  await expectAccessible(page);
  await page.unroute("**/session/sign-out");
  await signOut(page);
});
