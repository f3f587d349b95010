import { defineConfig } from "@playwright/test";

// The tests use the real server with the sample council; see tests/server.ts.
export default defineConfig({
  testDir: "tests",
  outputDir: "../build/console/results",
  globalSetup: "./tests/prepare.ts",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: Number(process.env["TIDEMARK_BROWSERS"] ?? 2),
  forbidOnly: true,
  retries: 0,
  reporter: [["list"]],
  use: {
    locale: "en-GB",
    timezoneId: "Europe/London",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
