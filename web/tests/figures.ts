// What the tests of figures share: the sample's provider, its pages and charts.
import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { lastFullMonth, monthCode, monthPlus } from "../src/words/months";
import { expect, PROVIDER } from "./fixtures";

export const ID = PROVIDER.split("/").at(-1)!;
export const PAGE = `/providers/${ID}`;
export const SECTIONS = ["", "/over-time", "/others", "/groups", "/support", "/contracts", "/signals"]; // prettier-ignore
export const TO = lastFullMonth();
export const YEAR = { fromMonth: monthPlus(TO, -11), toMonth: TO };
export const MONTHS = `from=${monthCode(YEAR.fromMonth)}&to=${monthCode(TO)}`;

// Everything that the browser complains of, such as what the content security
// policy refuses.
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      heard.push(message.text());
    }
  });
  page.on("pageerror", (error) => heard.push(error.message));
  return heard;
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
}

export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".tm-wait")).toHaveCount(0);
  for (const chart of await page.locator(".tm-chart__drawn").all()) {
    await expect(chart.locator("svg")).toBeVisible();
  }
}

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}

export async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

export const chart = (page: Page, title: RegExp) =>
  page.locator("figure.tm-chart").filter({
    has: page.getByRole("heading", { name: title }),
  });

export const data = (page: Page, title: RegExp) =>
  chart(page, title).locator("tbody tr");
