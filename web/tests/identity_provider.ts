// The console where people sign in with accounts of an identity provider, as
// councils do: a real provider beside a real server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { COUNCIL, startWithSample, type Server } from "./server";

const PROVIDER = fileURLToPath(
  new URL("../../tests/oidc/provider.mjs", import.meta.url),
);

// Whom the settings tell people to ask.
export const HELP = "the service desk on 01245 000000";

// Accounts of the identity provider: ada is a commissioner; kim works for the
// provider `kims`; nobody says for whom lee works, or what sam does.
export type Person = "ada" | "kim" | "lee" | "sam";

function settings(issuer: string, address: string, kims: string) {
  const role = (value: string) => ({ claim: "roles", value });
  return {
    issuer,
    clientId: "public",
    address,
    council: COUNCIL,
    help: HELP,
    signOutOfProvider: true,
    rules: [
      { when: [role("Tidemark.Commissioner")], role: "commissioner" },
      {
        when: [{ claim: "email", value: "kim@shoreline.example" }],
        role: "provider",
        provider: kims,
      },
      {
        when: [role("Tidemark.Provider")],
        role: "provider",
        providerClaim: "cqc_provider_id",
      },
    ],
  };
}

// A port that nobody has: the provider must know the console's address before
// there is a console.
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function startProvider(console: string) {
  const child = spawn(
    "node",
    [PROVIDER, `${console}/session/callback`, `${console}/sign-in`],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  const ended = once(child, "exit");
  const said = await Promise.race([once(child.stdout, "data"), ended]);
  const issuer = String(said[0]).trim();
  if (!issuer.startsWith("http")) {
    throw new Error("the identity provider does not start; run ./dev setup");
  }
  return {
    issuer,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

// To a browser the two are different sites, as they are in earnest: the
// console is at `localhost`, the identity provider at 127.0.0.1.
export async function startWithAccounts(kims: string): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const provider = await startProvider(url);
  const folder = mkdtempSync(join(tmpdir(), "tidemark-oidc-"));
  const file = join(folder, "oidc.json");
  writeFileSync(file, JSON.stringify(settings(provider.issuer, url, kims)));
  const server = await startWithSample([
    ...["--http_listen", `127.0.0.1:${port}`, "--http_oidc", file],
  ]);
  return {
    ...server,
    url,
    stop: async () => {
      await server.stop();
      await provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// Fills in the identity provider's own pages, which are open.
export async function answerProvider(page: Page, who: Person): Promise<void> {
  await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
  await page.getByPlaceholder("Enter any login").fill(who);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

export async function signInAs(page: Page, who: Person): Promise<void> {
  await page
    .getByRole("button", { name: "Sign in with your council account" })
    .click();
  await answerProvider(page, who);
}

// From the console's button through the provider's own question.
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
}
