// What every test of the console starts from: a server with the sample
// council, a browser that can sign in as anyone of the demonstration, a caller
// of the API for what a test prepares, and a check of accessibility.
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { DescService } from "@bufbuild/protobuf";
import { createClient, type Client } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { expect, test as base, type Page } from "@playwright/test";
import { byKeys, expectFocusKept } from "./keys";
import { COUNCIL, startConsole, tokenFor, type Server } from "./server";

export { COUNCIL, expect };

export type Role =
  | "commissioner"
  | "provider"
  | "quality"
  | "practitioner"
  | "finance"
  | "admin";

// What the demonstration calls its account of each role.
export const ACCOUNTS: Record<Role, string> = {
  commissioner: "Demonstration commissioner",
  provider: "Demonstration provider",
  quality: "Demonstration quality officer",
  practitioner: "Demonstration practitioner",
  finance: "Demonstration finance officer",
  admin: "Demonstration administrator",
};

// The provider of the sample for whom the demonstration's provider works.
export const PROVIDER = `${COUNCIL}/providers/1-99019283880`;

export interface Api {
  // Calls a service as one of the council, or of `provider`.
  as<S extends DescService>(
    role: Role,
    service: S,
    provider?: string,
  ): Promise<Client<S>>;
}

interface WorkerFixtures {
  server: Server;
  api: Api;
}

interface Fixtures {
  // How a test acts on pages. By keys unless a test is about clicks: what
  // answers to keys here is the browser's own, and answers to a mouse.
  by: "keyboard" | "mouse";
  acting: void;
  // Signs in, on the page of the test or another; `here` if the sign-in page
  // is open already.
  signIn: (
    role: Role,
    page?: Page,
    options?: { here?: boolean },
  ) => Promise<void>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const running = process.env["TIDEMARK_CONSOLE_URL"];
      if (running) {
        await use({
          url: running,
          grpc: "",
          data: process.env["TIDEMARK_CONSOLE_DATA"] ?? "",
          stop: async () => {},
        });
        return;
      }
      const server = await startConsole(PROVIDER);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  api: [
    async ({ server }, use) => {
      const tokens = new Map<string, string>();
      await use({
        as: async (role, service, provider) => {
          const whose =
            provider ?? (role === "provider" ? PROVIDER : undefined);
          const key = `${role} ${whose ?? ""}`;
          const token =
            tokens.get(key) ?? (await tokenFor(server, role, whose));
          tokens.set(key, token);
          const transport = createConnectTransport({
            baseUrl: server.url,
            useBinaryFormat: true,
            interceptors: [
              (next) => (request) => {
                request.header.set("authorization", `Bearer ${token}`);
                return next(request);
              },
            ],
          });
          return createClient(service, transport);
        },
      });
    },
    { scope: "worker" },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  by: ["keyboard", { option: true }],

  acting: [
    async ({ by, browser, page }, use, info) => {
      if (by === "mouse") return use();
      const stop = byKeys(page);
      await use();
      stop();
      if (info.status !== "passed") return;
      for (const one of browser.contexts().flatMap((each) => each.pages())) {
        await expectFocusKept(one);
      }
    },
    { auto: true },
  ],

  signIn: async ({ page }, use) => {
    await use(async (role, which = page, { here = false } = {}) => {
      if (!here) await which.goto("/");
      await which
        .getByRole("button", { name: ACCOUNTS[role], exact: true })
        .click();
      await expect(
        which.getByRole("button", { name: "Sign out" }),
      ).toBeVisible();
    });
  },
});

const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

// Fails with every violation of WCAG 2.2 AA that axe finds on the page as it
// is now.
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}

export async function violationsOf(page: Page): Promise<string[]> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: typeof import("axe-core") })
      .axe;
    const found = await axe.run(document, {
      runOnly: [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
      ],
    });
    return found.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`,
    );
  });
}

// Prints a measurement, and keeps it in the build folder.
export function measured(line: string): void {
  console.log(line);
  const folder = "../build/console";
  mkdirSync(folder, { recursive: true });
  appendFileSync(`${folder}/measures.txt`, `${line}\n`);
}

// Keeps a picture of a page in the build folder, for anyone to look at.
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: `../build/console/pictures/${name}.png`,
    fullPage: true,
  });
}
