// A provider's main jobs, from sign-in to result.
import type { Page } from "@playwright/test";
import { ContractsService } from "~/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { OutcomesService } from "~/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { Return_State as State } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { COUNCIL, expect, expectAccessible, picture, test } from "./fixtures";
import { entryFor, givenReturn, type GivenReturn } from "./provider_data";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const button = (page: Page, name: string) => page.getByRole("button", { name });
const summary = (page: Page) =>
  page.getByRole("alert").filter({ hasText: "There is a problem" });

async function choose(
  page: Page,
  outcome: string,
  question: string,
  answer: string,
): Promise<void> {
  await page
    .getByRole("region", { name: outcome })
    .getByRole("group", { name: question })
    .getByRole("radio", { name: answer })
    .check();
}

async function fitsOnAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
}

async function stored(
  api: {
    as: (role: "provider", s: typeof OutcomesService) => Promise<unknown>;
  },
  given: GivenReturn,
) {
  const returns = (await api.as("provider", OutcomesService)) as {
    getReturn: (r: {
      name: string;
    }) => Promise<import("~/api/gen/tidemark/outcomes/v1/return_pb").Return>;
  };
  return returns.getReturn({ name: given.name });
}

test("the first page says what is due, when, and what came back", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1, dueIn: 9 });
  const back = await givenReturn(api, { people: 1 });
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({
    name: back.name,
    entries: back.outcomes.map((outcome) => entryFor(outcome)),
  });
  const council = await api.as("commissioner", OutcomesService);
  await council.sendBackReturn({
    name: back.name,
    reason: `${back.title}: please say more about the sister.`,
  });
  await signIn("provider");
  await expect(heading(page)).toHaveText("What is due");
  await expect(page.getByText(/You have \d+ return/)).toBeVisible();
  const overdue = page.getByRole("region", { name: "Overdue" });
  await expect(
    overdue.getByText(/Overdue by \d+ days: it was due on/).first(),
  ).toBeVisible();
  const soon = page.getByRole("region", { name: "Due soon" });
  await expect(
    soon.getByRole("link", { name: new RegExp(given.title) }).first(),
  ).toBeVisible();
  await expect(
    page.getByText(/Due in \d+ days, on \w+day \d+/).first(),
  ).toBeVisible();
  const changes = page.getByRole("region", { name: "Returned for changes" });
  await expect(
    changes.getByText(`${back.title}: please say more`),
  ).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Submitted and accepted lately" }),
  ).toBeVisible();
  await expect(
    page.getByRole("link", { name: "How you are doing" }).first(),
  ).toHaveAttribute("href", "/standing");
  await expectAccessible(page);
  await picture(page, "provider-what-is-due");
  await fitsOnAPhone(page);
  await picture(page, "provider-what-is-due-320");
});

test("a return is filled in, a mistake is found and put right, and it is submitted", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2, last: false });
  const [first, second] = given.people as [string, string];
  await signIn("provider");
  await page.goto(given.path);
  await expect(page.getByText("2 people still to do of 2.")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-return-overview");
  await page.getByRole("link", { name: first }).click();
  await expect(heading(page)).toBeFocused();
  await choose(
    page,
    "cook my own tea",
    `How does ${first} see it?`,
    "As expected",
  );
  await expectAccessible(page);
  await button(page, "Save and continue").click();
  await expect(summary(page)).toBeFocused();
  await expect(summary(page).getByRole("link")).toHaveText([
    `Say how you know what ${first} thinks of “I want to cook my own tea again”`,
    "Say how you see “I want to cook my own tea again”",
    `Say how ${first} sees “I want to see my sister every week”, or why there is no view this time`,
    "Say how you see “I want to see my sister every week”",
  ]);
  await expectAccessible(page);
  await picture(page, "provider-person-with-mistakes");
  await summary(page).getByRole("link").first().click();
  await expect(
    page.getByRole("radio", { name: "The person said it" }),
  ).toBeFocused();
  await page.keyboard.press("Space");
  await choose(page, "cook my own tea", "How do you see it?", "As expected");
  await choose(page, "see my sister", "How does", "There is no view this time");
  await choose(
    page,
    "see my sister",
    "Why is there no view?",
    "The person was away",
  );
  await choose(page, "see my sister", "How do you see it?", "+1 More than");
  await page
    .getByRole("region", { name: "cook my own tea" })
    .getByRole("textbox", { name: "In the person’s own words" })
    .fill("I made soup");
  await button(page, "Save and continue").click();
  await expect(heading(page)).toHaveText(second);
  for (const outcome of ["cook my own tea", "see my sister"]) {
    await page
      .getByRole("region", { name: outcome })
      .getByRole("checkbox", { name: "It could not be worked on" })
      .check();
  }
  await button(page, "Save and continue").click();
  await expect(heading(page)).toHaveText("Check your answers");
  await page.getByText("See all the answers").click();
  await expect(page.getByText("“I made soup”")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-check");
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  await expect(
    page.getByText("No view this time. The person was away"),
  ).toBeVisible();
  await expectAccessible(page);

  const sent = await stored(api, given);
  expect(sent.state).toBe(State.SUBMITTED);
  expect(sent.entries[0]?.personVoice?.words).toBe("I made soup");
  expect(sent.entries.map((e) => e.notWorkedOn)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  // Nothing that was typed is left on the device.
  const left = await page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.startsWith("tidemark/typed")),
  );
  expect(left).toEqual([]);
});

