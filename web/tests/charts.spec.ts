// Charts: what they show, their tables, and what can be taken away.
import type { Client } from "@connectrpc/connect";
import { ChartService } from "../src/api/gen/tidemark/monitoring/v1/chart_service_pb";
import { Baseline_State } from "../src/api/gen/tidemark/oversight/v1/baseline_pb";
import { OversightService } from "../src/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { figureInWords } from "../src/words/numbers";
import { monthCode, monthPlus } from "../src/words/months";
import {
  bytesOf,
  chart,
  complaints,
  data,
  ID,
  MONTHS,
  open,
  PAGE,
  settled,
  signOut,
  TO,
  YEAR,
} from "./figures";
import {
  COUNCIL,
  expect,
  expectAccessible,
  picture,
  PROVIDER,
  test,
} from "./fixtures";

test("a chart and its table have the same points and values", async ({
  page,
  signIn,
  api,
}) => {
  await signIn("commissioner");
  await open(page, `${PAGE}/over-time?${MONTHS}`);
  await picture(page, "provider-over-time");
  const charts = await api.as("commissioner", ChartService);
  const series = await charts.getSeries({ name: PROVIDER, metric: "outcomes-met", ...YEAR }); // prettier-ignore
  const title = /^Outcomes met over time/;
  await expect(data(page, title)).toHaveCount(series.points.length);
  const drawn = chart(page, title).locator("[class^=tm-point] :is(path, circle)"); // prettier-ignore
  const known = series.points.filter(({ figure }) => !figure?.noValue);
  await expect(drawn).toHaveCount(known.length);
  const told = data(page, title).locator("td:nth-child(2)");
  expect(await told.allTextContents()).toEqual(
    series.points.map(({ figure }) => figureInWords(figure)),
  );

  // Who reports by the quarter is looked at by the quarter.
  await page.getByLabel("Each point is of").selectOption("A quarter");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/each=3/);
  await settled(page);
  await expect(data(page, title)).toHaveCount(4);
});

test("a month without a figure is a gap that says why, and never 0", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, `${PAGE}/over-time?${MONTHS}`);
  const title = /^Step-down held over time/;
  const held = chart(page, title);
  const rows = await data(page, title).locator("td:nth-child(2)").allTextContents(); // prettier-ignore
  const empty = rows.filter((text) => !text.endsWith("%"));
  expect(empty.length).toBeGreaterThan(0);
  for (const text of empty) {
    expect(["Too few to judge", "Not applicable", "Missing"]).toContain(text);
  }
  await expect(held.locator(".tm-gap rect")).toHaveCount(empty.length);
  await expect(held.locator("[class^=tm-point] :is(path, circle)")).toHaveCount(
    rows.length - empty.length,
  );
});

test("special causes differ by shape, have a word, and are explained", async ({
  page,
  signIn,
  api,
}) => {
  const charts = await api.as("commissioner", ChartService);
  const contracts = await api.as("commissioner", ContractsService);
  const { providers } = await contracts.listProviders({ parent: COUNCIL, pageSize: 100 }); // prettier-ignore
  const found = [];
  for (const { name } of providers) {
    const series = await charts.getSeries({ name, metric: "outcomes-met", ...YEAR }); // prettier-ignore
    const special = series.points.filter(
      ({ specialCause }) => specialCause > 1,
    );
    if (special.length) found.push({ name, special: special.length });
  }
  expect(found.length).toBeGreaterThan(0);
  const [{ name, special }] = found as [{ name: string; special: number }];
  await signIn("quality");
  await open(page, `/series?metric=outcomes-met&scope=${name.split("/").slice(2).join("/")}&${MONTHS}`); // prettier-ignore
  const drawn = chart(page, /^Outcomes met over time/);
  const marked = drawn.locator(":is(.tm-point-better, .tm-point-worse) path");
  await expect(marked).toHaveCount(special);
  // In greyscale only the shape is left.
  const ordinary = drawn.locator(".tm-point-ordinary").locator("circle, path");
  const shapeOf = (element: Element) =>
    element.localName + (element.getAttribute("d") ?? "");
  expect(await marked.first().evaluate(shapeOf)).not.toBe(
    await ordinary.first().evaluate(shapeOf),
  );
  await expect(drawn.getByText(/Chance alone would hardly|in a row|By chance that is rare/).first()).toBeVisible(); // prettier-ignore
  await expectAccessible(page);
  await picture(page, "series");
});

test("a chart can be taken away as a picture and as data", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, `${PAGE}/over-time?${MONTHS}`);
  const figure = chart(page, /^Outcomes met over time/);
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "Download the picture (PNG)" }).click(),
  ]);
  expect(png.suggestedFilename()).toMatch(/^outcomes-met-.*\.png$/);
  const picture = await bytesOf(png);
  expect(picture.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  // Twice the size of the sheet, and more than white.
  expect(picture.readUInt32BE(16)).toBe(1920);
  expect(picture.length).toBeGreaterThan(20_000);

  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "Download the data (CSV)" }).click(),
  ]);
  const lines = (await bytesOf(csv)).toString("utf8").trimEnd().split("\r\n");
  const rows = data(page, /^Outcomes met over time/);
  expect(lines).toHaveLength(1 + (await rows.count()));
  expect(lines[0]).toContain("Month,Figure,Rests on");
  const told = await rows.locator("td:nth-child(2)").allTextContents();
  told.forEach((text, i) => expect(lines[i + 1]).toContain(text));
});

