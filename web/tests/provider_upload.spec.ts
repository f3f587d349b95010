// A return's file on a slow line: how far it is can be seen and heard, and
// nobody is left to guess what became of it.
import type { CDPSession, Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, expectAccessible, picture, test, type Api } from "./fixtures";
import { givenReturn, type GivenReturn } from "./provider_data";

const HEADINGS =
  "Person,Outcome,Person's rating,How we know,Person's words,Provider's rating";

// A file for the return, made large by lines that say nothing.
function fileFor(given: GivenReturn, bytes = 600_000) {
  const rows = given.outcomes.map((outcome, i) => {
    const [, , , person, , id] = outcome.split("/");
    return `${person},${id},${i % 2},said,row ${i + 1},1`;
  });
  const text = [HEADINGS, ...rows, "\r\n".repeat(bytes / 2)].join("\r\n");
  return { name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
}

const SLOW = 60_000;

// Lets so many bytes a second go; without a number, as many as there are.
async function line(devtools: CDPSession, bytesPerSecond = -1): Promise<void> {
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

const check = (page: Page) =>
  page.getByRole("button", { name: "Check the file" });
const bar = (page: Page) =>
  page.getByRole("progressbar", { name: "Sending your file" });
const gone = (page: Page) =>
  page.getByText(/^Sending your file: \d+% has gone\.$/).first();
const heard = (page: Page, words: string | RegExp) =>
  page.getByRole("status").filter({ hasText: words });

async function opened(page: Page, given: GivenReturn): Promise<CDPSession> {
  await page.goto(`${given.path}/file`);
  await expect(check(page)).toBeVisible();
  return page.context().newCDPSession(page);
}

async function stateOf(api: Api, { name }: GivenReturn): Promise<State> {
  const returns = await api.as("provider", OutcomesService);
  return (await returns.getReturn({ name })).state;
}

test("a file on a slow line says how far it is, and then that it is checked", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2 });
  await signIn("provider");
  const devtools = await opened(page, given);
  await line(devtools, SLOW);
  await devtools.send("Fetch.enable", {
    patterns: [{ urlPattern: "*CheckReturnFile", requestStage: "Response" }],
  });
  const answered = new Promise<string>((resolve) =>
    devtools.once("Fetch.requestPaused", ({ requestId }) => resolve(requestId)),
  );
  await page.locator("#file").setInputFiles(fileFor(given));
  await check(page).click();
  await expect(bar(page)).toBeVisible();
  await expect(gone(page)).toHaveText(/: [1-9]\d?% has gone/);
  await expectAccessible(page);
  await picture(page, "provider-file-on-its-way");
  // All of it has gone, and the answer is kept back.
  await line(devtools);
  const requestId = await answered;
  await expect(
    heard(page, "Your file has arrived. We are checking every row"),
  ).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await expectAccessible(page);
  await devtools.send("Fetch.continueRequest", { requestId });
  await devtools.send("Fetch.disable");
  await expect(
    page.getByText("4 rows read, and nothing is wrong."),
  ).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);

  // Sending it in tells as much.
  await line(devtools, SLOW);
  await page.getByRole("button", { name: "Submit this return" }).click();
  await expect(gone(page)).toHaveText(/: [1-9]\d?% has gone/);
  await line(devtools);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Return submitted",
  );
  expect(await stateOf(api, given)).toBe(State.SUBMITTED);
});

test("whoever listens hears of a file by quarters, not by each per cent", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  const devtools = await opened(page, given);
  await page.evaluate(() => {
    const said: string[] = [];
    (window as unknown as { said: string[] }).said = said;
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const status = target.parentElement?.closest("[role=status]");
        if (status?.textContent) said.push(status.textContent);
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await page.locator("#file").setInputFiles(fileFor(given));
  await line(devtools, 4 * SLOW);
  await check(page).click();
  await expect(
    page.getByText("2 rows read, and nothing is wrong."),
  ).toBeVisible();
  const said = await page.evaluate(
    () => (window as unknown as { said: string[] }).said,
  );
  const shares = said.filter((words) => words.includes("% has gone"));
  expect(shares.length).toBeGreaterThan(1);
  expect(shares.length).toBeLessThanOrEqual(4);
});

test("a reload while a file is on its way says to choose it again, and that nothing changed", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  const devtools = await opened(page, given);
  await page.locator("#file").setInputFiles(fileFor(given));
  await line(devtools, SLOW);
  await check(page).click();
  await expect(gone(page)).toHaveText(/: [1-9]\d?% has gone/);
  await page.reload();
  await expect(
    page.getByText(
      "mine.csv was still on its way when this page was loaded again. Nothing has been changed. Choose the file again.",
    ),
  ).toBeVisible();
  await expectAccessible(page);
  await line(devtools);
  await page.locator("#file").setInputFiles(fileFor(given));
  await check(page).click();
  const submit = page.getByRole("button", { name: "Submit this return" });
  await expect(submit).toBeVisible();

  // The same while it is sent in: then it may have arrived.
  await line(devtools, SLOW);
  await submit.click();
  await expect(gone(page)).toHaveText(/: [1-9]\d?% has gone/);
  await page.reload();
  await expect(
    page.getByText(
      "If what your file says is not there, choose the file again.",
    ),
  ).toBeVisible();
  await line(devtools);
  await page.getByRole("link", { name: "Look at the return" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    /^Return for /,
  );
  expect(await stateOf(api, given)).toBe(State.NOT_STARTED);
  // It is said once.
  await page.goto(`${given.path}/file`);
  await expect(check(page)).toBeVisible();
  await expect(page.getByText("was still on its way")).toHaveCount(0);
});

test("sending a file can be stopped, and a line that breaks keeps the file chosen", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  const devtools = await opened(page, given);
  await page.locator("#file").setInputFiles(fileFor(given));
  await line(devtools, SLOW);
  await check(page).click();
  await expect(bar(page)).toBeVisible();
  await page.getByRole("button", { name: "Stop sending" }).click();
  await expect(bar(page)).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
  const stopped = page.getByText("You stopped sending the file.");
  await expect(stopped).toBeFocused();
  await expectAccessible(page);

  await line(devtools);
  await page.route("**/CheckReturnFile", (route) =>
    route.abort("connectionreset"),
  );
  await check(page).click();
  await expect(stopped).toHaveCount(0);
  await expect(page.getByRole("alert")).toContainText(
    "We could not reach the service. Check your connection and try again.",
  );
  await expectAccessible(page);
  await page.unroute("**/CheckReturnFile");
  await check(page).click();
  await expect(
    page.getByText("2 rows read, and nothing is wrong."),
  ).toBeVisible();
});
