// Returns as spreadsheets: one file for a return, and one for many.
import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { expect, expectAccessible, picture, test } from "./fixtures";
import {
  csv,
  givenReturn,
  HEADINGS,
  rowsOf,
  type GivenReturn,
} from "./provider_data";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const button = (page: Page, name: string) => page.getByRole("button", { name });

// What whoever listens is told.
const heard = (page: Page, words: string | RegExp) =>
  page.getByRole("status").filter({ hasText: words });

async function chooseFile(page: Page, content: Buffer, name = "mine.csv") {
  await page
    .locator("#file")
    .setInputFiles({ name, mimeType: "text/csv", buffer: content });
}

async function textOf(file: Download): Promise<string> {
  return readFileSync(await file.path(), "utf8");
}

test("a spreadsheet goes out, comes back with faults, is mended and submitted", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2 });
  await signIn("provider");
  await page.goto(given.path);
  await page.getByRole("link", { name: "Use a spreadsheet instead" }).click();
  await expect(heading(page)).toHaveText("Use a spreadsheet");
  await expectAccessible(page);
  const [template] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "Download as CSV").click(),
  ]);
  expect(await textOf(template)).toContain("I want to cook my own tea again");

  await button(page, "Check the file").click();
  await expect(page.getByRole("alert")).toContainText("Choose a file");
  await expectAccessible(page);

  const wrong = rowsOf(given);
  wrong[0]![2] = "plenty";
  wrong[1]![2] = "lots";
  wrong[2]![3] = "";
  await chooseFile(page, csv(wrong));
  await button(page, "Check the file").click();
  await expect(
    page.getByText("3 things to put right in mine.csv"),
  ).toBeVisible();
  const rule = page.getByRole("region", { name: /Person's rating/ });
  await expect(rule.getByText("2 places: lines 2, 3.")).toBeVisible();
  await expect(rule.getByText("Rule LEVEL_INVALID")).toBeVisible();
  await rule.getByText("Show each place").click();
  await expect(rule.getByRole("row").nth(1)).toContainText(
    /2\s*Person's rating\s*Must be -2, -1, 0, 1 or 2/,
  );
  await expectAccessible(page);
  await picture(page, "provider-spreadsheet-faults");
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "Download your file with what is wrong").click(),
  ]);
  expect(await textOf(report)).toContain("Errors");

  await chooseFile(page, csv(rowsOf(given)), "mended.csv");
  await button(page, "Check the file").click();
  await expect(
    page.getByText("4 rows read, and nothing is wrong."),
  ).toBeVisible();
  await expect(page.getByText("4 outcomes added")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-spreadsheet-preview");
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  await expect(page.getByText("“row 1”")).toBeVisible();
  const returns = await api.as("provider", OutcomesService);
  const now = await returns.getReturn({ name: given.name });
  expect(now.state).toBe(State.SUBMITTED);
});

test("rows of nobody are set aside, and matched or left out by a person", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2 });
  await signIn("provider");
  await page.goto(`${given.path}/file`);
  const rows = rowsOf(given);
  rows[0]![0] = "somebody-else";
  rows.push(["nobody-known", "o9", "1", "said", "", "1"]);
  await chooseFile(page, csv(rows));
  await button(page, "Check the file").click();
  await expect(
    page.getByText("2 rows of nobody whom this contract supports"),
  ).toBeVisible();
  await button(page, "Save it as a draft").click();
  await expect(heading(page)).toHaveText("Rows that were set aside");
  await expectAccessible(page);
  await picture(page, "provider-rows-set-aside");
  const first = page.getByRole("region", { name: /somebody-else/ });
  await first.getByRole("button", { name: "Put it into the return" }).click();
  await expect(first.getByRole("alert")).toContainText(
    "Choose whom the row means",
  );
  await first.getByRole("combobox").selectOption(given.outcomes[0]!);
  await first.getByRole("button", { name: "Put it into the return" }).click();
  await expect(page.getByText("Line 2 is in the return now.")).toBeVisible();
  await page
    .getByRole("region", { name: /nobody-known/ })
    .getByRole("button", { name: "Leave it out" })
    .click();
  await expect(page.getByText("No row is set aside.")).toBeVisible();
  const returns = await api.as("provider", OutcomesService);
  const now = await returns.getReturn({ name: given.name });
  expect(now.state).toBe(State.IN_PROGRESS);
  expect(now.entries).toHaveLength(4);
});

