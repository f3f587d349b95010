// Nothing that a provider types is lost: not by a lost connection, an ended
// session, a reload, or somebody else at the same return.
import type { Browser, Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, expectAccessible, picture, test } from "./fixtures";
import { begun, personPath, savedWords } from "./provider_data";

const SAVE = "**/tidemark.outcomes.v1.OutcomesService/SaveReturn";
const ANY = "**/tidemark.*/**";

const words = (page: Page, outcome: string) =>
  page
    .getByRole("region", { name: outcome })
    .getByRole("textbox", { name: "In the person’s own words" });
const notes = (page: Page, outcome: string) =>
  page
    .getByRole("region", { name: outcome })
    .getByRole("textbox", { name: "Your notes" });
const saved = (page: Page) => page.getByText(/^Saved at \d+:\d\d[ap]m$/);
const notSaved = (page: Page) =>
  page.getByText("Not saved yet: we cannot reach the service.");

const COOK = "cook my own tea";
const SISTER = "see my sister";

async function left(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.startsWith("tidemark/typed")),
  );
}

test("what is typed is saved by itself, and said so politely", async ({
  page,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await words(page, COOK).fill("I made soup");
  await expect(
    page.getByRole("status").filter({ hasText: "Saved at" }),
  ).toBeVisible();
  expect((await savedWords(api, given))[0]).toBe("I made soup");
  expect(await left(page)).toEqual([]);
});

test("a lost connection keeps what is typed, says so, and saves it when it is back", async ({
  page,
  context,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await expect(words(page, COOK)).toBeVisible();
  await context.setOffline(true);
  await words(page, COOK).fill("I made soup");
  await expect(notSaved(page)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-connection-lost");
  await words(page, SISTER).fill("She came on Sunday");
  expect(await left(page)).toHaveLength(1);
  await context.setOffline(false);
  await expect(saved(page)).toBeVisible();
  expect(await savedWords(api, given)).toEqual([
    "I made soup",
    "Steady",
    "She came on Sunday",
    "Steady",
  ]);
  expect(await left(page)).toEqual([]);
});

test("what was typed without a connection is there after a reload, and is saved", async ({
  page,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await page.route(SAVE, (route) => route.abort());
  await words(page, COOK).fill("I made soup");
  await expect(notSaved(page)).toBeVisible();
  await page.reload();
  await expect(words(page, COOK)).toHaveValue("I made soup");
  await expect(notSaved(page)).toBeVisible();
  expect((await savedWords(api, given))[0]).toBe("Going well");
  await page.unroute(SAVE);
  await page.reload();
  await expect(words(page, COOK)).toHaveValue("I made soup");
  await expect(saved(page)).toBeVisible();
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

test("what was typed in a tab that was closed is there in the next one", async ({
  page,
  context,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await page.route(SAVE, (route) => route.abort());
  await words(page, COOK).fill("I made soup");
  await expect(notSaved(page)).toBeVisible();
  await page.close();
  const next = await context.newPage();
  await next.goto(personPath(given));
  await expect(words(next, COOK)).toHaveValue("I made soup");
  await expect(saved(next)).toBeVisible();
  expect(await left(next)).toEqual([]);
});

test("an answer that was lost on its way is not taken for somebody else's", async ({
  page,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await page.route(SAVE, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await words(page, COOK).fill("I made");
  await expect(notSaved(page)).toBeVisible();
  await words(page, COOK).fill("I made soup");
  await page.unroute(SAVE);
  await expect(saved(page)).toBeVisible();
  await expect(page.getByText("changed answers")).toHaveCount(0);
  await expect(page.getByText("Two answers")).toHaveCount(0);
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

// A second window of another browser, signed in as the same account.
async function second(
  browser: Browser,
  baseURL: string,
  signIn: (role: "provider", page: Page) => Promise<void>,
): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await signIn("provider", page);
  return page;
}

test("two editors' answers to different questions are put together", async ({
  page,
  browser,
  baseURL,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  const other = await second(browser, baseURL!, signIn);
  await other.goto(personPath(given));
  await expect(words(page, COOK)).toHaveValue("Going well");
  await notes(other, COOK).fill("With her key worker");
  await words(other, SISTER).fill("She came on Sunday");
  await expect(saved(other)).toBeVisible();
  await words(page, COOK).fill("I made soup");
  await expect(
    page.getByText(/changed answers.*: about 2 outcomes/),
  ).toBeVisible();
  await expect(notes(page, COOK)).toHaveValue("With her key worker");
  await expect(saved(page)).toBeVisible();
  await expectAccessible(page);
  expect(await savedWords(api, given)).toEqual([
    "I made soup",
    "With her key worker",
    "She came on Sunday",
    "Steady",
  ]);
  await other.context().close();
});

test("two editors' answers to the same question are shown, and one is chosen", async ({
  page,
  browser,
  baseURL,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  const other = await second(browser, baseURL!, signIn);
  await other.goto(personPath(given));
  await expect(words(page, COOK)).toHaveValue("Going well");
  await words(other, COOK).fill("I made soup");
  await notes(other, COOK).fill("With her key worker");
  await expect(saved(other)).toBeVisible();
  await words(page, COOK).fill("I made bread");
  await notes(page, COOK).fill("By herself");
  await expect(
    page.getByRole("heading", { name: "Two answers to the same question" }),
  ).toBeVisible();
  await expect(page.getByText("I made soup")).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole("button", { name: "Choose which answers to keep" })
    .click();
  await expect(
    page.getByRole("heading", { name: "Two answers to the same question" }),
  ).toBeFocused();
  await picture(page, "provider-two-editors");
  const keep = page.getByRole("button", { name: "Keep these answers" });
  await keep.click();
  await expect(page.getByRole("alert")).toContainText(
    "Choose which answer to keep: what the person said",
  );
  await page
    .getByRole("group", { name: /What the person said/ })
    .getByRole("radio", { name: "The other answer" })
    .check();
  await page
    .getByRole("group", { name: /Your notes/ })
    .getByRole("radio", { name: "Your answer" })
    .check();
  await keep.click();
  await expect(saved(page)).toBeVisible();
  await expect(words(page, COOK)).toHaveValue("I made soup");
  expect((await savedWords(api, given)).slice(0, 2)).toEqual([
    "I made soup",
    "By herself",
  ]);
  await other.context().close();
});

test("a return that somebody submits meanwhile keeps what was typed, and says so", async ({
  page,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await expect(words(page, COOK)).toBeVisible();
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({ name: given.name });
  await words(page, COOK).fill("I made soup");
  await expect(
    page.getByText("Somebody has submitted this return meanwhile."),
  ).toBeVisible();
  await expectAccessible(page);
  expect(await left(page)).toHaveLength(1);
});

test("a session that ends while somebody types loses nothing", async ({
  page,
  context,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await expect(words(page, COOK)).toBeVisible();
  await context.clearCookies();
  await words(page, COOK).fill("I made soup");
  const dialogue = page.getByRole("dialog", {
    name: "Sign in again to go on",
  });
  await expect(dialogue).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-session-ended");
  await dialogue
    .getByRole("button", { name: "Sign in as Demonstration provider" })
    .click();
  await expect(dialogue).toBeHidden();
  await expect(saved(page)).toBeVisible();
  await expect(words(page, COOK)).toHaveValue("I made soup");
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

test("a session that ends, and a reload on top of it, lose nothing", async ({
  page,
  context,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(personPath(given));
  await expect(words(page, COOK)).toBeVisible();
  await context.clearCookies();
  await words(page, COOK).fill("I made soup");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.reload();
  // Somebody else who signs in here sees nothing of it.
  await page
    .getByRole("button", { name: "Demonstration finance officer", exact: true })
    .click();
  await expect(page.getByText("I made soup")).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page
    .getByRole("button", { name: "Demonstration provider", exact: true })
    .click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.goto(personPath(given));
  await expect(words(page, COOK)).toHaveValue("I made soup");
  await expect(saved(page)).toBeVisible();
  expect((await savedWords(api, given))[0]).toBe("I made soup");
});

test("a submission without a connection says so, and can be tried again", async ({
  page,
  signIn,
  api,
}) => {
  const given = await begun(api);
  await signIn("provider");
  await page.goto(`${given.path}/check`);
  const submit = page.getByRole("button", { name: /^Submit this return/ });
  await expect(submit).toBeVisible();
  await page.route(ANY, (route) => route.abort());
  await submit.click();
  await expect(page.getByText("We could not reach the service.")).toBeVisible();
  await expectAccessible(page);
  await page.unroute(ANY);
  await submit.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Return submitted",
  );
  const returns = await api.as("provider", OutcomesService);
  const now = await returns.getReturn({ name: given.name });
  expect(now.state).toBe(State.SUBMITTED);
  expect(now.version).toBe(1);
});