test("the check names all that is missing at once, and leads to each question", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 3, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.saveReturn({
    return: {
      name: given.name,
      entries: [
        { outcome: given.outcomes[0]!, personVoice: { level: 1 } },
        entryFor(given.outcomes[1]!),
        ...given.outcomes.slice(2, 5).map((outcome) => entryFor(outcome)),
      ],
    },
  });
  await signIn("provider");
  await page.goto(`${given.path}/check`);
  const problems = page.getByRole("alert");
  await expect(problems).toContainText("3 things to put right");
  await expect(problems.getByRole("link")).toHaveText([
    /Say how you know what .*-p1 thinks/,
    /Say how you see .* for .*-p1/,
    /Answer for .*-p3 about “I want to see my sister every week”/,
  ]);
  await expectAccessible(page);
  await picture(page, "provider-check-with-faults");
  await problems.getByRole("link").first().click();
  await expect(
    page.getByRole("radio", { name: "The person said it" }).first(),
  ).toBeFocused();
  await expect(
    page.getByText("Error: Say how you know what").first(),
  ).toBeVisible();
});

test("last answers stand beside each question, and a warning needs a reason", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  const [person] = given.people as [string];
  await signIn("provider");
  await page.goto(`${given.path}/people/${person}`);
  await expect(page.getByText("“Going well”").first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-person-last-time");
  await button(page, "Change the answers").click();
  await expect(page.getByRole("checkbox").first()).toBeFocused();
  const cook = page.getByRole("region", { name: "cook my own tea" });
  await expect(
    cook.getByRole("group", { name: `How does ${person} see it?` }),
  ).toHaveAccessibleDescription(
    /In \w+ \d{4}: As expected \(0\)\. The person said it\. “Going well”/,
  );
  await expect(
    cook
      .getByRole("group", { name: "How do you see it?" })
      .getByRole("radio", { name: "0 As expected" }),
  ).toBeChecked();
  await choose(page, "cook my own tea", "How do you see it?", "+2 Much more");
  await expect(page.getByText(/^Saved at \d+:\d\d[ap]m$/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-person");
  await fitsOnAPhone(page);
  await picture(page, "provider-person-320");
  await page.setViewportSize({ width: 1280, height: 800 });
  await button(page, "Save and continue").click();
  await expect(
    page.getByText("you see it much better than the person does"),
  ).toBeVisible();
  await button(page, "Submit this return").click();
  await expect(summary(page)).toContainText("Give a reason");
  await expectAccessible(page);
  await page
    .getByRole("textbox", { name: "Why do you and the person see it so" })
    .fill("She is hard on herself");
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  expect((await stored(api, given)).warningAnswers[0]?.reason).toBe(
    "She is hard on herself",
  );
});

test("a return that came back shows the council's words and is sent again", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({
    name: given.name,
    entries: given.outcomes.map((outcome) => entryFor(outcome)),
  });
  const council = await api.as("commissioner", OutcomesService);
  await council.sendBackReturn({ name: given.name, reason: "Who said this?" });
  await signIn("provider");
  await page.goto(given.path);
  await expect(page.getByText("Who said this?")).toBeVisible();
  await page.getByRole("link", { name: given.people[0]! }).click();
  await choose(
    page,
    "cook my own tea",
    "How do you know?",
    "An advocate spoke",
  );
  await button(page, "Save and continue").click();
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  expect((await stored(api, given)).state).toBe(State.RESUBMITTED);

  await page.goto(`${given.path}/history`);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText([
    "Submitted",
    "Draft saved",
    "Returned for changes by the council",
    "Submitted",
  ]);
  await expect(page.getByText("Who said this?")).toBeVisible();
  await button(page, "Show how version 2 differs from version 1").click();
  await expect(
    page.getByText(
      "How you know: the person said it, now an advocate spoke for the person",
    ),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, "provider-history");
});

test("a return is withdrawn with a reason, changed and submitted again", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({
    name: given.name,
    entries: given.outcomes.map((outcome) => entryFor(outcome)),
  });
  await signIn("provider");
  await page.goto(given.path);
  await expect(page.getByText("It is with the council.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Withdraw this return" }).click();
  await button(page, "Withdraw this return").click();
  await expect(summary(page)).toContainText("Say why you withdraw the return");
  await expectAccessible(page);
  await page
    .getByRole("textbox", { name: "Why do you withdraw it?" })
    .fill("It was of another month");
  await button(page, "Withdraw this return").click();
  await expect(page.getByText("Withdrawn", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "What is due" }).first().click();
  await page
    .getByRole("region", { name: "Withdrawn, to submit again" })
    .getByRole("link", { name: new RegExp(given.title) })
    .click();
  await button(page, "Check and submit").click();
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  expect((await stored(api, given)).version).toBe(2);
});

