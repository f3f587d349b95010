// How a provider stands, as the council and the provider itself see it.
import type { Page } from "@playwright/test";
import { OversightService } from "~/api/gen/tidemark/oversight/v1/oversight_service_pb";
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
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { monthCode, monthPlus } from "../src/words/months";
import {
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
} from "./figures";
import {
  COUNCIL,
  expect,
  expectAccessible,
  picture,
  PROVIDER,
  test,
} from "./fixtures";

// A point of a chart is for pointing at; the table beside it says and leads to
// the same, as the journey by keys below shows.
test.describe("pointing", () => {
  test.use({ by: "mouse" });

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

    const first = page.getByRole("link", { name: /^Return.* of \S/ }).first();
    await expect(first).toHaveAttribute(
      "href",
      /^\/returns\/[^/]+\/[^/]+\/review$/,
    );
    await first.click();
    await expect(page).toHaveURL(/\/returns\/[^/]+\/[^/]+\/review$/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("Page not found")).toHaveCount(0);
    expect(heard).toEqual([]);
  });
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
  await expect(rows(other).first()).toBeVisible();
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
    other.getByRole("link", { name: /^Return.* of \S/ }).first(),
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

test("signals are the council's own", async ({ page, signIn, api }) => {
  const oversight = await api.as("quality", OversightService);
  await oversight.refreshSignals({ parent: COUNCIL });
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

test("from a provider's page to a return by the table beside a chart", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, PAGE);
  await page.getByRole("link", { name: "Beside others" }).click();
  await settled(page);
  await page.getByText(/^Show the data as a table/).click();
  await page.getByRole("link", { name: /^Why\? Saltings Homecare/ }).click();
  await expect(page.locator("h1:focus")).toHaveText("Why: Outcomes met");
  await settled(page);
  await page
    .getByRole("link", { name: /^Return.* of \S/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/review$/);
});

test("a figure that there is not is said so, and a chart keeps its size on a phone", async ({
  page,
  signIn,
}) => {
  await signIn("commissioner");
  await open(page, "/why?metric=no-such-figure");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, `${PAGE}/others`);
  await picture(page, "provider-funnel-320");
});
