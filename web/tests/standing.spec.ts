// How a provider stands, as the council and the provider itself see it.
import { readFileSync } from "node:fs";
import type { Client } from "@connectrpc/connect";
import type { Download, Page } from "@playwright/test";
import { ChartService } from "../src/api/gen/tidemark/monitoring/v1/chart_service_pb";
import { MonitoringService } from "../src/api/gen/tidemark/monitoring/v1/monitoring_service_pb";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State } from "../src/api/gen/tidemark/outcomes/v1/return_pb";
import {
  Story_Kind,
  Story_Obtained,
  Story_Voice,
  StoryConsent_Giver,
  StoryConsent_Method,
  StoryUse,
} from "../src/api/gen/tidemark/outcomes/v1/story_pb";
import { StoryService } from "../src/api/gen/tidemark/outcomes/v1/story_service_pb";
import { Baseline_State } from "../src/api/gen/tidemark/oversight/v1/baseline_pb";
import { OversightService } from "../src/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { today } from "../src/words/dates";
import { lastFullMonth, monthCode, monthPlus } from "../src/words/months";
import { figureInWords } from "../src/words/numbers";
import {
  COUNCIL,
  expect,
  expectAccessible,
  picture,
  PROVIDER,
  test,
} from "./fixtures";

const ID = PROVIDER.split("/").at(-1)!;
const PAGE = `/providers/${ID}`;
const SECTIONS = ["", "/over-time", "/others", "/groups", "/support", "/contracts", "/signals"]; // prettier-ignore
const TO = lastFullMonth();
const YEAR = { fromMonth: monthPlus(TO, -11), toMonth: TO };
const MONTHS = `from=${monthCode(YEAR.fromMonth)}&to=${monthCode(TO)}`;

// Everything that the browser complains of, such as what the content security
// policy refuses.
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      heard.push(message.text());
    }
  });
  page.on("pageerror", (error) => heard.push(error.message));
  return heard;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".tm-wait")).toHaveCount(0);
  for (const chart of await page.locator(".tm-chart__drawn").all()) {
    await expect(chart.locator("svg")).toBeVisible();
  }
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

const chart = (page: Page, title: RegExp) =>
  page.locator("figure.tm-chart").filter({
    has: page.getByRole("heading", { name: title }),
  });

const data = (page: Page, title: RegExp) =>
  chart(page, title).locator("tbody tr");

test("a commissioner goes from a provider's point in the funnel to the returns behind it", async ({
  page,
  signIn,
}) => {
  const heard = complaints(page);
  await signIn("commissioner");
  await open(page, PAGE);
  await picture(page, "provider");
  await page.getByRole("link", { name: "Beside others" }).click();
  await settled(page);
  const funnel = chart(page, /beside the other providers/);
  const finding = await funnel.locator("figcaption p").textContent();
  expect(finding).toMatch(/^Outcomes met is \d+\.\d%/);
  await picture(page, "provider-funnel");

  await funnel.locator(".tm-own a").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Why: Outcomes met",
  );
  await settled(page);
  const figure = await page.locator("[data-figure]").textContent();
  expect(finding).toContain(`is ${figure} `);
  await expect(page.locator(".tm-sum")).toContainText(`= ${figure}`);
  await expectAccessible(page);
  await picture(page, "why");

  const first = page.getByRole("link", { name: /^Return.* of c/ }).first();
  await expect(first).toHaveAttribute(
    "href",
    /^\/returns\/[^/]+\/[^/]+\/review$/,
  );
  expect(heard).toEqual([]);
});

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