test("an accepted return is corrected with a reason, and counts until then", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({
    name: given.name,
    entries: given.outcomes.map((outcome) => entryFor(outcome)),
  });
  const council = await api.as("commissioner", OutcomesService);
  await council.acceptReturn({ name: given.name, comment: "Well done" });
  await signIn("provider");
  await page.goto(given.path);
  await expect(page.getByText("Well done")).toBeVisible();
  await button(page, "Correct this return").click();
  await page.getByRole("link", { name: given.people[0]! }).click();
  await choose(page, "cook my own tea", "How do you see it?", "−1 Less than");
  await expect(
    page.getByText("Kept on this device until you submit your correction"),
  ).toBeVisible();
  // The correction is there after a reload; the council's copy is as it was.
  await page.reload();
  await expect(
    page
      .getByRole("region", { name: "cook my own tea" })
      .getByRole("group", { name: "How do you see it?" })
      .getByRole("radio", { name: "−1 Less than" }),
  ).toBeChecked();
  expect((await stored(api, given)).state).toBe(State.ACCEPTED);
  await button(page, "Save and continue").click();
  await button(page, "Submit the correction").click();
  await expect(summary(page)).toContainText("Say why you correct the return");
  await page
    .getByRole("textbox", { name: "Why do you correct this return?" })
    .fill("We mixed up two people");
  await button(page, "Submit the correction").click();
  await expect(heading(page)).toHaveText("Return submitted");
  const now = await stored(api, given);
  expect(now.state).toBe(State.RESUBMITTED);
  expect(now.standing?.entries[0]?.providerVoice?.level).toBe(0);
  expect(now.entries[0]?.providerVoice?.level).toBe(-1);
});

test("a provider that supported nobody says so in two clicks", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 0 });
  await signIn("provider");
  await page.goto(given.path);
  await expect(button(page, "We supported nobody")).toBeVisible();
  await expectAccessible(page);
  await button(page, "We supported nobody").click();
  await button(page, "Submit this return").click();
  await expect(heading(page)).toHaveText("Return submitted");
  expect((await stored(api, given)).nilReturn).toBe(true);
});

