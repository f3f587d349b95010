// What a first visit costs somebody on a slow connection. The figures are
// printed; the bounds only catch a console that has grown out of hand.
import type { Page } from "@playwright/test";
import { expect, measured, test, type Role } from "./fixtures";

// What Chromium's tools call "slow 4G".
const SLOW = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1000 * 1000) / 8,
  uploadThroughput: (750 * 1000) / 8,
};

// What the page has fetched so far, as it came over the wire.
async function fetched(
  page: Page,
): Promise<{ requests: number; bytes: number }> {
  return page.evaluate(() => {
    const all = [
      ...performance.getEntriesByType("navigation"),
      ...performance.getEntriesByType("resource"),
    ] as PerformanceResourceTiming[];
    return {
      requests: all.length,
      bytes: all.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  });
}

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

// Clicks are what is measured here.
test.use({ by: "mouse" });

test("a first visit over a slow connection asks for little and shows it soon", async ({
  page,
}) => {
  await slow(page);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  const seen = await page.evaluate(
    () =>
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  );
  const useful = await page.evaluate(() => performance.now());
  const { requests, bytes } = await fetched(page);
  measured(
    `first visit at 1.6 Mbit/s and 150 ms: ${requests} requests, ` +
      `${kilobytes(bytes)}, first paint after ${Math.round(seen)} ms, the page ` +
      `to sign in on after ${Math.round(useful)} ms`,
  );
  expect(requests).toBeLessThanOrEqual(8);
  expect(bytes).toBeLessThanOrEqual(120_000);
  expect(seen).toBeGreaterThan(0);
});

for (const role of [
  "commissioner",
  "provider",
  "practitioner",
  "quality",
] satisfies Role[]) {
  test(`a ${role} comes to their first page soon over a slow connection`, async ({
    page,
    signIn,
  }) => {
    await slow(page);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const before = await fetched(page);
    const start = await page.evaluate(() => performance.now());
    await signIn(role, page, { here: true });
    await page.waitForLoadState("networkidle");
    const took = (await page.evaluate(() => performance.now())) - start;
    const after = await fetched(page);
    measured(
      `${role}, from signing in to the first page at rest: ` +
        `${after.requests - before.requests} more requests, ` +
        `${kilobytes(after.bytes - before.bytes)}, ${Math.round(took)} ms ` +
        `(of which 500 ms only wait for quiet)`,
    );
    expect(after.bytes).toBeLessThanOrEqual(400_000);
  });
}
