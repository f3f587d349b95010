// What is paid for outcomes, from the list down to the lines.
import { randomUUID } from "node:crypto";
import { StatementService } from "../src/api/gen/tidemark/incentives/v1/statement_service_pb";
import { RespondToStatementRequest_Verdict } from "../src/api/gen/tidemark/incentives/v1/statement_service_pb";
import { OutcomesService } from "../src/api/gen/tidemark/outcomes/v1/outcomes_service_pb";
import { prepare, submit } from "./commissioner_data";
import { expect, expectAccessible, picture, test } from "./fixtures";

const TERMS = {
  periodValuePence: 1_200_000n,
  baselineBasisPoints: 2000,
  firstMetPence: 15_000n,
};

test("finance reads a statement to its lines and the return, and sees no person", async ({
  page,
  signIn,
}) => {
  await signIn("finance");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Payments for outcomes",
  );
  await expectAccessible(page);
  await page.getByRole("link", { name: "Statements" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Statements",
  );
  await expectAccessible(page);
  // The latest of them, whatever the day on which the sample was made.
  const latest = page.getByRole("link", { name: /Extra care/ }).last();
  const period = (await latest.innerText()).split(/[\n,]/)[0];
  await latest.click();
  const lines = page.getByRole("table", { name: /^Line by line/ });
  await expect(
    lines.getByRole("row", { name: /^Paid whatever the outcomes/ }),
  ).toContainText(/£[\d,]+\.\d\d/);
  await expect(
    page.getByText(new RegExp(`^The return of ${period}, version 1`)),
  ).toBeVisible();
  await expect(
    page.getByRole("region", { name: /Corrects .* by -?£[\d,]+\.\d\d/ }),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: /^p-/ })).toHaveCount(0);
  await expect(
    page.getByText(/^\d+ of \d+ outcomes that count are met/),
  ).toBeVisible();
  await expect(page.getByText(/^Each of the/)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Work it out again" }).click();
  await expect(
    page.getByText(/It comes out the same, to the penny/),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, "finance-statement");
});

test("a statement is drafted, issued, disputed and answered", async ({
  page,
  signIn,
  api,
}) => {
  const prepared = await prepare(api, { pays: TERMS });
  await submit(api, prepared);
  const place = `/statements/${prepared.contract.split("/").at(-1)}/${prepared.period}`;
  await signIn("commissioner");

  // Without an accepted return, only on purpose.
  await page.goto(place);
  await expect(page.getByText("This is a draft")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Issue it for £2,400.00" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "issued without an accepted return",
  );
  await expectAccessible(page);

  // The return is accepted meanwhile: the figures are others, and none is issued.
  const commissioner = await api.as("commissioner", OutcomesService);
  await commissioner.acceptReturn({
    name: prepared.returnName,
    requestId: randomUUID(),
  });
  await page.getByLabel("Issue it all the same, and correct later").check();
  await page.getByRole("button", { name: "Issue it for £2,400.00" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody changed");
  await page.getByRole("button", { name: "Show it as it is now" }).click();
  await page.getByRole("button", { name: "Issue it for £2,700.00" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "The statement is issued",
  );
  await expectAccessible(page);

  const provider = await api.as(
    "provider",
    StatementService,
    prepared.provider,
  );
  await provider.respondToStatement({
    name: `${prepared.contract}/statements/${prepared.period}`,
    verdict: RespondToStatementRequest_Verdict.DISPUTED,
    words: "The garden counts for two",
    requestId: randomUUID(),
  });
  await page.goto("/");
  await page
    .getByRole("link", { name: /^Answer \d+ disputed statements?$/ })
    .click();
  await page
    .getByRole("row", { name: new RegExp(`${prepared.title}.*Disputed`) })
    .getByRole("link")
    .click();
  await expect(page.getByText("The garden counts for two")).toBeVisible();
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "Say what the council answers",
  );
  await page.getByLabel("Answer the dispute").fill("Each outcome counts once.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "Your answer is with the provider",
  );
  await expect(page.getByText("Each outcome counts once.")).toBeVisible();
  await expectAccessible(page);
});
