// Work lists catch up when somebody comes back to their page.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { given, proposesLater, proposesLess } from "./practice_data";

// What a browser tells a page whose tab or window is the one in use again.
async function comeBack(page: Page): Promise<void> {
  await page.clock.fastForward(60_000);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
}

test("a decision that is asked for meanwhile is there when the practitioner comes back, and nothing chosen is lost", async ({
  page,
  signIn,
  api,
}) => {
  const about = await given(api);
  await proposesLess(api, about);
  await page.clock.install();
  await signIn("practitioner");
  const provider = about.provider.split("/").at(-1)!;
  await page.goto(`/decisions?provider=${provider}`);
  const lines = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: about.personId });
  await expect(lines).toHaveCount(1);
  const chosen = page.getByLabel("Provider");
  await chosen.selectOption("");

  await proposesLater(api, about);
  await comeBack(page);
  await expect(lines).toHaveCount(2);
  await expect(chosen).toHaveValue("");
  await expect(chosen).toBeFocused();
});
