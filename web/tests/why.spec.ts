// Why a figure is what it is.
import { MonitoringService } from "../src/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import { today } from "../src/words/dates";
import { bytesOf, ID, MONTHS, open, settled, YEAR } from "./figures";
import { expect, expectAccessible, PROVIDER, test } from "./fixtures";

test("the returns behind a figure add up to it", async ({ page, signIn }) => {
  await signIn("commissioner");
  await open(page, `/why?metric=outcomes-met&scope=providers/${ID}&${MONTHS}`);
  const cells = (column: number) =>
    page.locator(`tbody tr > :nth-child(${column})`).allTextContents();
  const add = async (column: number) =>
    (await cells(column)).reduce((sum, text) => sum + Number(text.replace(/,/g, "")), 0); // prettier-ignore
  const counted = await add(4);
  const of = await add(5);
  await expect(page.locator("[data-figure]")).toHaveText(
    `${((100 * counted) / of).toFixed(1)}%`,
  );
});

test("figures can be taken away as a spreadsheet", async ({ page, signIn }) => {
  await signIn("commissioner");
  await open(page, `/why?metric=outcomes-met&scope=providers/${ID}&${MONTHS}`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download this explanation (Excel)" }).click(), // prettier-ignore
  ]);
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  expect((await bytesOf(file)).subarray(0, 2).toString()).toBe("PK");
});

test("too few to judge is said in words, with what there is", async ({
  page,
  signIn,
  api,
}) => {
  const monitoring = await api.as("commissioner", MonitoringService);
  const card = await monitoring.getScorecard({ name: PROVIDER, ...YEAR });
  const row = card.rows.find(
    ({ figures }) =>
    figures.some(({ metric, noValue }) => metric === "returns-on-time" && noValue === 3), // prettier-ignore
  )!;
  const contract = row.subject.split("/").at(-1)!;
  await signIn("commissioner");
  await open(page, `/why?metric=returns-on-time&scope=contracts/${contract}&${MONTHS}`); // prettier-ignore
  await expect(page.locator("[data-figure]")).toHaveText("Too few to judge");
  await expect(
    page.getByText(/^Too few to judge: there are only/),
  ).toBeVisible();
  await expect(page.locator(".tm-sum")).toContainText("= too few to judge");
  await expectAccessible(page);
});

test("figures are asked for as they were known on an earlier day", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, `/why?metric=outcomes-met&scope=providers/${ID}&${MONTHS}`);
  await page.getByText("See figures as they were known on an earlier day").click(); // prettier-ignore
  const { year } = today();
  await page.getByLabel("Day").fill("31");
  await page.getByLabel("Month").fill("2");
  await page.getByLabel("Year").fill(String(year));
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a real date");
  await page.getByLabel("Day").fill("28");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText(`as known on 28 February ${year}`)).toBeVisible();
  await settled(page);
  // The sample was loaded later than that day.
  await expect(page.getByText(/^Nothing was known of this on 28 February/)).toBeVisible(); // prettier-ignore
  await expectAccessible(page);
  await page.getByRole("link", { name: "see what is known now" }).click();
  await settled(page);
  await expect(page.locator("[data-figure]")).toContainText("%");
});