test("a copy of what was submitted can be read, printed and downloaded", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 2, last: false });
  const returns = await api.as("provider", OutcomesService);
  await returns.submitReturn({
    name: given.name,
    entries: given.outcomes.map((outcome) => entryFor(outcome)),
  });
  await signIn("provider");
  await page.goto(`${given.path}/copy`);
  await expect(page.getByText("“Going well”").first()).toBeVisible();
  await expect(page.getByText("version 1")).toBeVisible();
  // The receipt is made soon after the submission.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Fingerprint of the receipt")).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 30_000 });
  await expectAccessible(page);
  await picture(page, "provider-copy");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "Download as a spreadsheet").click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  await page.emulateMedia({ media: "print" });
  await expect(button(page, "Print this page")).toBeHidden();
  await expect(page.getByText("“Going well”").first()).toBeVisible();
});

test("own history is found by contract and status", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  await page.getByRole("link", { name: "All your returns" }).first().click();
  await expect(heading(page)).toHaveText("All your returns");
  await expectAccessible(page);
  await picture(page, "provider-all-returns");
  await page
    .getByRole("combobox", { name: "Contract" })
    .selectOption({ label: given.title });
  await button(page, "Show").click();
  await expect(page.getByRole("row")).toHaveCount(1 + 3);
  await page.getByRole("combobox", { name: "Status" }).selectOption("accepted");
  await button(page, "Show").click();
  await expect(page.getByRole("row")).toHaveCount(1 + 1);
  await page
    .getByRole("combobox", { name: "Status" })
    .selectOption("withdrawn");
  await button(page, "Show").click();
  await expect(page.getByText("No return is like this.")).toBeVisible();
  await expectAccessible(page);
});

test("another provider's returns and people are refused in plain words, with nothing of theirs in any answer", async ({
  page,
  signIn,
  api,
}) => {
  const contracts = await api.as("commissioner", ContractsService);
  const { providers } = await contracts.listProviders({ parent: COUNCIL });
  const other = providers.find(({ name }) => !name.endsWith("99019283880"))!;
  const theirs = await givenReturn(api, { people: 1, provider: other.name });
  const mine = await givenReturn(api, { people: 1 });
  await signIn("provider");
  const answers: string[] = [];
  page.on("response", (answer) => {
    if (!answer.url().includes("/tidemark.")) return;
    void answer.body().then(
      (body) => answers.push(body.toString("latin1")),
      () => {},
    );
  });
  for (const end of [
    "",
    `/people/${theirs.people[0]}`,
    "/check",
    "/copy",
    "/history",
    "/file",
    "/rows",
    "/sent",
    "/withdraw",
  ]) {
    await page.goto(theirs.path + end);
    await expect(heading(page)).toHaveText("You cannot see this return");
    await expectAccessible(page);
  }
  await page.goto(`${mine.path}/people/${theirs.people[0]}`);
  await expect(heading(page)).toHaveText("You cannot see this person");
  await page.goto(`${mine.path.replace(mine.period, "1999-01")}`);
  await expect(heading(page)).toHaveText("You cannot see this return");
  await page.goto("/imports/i-of-another");
  await expect(heading(page)).toHaveText("You cannot see this file");
  expect(answers.length).toBeGreaterThan(10);
  for (const answer of answers) {
    expect(answer).not.toContain(theirs.title);
    expect(answer).not.toContain(`${theirs.people[0]}/outcomes`);
    expect(answer).not.toContain(other.displayName);
  }
});

test("an account that may only look sees no way to change anything", async ({
  page,
  signIn,
  api,
}) => {
  const given = await givenReturn(api, { people: 1 });
  await signIn("provider");
  await page.route("**/session", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { user: { readOnly: boolean } };
    body.user.readOnly = true;
    await route.fulfill({ response: answer, json: body });
  });
  const person = `/people/${given.people[0]}`;
  for (const end of [
    "",
    person,
    "/check",
    "/copy",
    "/history",
    "/file",
    "/rows",
    "/withdraw",
  ]) {
    await page.goto(given.path + end, { waitUntil: "networkidle" });
    await expect(heading(page)).toBeVisible();
    await expect(page.getByRole("main").getByRole("radio")).toHaveCount(0);
    const buttons = page
      .getByRole("main")
      .getByRole("button")
      .filter({ hasNotText: "Print this page" });
    await expect(buttons).toHaveCount(0);
  }
  await page.goto("/imports");
  await expect(
    page.getByRole("heading", { name: "Files that you sent" }),
  ).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
});