test("a provider sees exactly the figures that the council sees of it", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, PAGE);
  const rows = (which: Page) =>
    which.getByRole("region", { name: /^Figures of/ }).locator("tbody tr");
  // How many stories there are depends on whom they may be shown to.
  const without = (texts: string[]) =>
    texts.filter((text) => !text.startsWith("Stories"));
  const council = without(await rows(page).allTextContents());
  expect(council.length).toBeGreaterThan(8);

  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn("provider", other);
  await other.getByRole("link", { name: "How we stand" }).click();
  await settled(other);
  expect(without(await rows(other).allTextContents())).toEqual(council);
  await expectAccessible(other);
  await picture(other, "provider-own");

  const why = `/why?metric=outcomes-met&scope=providers/${ID}&${MONTHS}`;
  await open(page, why);
  await open(other, why);
  const figure = await page.locator("[data-figure]").textContent();
  await expect(other.locator("[data-figure]")).toHaveText(figure!);
  await expect(
    other.getByRole("link", { name: /^Return.* of c/ }).first(),
  ).toHaveAttribute("href", /^\/returns\/[^/]+\/[^/]+$/);
  await other.context().close();
});

test("a provider who edits the address to reach another provider is refused", async ({
  page,
  signIn,
  api,
}) => {
  const contracts = await api.as("commissioner", ContractsService);
  const { providers } = await contracts.listProviders({ parent: COUNCIL });
  const other = providers.find(({ name }) => name !== PROVIDER)!;
  const id = other.name.split("/").at(-1)!;
  await signIn("provider");
  for (const address of [
    `/providers/${id}`,
    `/providers/${id}/others`,
    `/why?metric=outcomes-met&scope=providers/${id}&${MONTHS}`,
    `/series?metric=outcomes-met&scope=providers/${id}&${MONTHS}`,
  ]) {
    await page.goto(address);
    await expect(page.getByText("You cannot see this")).toBeVisible();
    await expect(page.getByText(other.displayName)).toHaveCount(0);
    await expectAccessible(page);
  }
  await page.goto("/compare");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You cannot open this page"); // prettier-ignore
});

test("in the funnel a provider is alone, and the others have no names", async ({
  page,
  signIn,
}) => {
  await signIn("provider");
  await open(page, "/standing/others");
  const funnel = chart(page, /beside the other providers/);
  await expect(funnel.locator(".tm-own path")).toHaveCount(1);
  await expect(funnel.locator(".tm-unit")).toHaveCount(0);
  await expect(data(page, /beside the other providers/)).toHaveCount(1);
  await expect(page.getByText(/The other providers are in the limits/)).toBeVisible(); // prettier-ignore
});

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

test("people's stories are shown as far as they agreed, and no further", async ({
  page,
  browser,
  baseURL,
  signIn,
  api,
}) => {
  const outcomes = await api.as("commissioner", OutcomesService);
  const { returns } = await outcomes.listReturns({
    parent: `${COUNCIL}/contracts/-`,
    provider: PROVIDER,
    state: Return_State.ACCEPTED,
    pageSize: 1000,
  });
  const entry = returns.flatMap(({ entries }) => entries).at(-1)!;
  const person = entry.outcome.split("/outcomes/")[0]!;
  const contract = returns
    .find(({ entries }) => entries.includes(entry))!
    .name.split("/returns/")[0]!; // prettier-ignore
  const day = { ...TO, day: 14 };
  const mark = `Kettle ${Date.now()}`;
  // Whoever records a story reads it; the others as far as there is consent.
  const tell = async (role: "quality" | "provider", use: StoryUse) => {
    const title = `${mark} recorded by ${role} for ${StoryUse[use]}`;
    const stories = await api.as(role, StoryService);
    await stories.createStory({
      parent: COUNCIL,
      story: {
        kind: Story_Kind.STORY,
        storyDate: day,
        contract,
        voice: Story_Voice.PERSON,
        obtained: Story_Obtained.SAID,
        words: { person, title, text: `${title}: I make my own tea now.` },
      },
      consent: {
        giver: StoryConsent_Giver.PERSON,
        method: StoryConsent_Method.SAID,
        givenDate: day,
        uses: [use],
      },
    });
    return `Story: ${title}`;
  };
  const forCouncil = await tell("quality", StoryUse.COUNCIL_MONITORING);
  const forBoth = await tell("quality", StoryUse.PROVIDER);
  const shared = await tell("provider", StoryUse.COUNCIL_MONITORING);
  const kept = await tell("provider", StoryUse.GOOD_PRACTICE);

  const told = async (which: Page) => {
    const headings = which.getByRole("heading", {
      level: 4,
      name: mark,
      includeHidden: true,
    });
    return (await headings.allTextContents()).sort();
  };
  await signIn("commissioner");
  await open(page, PAGE);
  expect(await told(page)).toEqual([shared, forCouncil, forBoth].sort());

  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn("provider", other);
  await open(other, "/standing");
  expect(await told(other)).toEqual([shared, kept, forBoth].sort());
  await other.context().close();
});

