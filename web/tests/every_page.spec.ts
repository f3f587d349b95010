// Every page of everybody who may open it, looked at as a whole.
import type { Page } from "@playwright/test";
import { exec } from "preact-iso/router";
import { routesFor } from "../src/areas";
import { addresses, standInAlert, type Addresses } from "./every_page_data";
import { ACCOUNTS, expect, test, violationsOf, type Api, type Role } from "./fixtures"; // prettier-ignore
import { settled } from "./figures";
import * as at from "./focus";
import * as look from "./whole_page";

const ROLES = Object.keys(ACCOUNTS) as Role[];

// As on a screen 1280 pixels wide of which each is drawn as two: half as wide is
// a zoom of 200%.
test.use({ deviceScaleFactor: 2 });
test.setTimeout(600_000);

let known: Promise<Addresses> | undefined;
const placesOf = (api: Api) => (known ??= addresses(api));

for (const role of ROLES) {
  test(`every page of ${role} is whole on a screen, a phone and paper`, async ({
    page,
    signIn,
    api,
  }) => {
    const places = await placesOf(api);
    const heard = listen(page);
    await standInAlert(page);
    const found: string[] = [];
    await signIn(role);
    for (const { path } of routesFor(role)) {
      for (const address of places[path] ?? []) {
        expect(exec(new URL(address, "http://a").pathname, path)).toBeDefined();
        const faults = [...(await faultsOf(page, address)), ...heard.splice(0)];
        found.push(...faults.map((fault) => `${address}: ${fault}`));
      }
    }
    expect(found).toEqual([]);
  });
}

test("every route has an address to look at, and no address is of none", async ({
  api,
}) => {
  const routes = ROLES.flatMap((role) => routesFor(role)).map(
    ({ path }) => path,
  );
  expect(new Set(Object.keys(await placesOf(api)))).toEqual(new Set(routes));
});

// What the browser complains of, and what a page asks for in vain. A page that
// is left gives up what it was waiting for.
function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      heard.push(`the console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => heard.push(`an error: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) {
      heard.push(`${response.status()} from ${response.url()}`);
    }
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") heard.push(`${why}: ${request.url()}`);
  });
  return heard;
}

const SIZES = [
  { what: "on a phone", width: 320, height: 640 },
  { what: "at 200% zoom", width: 640, height: 512 },
];
const SCREEN = { width: 1280, height: 1024 };
// A4 at 96 pixels an inch.
const PAPER = { width: 794, height: 1123 };

// From the first stop of the Tab key to the last.
const WALK = `(${at.walk})(${at.look}, ${at.isInSight})`;

async function faultsOf(page: Page, address: string): Promise<string[]> {
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(SCREEN);
  await page.goto(address);
  await settled(page);
  const faults = [
    ...(await page.evaluate(look.named)),
    ...(await violationsOf(page)),
  ];
  const data = await page.evaluate(look.markData);
  // The browser shows the focus to whoever uses keys.
  await page.keyboard.press("Tab");
  for (const { what, ...size } of SIZES) {
    await page.setViewportSize(size);
    await settled(page);
    const misfits = [
      ...(await page.evaluate(look.misfits)),
      ...(await page.evaluate<string[]>(WALK)),
    ];
    faults.push(...misfits.map((fault) => `${what}: ${fault}`));
  }
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(PAPER);
  await settled(page);
  const printed = [
    ...(await page.evaluate(look.misprints, data)),
    ...(await page.evaluate(look.misfits)),
  ];
  return [...faults, ...printed.map((fault) => `on paper: ${fault}`)];
}