// Takes back what an earlier run may have left.
async function withdrawAll(
  oversight: Client<typeof OversightService>,
): Promise<void> {
  const { baselines } = await oversight.listBaselines({
    parent: COUNCIL,
    state: Baseline_State.STANDING,
    subject: PROVIDER,
  });
  for (const { name } of baselines) {
    await oversight.withdrawBaseline({ name, reason: "Left from a test." });
  }
}

test("the quality team begins limits anew, corrects a mistake, and takes it back", async ({
  page,
  signIn,
  api,
}) => {
  await signIn("quality");
  await withdrawAll(await api.as("quality", OversightService));
  const month = monthPlus(TO, -4);
  const address = `/series?metric=own-rating&scope=providers/${ID}&${MONTHS}`;
  await open(page, address);
  await page.getByText("Begin the limits anew from a month").click();
  await page.getByLabel("First month of the new limits").selectOption(monthCode(month)); // prettier-ignore
  await page.getByLabel("The first few: then they stay as they are").check();
  await page.getByLabel("How many points").fill("1");
  await page.getByRole("button", { name: "Begin the limits anew" }).click();
  await expect(page.getByRole("alert")).toContainText("Say what is known to have changed"); // prettier-ignore
  await expect(page.getByRole("alert")).toContainText("Enter a whole number from 2 to 600"); // prettier-ignore
  await expectAccessible(page);
  await page.getByLabel("How many points").fill("3");
  await page
    .getByLabel("What is known to have changed")
    .fill("A new manager began.");
  await page.getByRole("button", { name: "Begin the limits anew" }).click();
  await expect(page.getByRole("alert")).toContainText("The limits begin anew in"); // prettier-ignore
  const drawn = chart(page, /over time/);
  await expect(drawn.locator(".tm-chart__drawn svg")).toContainText(
    "New limits",
  );
  await expectAccessible(page);

  await signOut(page);
  await signIn("provider");
  await open(page, address);
  await page.getByText("How to read this chart").click();
  await expect(page.getByText("A new manager began.")).toBeVisible();
  await expect(page.getByText("Begin the limits anew", { exact: true })).toHaveCount(0); // prettier-ignore

  await signOut(page);
  await signIn("quality");
  await open(page, address);
  await page
    .getByText(/^Take back the limits from/)
    .first()
    .click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByRole("alert")).toContainText("Say why it is taken back"); // prettier-ignore
  await page
    .getByLabel("Why it is taken back")
    .fill("It was another provider.");
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText(/are taken back/)).toBeVisible();
  await expect(drawn.locator(".tm-chart__drawn svg")).not.toContainText(
    "New limits",
  );
});

test("providers are compared by name, with adjusted and unadjusted limits", async ({
  page,
  signIn,
  api,
}) => {
  const heard = complaints(page);
  await signIn("commissioner");
  await page.getByRole("link", { name: "Compare" }).click();
  await settled(page);
  await picture(page, "compare");
  const charts = await api.as("commissioner", ChartService);
  const all = await charts.getComparison({ name: COUNCIL, metric: "outcomes-met", ...YEAR }); // prettier-ignore
  const title = /all providers beside each other/;
  await expect(data(page, title)).toHaveCount(all.units.length);
  const names = await data(page, title).locator("th").allTextContents();
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
  const outside = async (column: number) =>
    (await data(page, title).locator(`td:nth-child(${column})`).allTextContents()) // prettier-ignore
      .filter((text) => /limit$/.test(text)).length;
  expect(await outside(4)).toBe(all.outsideAdjustedAttention);
  expect(await outside(5)).toBe(all.outsideUnadjustedAttention);
  const placed = chart(page, title).locator(".tm-unit :is(path, circle)");
  await expect(placed).toHaveCount(all.judged);
  for (const limit of [
    "attention-lower",
    "attention-upper",
    "action-lower",
    "action-upper",
  ]) {
    // prettier-ignore
    await expect(chart(page, title).locator(`.tm-${limit} path`)).toHaveCount(1); // prettier-ignore
  }
  await expect(page.getByText(/differs from one provider to another/)).toBeVisible(); // prettier-ignore
  await expectAccessible(page);

  await page.getByText("Allow for whom providers support").click();
  await page.getByLabel("Age", { exact: true }).check();
  await page.getByRole("button", { name: "Compare so" }).click();
  await expect(page).toHaveURL(/mix=age/);
  await settled(page);
  await expect(page.getByRole("columnheader", { name: "Expected for its people", includeHidden: true })).toHaveCount(1); // prettier-ignore

  await open(page, `/compare?units=contracts&${MONTHS}`);
  expect(await data(page, /all contracts beside each other/).count()).toBeGreaterThan(names.length); // prettier-ignore
  expect(heard).toEqual([]);
});

test("on paper there is the data beside the chart, and nothing to press", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, `${PAGE}/over-time?${MONTHS}`);
  const figure = chart(page, /^Outcomes met over time/);
  await expect(figure.getByRole("table")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(figure.getByRole("table")).toBeVisible();
  await expect(figure.locator("svg").last()).toBeVisible();
  await expect(page.getByRole("button", { name: /Download/ })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Show", exact: true })).toHaveCount(0); // prettier-ignore
  await picture(page, "provider-print");
});
