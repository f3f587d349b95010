// The quality team asks about what stands out, offers support, and shares what
// people say.
import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { OversightService } from "../src/api/gen/tidemark/oversight/v1/oversight_service_pb";
import { StoryService } from "../src/api/gen/tidemark/outcomes/v1/story_service_pb";
import { COUNCIL, expect, expectAccessible, picture, test } from "./fixtures";
import type { Api } from "./fixtures";
import { accepted, given } from "./practice_data";
import { storyOf } from "./story_data";

// Makes Tidemark look at the figures now.
async function look(api: Api) {
  const oversight = await api.as("quality", OversightService);
  await oversight.refreshSignals({ parent: COUNCIL });
}

async function record(page: Page, what: string, words: string) {
  await page.getByLabel(what, { exact: true }).check();
  await page.getByLabel(/^(In your words|What you make of it)/).fill(words);
  await page.getByRole("button", { name: "Record", exact: true }).click();
}

test("a signal is taken up, support is offered, and it is closed and opened again", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await look(api);
  const provider = about.provider.split("/").at(-1);
  await signIn("quality");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your work");
  await expect(
    page.getByRole("table", { name: "Providers with something open" }),
  ).toContainText(about.providerName);
  await expectAccessible(page);
  await picture(page, "quality-work");

  await page
    .getByRole("table", { name: "Providers with something open" })
    .getByRole("link", { name: about.providerName })
    .click();
  await expect(page).toHaveURL(`/signals?provider=${provider}`);
  await expectAccessible(page);
  await page.getByRole("link", { name: /returns missing/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(about.title);
  await expect(page.getByText("New", { exact: true })).toBeVisible();
  await expect(
    page.getByRole("table", { name: "The returns behind it" }),
  ).toContainText(/\d+ days?/);
  await expectAccessible(page);
  await picture(page, "quality-signal");

  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what to record");
  await record(page, "I am looking at this", "");
  await expect(
    page.getByText("Others now see that you are looking at this."),
  ).toBeVisible();
  await expect(
    page.getByText("Being looked at", { exact: true }),
  ).toBeVisible();

  await record(page, "I offered support", "");
  await expect(page.getByRole("alert")).toContainText("Say what you offered");
  await record(page, "I offered support", "Half a day with their new manager");
  await expect(
    page.getByText("Your offer of support is recorded."),
  ).toBeVisible();
  await expect(
    page.getByText("Support offered", { exact: true }),
  ).toBeVisible();
  await expect(page.getByText("Did support help?")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/signals?show=offered&provider=${provider}`);
  await expect(
    page.getByRole("listitem").filter({ hasText: about.title }),
  ).toContainText("Offered support: you");
  await page.getByRole("link", { name: /returns missing/ }).click();

  await record(
    page,
    "This is dealt with",
    "All returns are promised by Friday",
  );
  await expect(page.getByText("The signal is closed.")).toBeVisible();
  await expect(page.getByText("Closed", { exact: true })).toBeVisible();
  await record(page, "Open it again", "They did not come");
  await expect(page.getByText("The signal is open again.")).toBeVisible();
  await expectAccessible(page);
});

test("of two who work on a signal, the second is told and keeps what was typed", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await look(api);
  const oversight = await api.as("commissioner", OversightService);
  const { signals } = await oversight.listSignals({
    parent: COUNCIL,
    provider: about.provider,
  });
  const signal = signals.find(({ name }) => name.includes("missing-return"))!;
  await signIn("quality");
  await page.goto(
    `/signals/${signal.name.split("/").at(-1)!.replaceAll(".", "~")}`,
  );
  await page.getByLabel("Write something down").check();
  await page.getByLabel("In your words").fill("I rang them, no answer");
  await oversight.closeSignal({
    name: signal.name,
    words: "They are late, no more",
  });
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(/changed/i);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show what they did" }).click();
  await expect(page.getByText("They are late, no more")).toBeVisible();
  await expect(page.getByLabel("In your words")).toHaveValue(
    "I rang them, no answer",
  );
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(page.getByText("Your note is recorded.")).toBeVisible();
});

test("a signal whose ground is gone says how, and commissioners see it too", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api, { months: 2 });
  await look(api);
  const oversight = await api.as("quality", OversightService);
  const { signals } = await oversight.listSignals({
    parent: COUNCIL,
    provider: about.provider,
  });
  const signal = signals.find(({ name }) => name.includes("missing-return"))!;
  for (const { id } of signal.finding!.evidence!.periods) {
    await accepted(api, about, id);
  }
  await look(api);
  await signIn("commissioner");
  await page.goto(
    `/signals?show=closed&provider=${about.provider.split("/").at(-1)}`,
  );
  await expectAccessible(page);
  await page.getByRole("link", { name: /returns missing/ }).click();
  await expect(page.getByText("This has gone.")).toBeVisible();
  await expect(page.getByText("Gone", { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("a figure that stands out leads to its why and to its series", async ({
  page,
  signIn,
}) => {
  await signIn("quality");
  await page.goto("/signals?kind=2");
  await page
    .getByRole("main")
    .getByRole("link", { name: /stands out beside others/ })
    .first()
    .click();
  await expect(
    page.getByRole("table", { name: "The figures behind it" }),
  ).toContainText("likely between");
  await expectAccessible(page);
  await page
    .getByRole("link", { name: "Why the figure is what it is" })
    .click();
  await expect(page).toHaveURL(/\/why\?metric=.*scope=providers.*from=.*to=/);
  await page.goBack();
  await expect(
    page.getByRole("link", { name: "The figure over time" }),
  ).toHaveAttribute("href", /^\/series\?metric=/);
});

test("a story is redacted by one, approved by another, and shared for what there is consent to", async ({
  page,
  signIn,
  api,
  browser,
}) => {
  const about = await given(api);
  const path = await storyOf(api, about);
  // A word of this story's own, in which nobody can be recognised.
  const cake = `cake${randomBytes(5).toString("hex")}`;
  await signIn("quality");
  await page.getByRole("link", { name: "Stories", exact: true }).click();
  await page.getByLabel("Words in it").fill("whole street Elm");
  await page.getByLabel("Provider").selectOption({ label: about.providerName });
  await page.getByRole("button", { name: "Show" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: `Tea with ${about.personId}` }).click();
  await expect(page).toHaveURL(path);
  const consent = page.getByRole("table", { name: "Consent by use" });
  await expect(
    consent.getByRole("row").filter({ hasText: "Other providers" }),
  ).toContainText("Yes");
  await expect(
    consent.getByRole("row").filter({ hasText: "newsletter" }),
  ).toContainText("Nobody has consented to this.");
  await expectAccessible(page);

  // The copy is made with a mistake: it still has a postcode.
  await page.getByLabel("Title of the copy").fill("Tea for everybody");
  await page
    .getByLabel("Text of the copy")
    .fill("Somebody in CF10 1AA makes tea for the whole street.");
  await page.getByRole("button", { name: "Make the copy" }).click();
  await expect(page.getByText("This copy may still say whom")).toBeVisible();
  await expect(
    page.getByText("You made this copy, so somebody else"),
  ).toBeVisible();
  await expect(
    page.getByRole("button", { name: "Approve the copy" }),
  ).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Write the copy anew" }).click();
  await page.getByLabel("Title of the copy").fill("Tea for everybody");
  await page
    .getByLabel("Text of the copy")
    .fill(`Somebody makes tea and ${cake} for all again.`);
  await page.getByRole("button", { name: "Make the copy" }).click();
  await expect(page.getByText("This copy may still say whom")).toHaveCount(0);

  // Nor does the service let the maker of a copy approve it.
  const stories = await api.as("quality", StoryService);
  const name = `${COUNCIL}${await storyOf(api, await given(api))}`;
  await stories.proposeRedaction({ name, title: "Tea", text: "Tea again." });
  await expect(stories.approveRedaction({ name })).rejects.toThrow();

  const other = await (await browser.newContext()).newPage();
  await signIn("practitioner", other);
  await other.goto(path);
  await expect(
    other.getByText(/Made by Demonstration quality officer/),
  ).toBeVisible();
  await other.getByRole("button", { name: "Approve the copy" }).click();
  await expect(other.getByText("The copy is approved.")).toBeVisible();
  await expectAccessible(other);
  await other.getByRole("button", { name: "Share", exact: true }).click();
  await expect(other.getByRole("alert")).toContainText(
    "Choose what the copy is shared for",
  );
  await expect(other.getByLabel(/newsletter/)).toHaveCount(0);
  await other.getByLabel("Other providers read a copy without names").check();
  await other.getByRole("button", { name: "Share", exact: true }).click();
  await expect(other.getByText("The copy is shared.")).toBeVisible();
  await picture(other, "quality-story");
  await other.context().close();

  await page.goto(`/stories?show=shared&contains=${cake}`);
  await expect(page.getByRole("blockquote")).toHaveText(
    `Somebody makes tea and ${cake} for all again.`,
  );
  await expect(page.getByText(about.personId)).toHaveCount(0);
  await expectAccessible(page);
});

test("empty lists of the quality team teach what will be there", async ({
  page,
  signIn,
}) => {
  await signIn("quality");
  await page.goto("/stories?contains=nosuchwordanywhere");
  await expect(page.getByText("No story that you may read")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { name: "Closed" })).toBeVisible();
  await expectAccessible(page);
});