test("a file that is no spreadsheet is refused, and nothing changes", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  await page.goto(`${given.path}/file`);
  await chooseFile(page, Buffer.from("%PDF-1.4 not a sheet"), "scan.pdf");
  await button(page, "Check the file").click();
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expectAccessible(page);
});

function many(given: GivenReturn[], rating = "0"): Buffer {
  return csv(
    given.flatMap((one) =>
      rowsOf(one, rating).map((row) => [one.contract, one.period, ...row]),
    ),
    ["Contract", "Period", ...HEADINGS],
  );
}

test("one file for many contracts shows its progress, survives a reload and is submitted", async ({
  page,
  signIn,
  api,
}) => {
  const given = [
    await givenReturn(api, { people: 2, last: false }),
    await givenReturn(api, { people: 1, last: false }),
  ];
  await signIn("provider");
  await page.getByRole("link", { name: "Send one file" }).click();
  await expect(heading(page)).toHaveText("One file for all your contracts");
  await expectAccessible(page);
  await picture(page, "provider-one-file");
  await chooseFile(page, many(given));
  await button(page, "Send and check the file").click();
  await expect(heard(page, "Waits for you.")).toBeVisible();
  await page.reload();
  await expect(
    page.getByText("Nothing is wrong with this file."),
  ).toBeVisible();
  const table = page.getByRole("table", { name: "What the file has" });
  await expect(table.getByRole("row")).toHaveCount(1 + 2);
  await expect(table).toContainText("4 outcomes added");
  await expectAccessible(page);
  await picture(page, "provider-import-ready");
  await button(page, "Submit the returns").click();
  await expect(heard(page, "2 of 2 returns dealt with.")).toBeVisible();
  await page.reload();
  await expect(table.getByText("Submitted")).toHaveCount(2);
  await expectAccessible(page);
  const returns = await api.as("provider", OutcomesService);
  for (const { name } of given) {
    expect((await returns.getReturn({ name })).state).toBe(State.SUBMITTED);
  }
  await page.getByRole("link", { name: "All the files that you sent" }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("Done");
});

test("a file with faults says where, by line, and the returns that are right can go on", async ({
  page,
  signIn,
  api,
}) => {
  const right = await givenReturn(api, { people: 1, last: false });
  const wrong = await givenReturn(api, { people: 1, last: false });
  const file = Buffer.concat([
    many([right]),
    Buffer.from("\r\n"),
    many([wrong], "plenty").subarray(many([], "").length + 2),
  ]);
  await signIn("provider");
  await page.goto("/imports");
  await chooseFile(page, file);
  await button(page, "Send and check the file").click();
  await expect(page.getByText("2 things to put right")).toBeVisible();
  await expect(page.getByText("2 places: lines 4, 5.")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-import-faults");
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "Download your file with what is wrong").click(),
  ]);
  expect(await textOf(report)).toContain("plenty");
  await button(page, "Submit the returns that are right").click();
  await expect(page.getByText("Left alone")).toBeVisible();
  const returns = await api.as("provider", OutcomesService);
  expect((await returns.getReturn({ name: right.name })).state).toBe(
    State.SUBMITTED,
  );
  expect((await returns.getReturn({ name: wrong.name })).state).toBe(
    State.NOT_STARTED,
  );
});

test("a file whose sending was cut goes on where it stopped, and can be given up", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1, last: false });
  const file = many([given]);
  await signIn("provider");
  await page.goto("/imports");
  await page.route("**/SendReturnImportPart", (route) => route.abort());
  await chooseFile(page, file);
  await button(page, "Send and check the file").click();
  await expect(heard(page, "0% of it has arrived.")).toBeVisible();
  await page.reload();
  await page.unroute("**/SendReturnImportPart");
  await chooseFile(page, Buffer.from("another file"));
  await expect(page.getByText("This is not the same file.")).toBeVisible();
  await expectAccessible(page);
  await chooseFile(page, file);
  await expect(heard(page, "Waits for you.")).toBeVisible();
  await button(page, "Give this file up").click();
  await expect(page.getByText("nothing of it was stored")).toBeVisible();
  await expectAccessible(page);
});