test("signals are the council's own", async ({ page, signIn }) => {
  await signIn("commissioner");
  await open(page, `${PAGE}/signals`);
  await expect(page.getByRole("link", { name: /overdue|not submitted/ }).first()).toBeVisible(); // prettier-ignore
  await signOut(page);
  await signIn("provider");
  await open(page, "/standing");
  await expect(page.getByRole("link", { name: "Signals" })).toHaveCount(0);
  await page.goto("/standing/signals");
  await expect(page.getByText("There is no such part of this page")).toBeVisible(); // prettier-ignore
});

test("finance sees figures, and not what people said", async ({
  page,
  signIn,
}) => {
  await signIn("finance");
  await open(page, PAGE);
  await expect(page.getByRole("heading", { name: "Every figure" })).toBeVisible(); // prettier-ignore
  await expect(page.getByRole("link", { name: /^Why\?/ })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Stories" })).toHaveCount(0);
});

test("months are chosen, a mistake is said beside the question, and the address keeps them", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, PAGE);
  const later = monthCode(TO);
  const earlier = monthCode(monthPlus(TO, -5));
  await page.getByLabel("From").selectOption(later);
  await page.getByLabel("To", { exact: true }).selectOption(earlier);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The first month must be before the last month"); // prettier-ignore
  await expectAccessible(page);
  await page.getByLabel("From").selectOption(earlier);
  await page.getByLabel("To", { exact: true }).selectOption(later);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`from=${earlier}&to=${later}`));
  await settled(page);
  await page.reload();
  await settled(page);
  await expect(page.getByLabel("From")).toHaveValue(earlier);
  await page.getByRole("link", { name: "Over time" }).click();
  await settled(page);
  await expect(data(page, /^Outcomes met over time/)).toHaveCount(6);
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

test("from a provider's page to a return by keyboard alone", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, PAGE);
  await reach(page, "Beside others");
  await page.keyboard.press("Enter");
  await settled(page);
  await reach(page, /^Show the data as a table/);
  await page.keyboard.press("Enter");
  const table = page.getByRole("table");
  await expect(table).toBeVisible();
  await reach(page, /^Why\? Saltings Homecare/);
  await page.keyboard.press("Enter");
  await expect(page.locator("h1:focus")).toHaveText("Why: Outcomes met");
  await settled(page);
  await reach(page, /^Return.* of c/);
  await expect(page.locator(":focus")).toHaveAttribute("href", /\/review$/);
});

// Goes forward by the Tab key until what has the focus has this name.
async function reach(page: Page, name: string | RegExp): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed++) {
    await page.keyboard.press("Tab");
    const text = (await page.locator(":focus").textContent())?.trim() ?? "";
    if (typeof name === "string" ? text === name : name.test(text)) return;
  }
  throw new Error(`${String(name)} was not reached`);
}

test("a provider reads every part of its own page", async ({
  page,
  signIn,
}) => {
  await signIn("provider");
  for (const section of SECTIONS.filter((one) => one !== "/signals")) {
    await open(page, `/standing${section}`);
    await expectAccessible(page);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page.getByText("You cannot see this")).toHaveCount(0);
  }
});

test("every part is accessible, and at 320 pixels nothing scrolls sideways", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  for (const address of [
    ...SECTIONS.map((section) => PAGE + section),
    "/compare",
    `/why?metric=stories&scope=providers/${ID}&${MONTHS}`,
    "/why?metric=no-such-figure",
  ]) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await open(page, address);
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await settled(page);
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    expect(width, address).toBeLessThanOrEqual(320);
  }
  await open(page, `${PAGE}/others`);
  await picture(page, "provider-funnel-320");
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
