// A council that has nothing yet: its first page teaches what to do first.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { ContractsService } from "../src/api/gen/tidemark/contracts/v1/contracts_service_pb";
import { COUNCIL, expect, expectAccessible, picture, test } from "./fixtures";
import { startServer, tokenFor, type Server } from "./server";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

// A server without any data; where one was started by hand, that one.
async function startEmpty(): Promise<Server> {
  const running = process.env["TIDEMARK_EMPTY_CONSOLE_URL"];
  if (running) {
    const data = process.env["TIDEMARK_EMPTY_CONSOLE_DATA"] ?? "";
    return { url: running, grpc: "", data, stop: async () => {} };
  }
  const data = mkdtempSync(join(tmpdir(), "tidemark-empty-"));
  const server = await startServer(data, [
    ...["--http_listen", "127.0.0.1:0", "--http_static", DIST],
    ...["--http_demonstration", "--http_council", COUNCIL],
  ]);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

test("an empty council teaches what to do first, and says what is done", async ({
  page,
}) => {
  const server = await startEmpty();
  try {
    await page.goto(server.url);
    await page
      .getByRole("button", { name: "Demonstration commissioner", exact: true })
      .click();
    await expect(page.getByText("There are no figures yet.")).toBeVisible();
    const steps = page.getByRole("list").locator("> li h2");
    await expect(steps).toHaveText([
      "Set up the council Next",
      "Bring in your providers Later",
      "Store your contracts Later",
      "Say whom they support Later",
    ]);
    await expectAccessible(page);
    await picture(page, "commissioner-empty");

    const token = await tokenFor(server, "admin");
    const admin = createClient(
      ContractsService,
      createConnectTransport({
        baseUrl: server.url,
        useBinaryFormat: true,
        interceptors: [
          (next) => (request) => {
            request.header.set("authorization", `Bearer ${token}`);
            return next(request);
          },
        ],
      }),
    );
    await admin.createCouncil({
      council: { name: COUNCIL, displayName: "Essex County Council" },
      requestId: randomUUID(),
    });
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "Essex County Council",
    );
    await expect(steps.nth(0)).toHaveText("Set up the council Done");
    await expect(steps.nth(1)).toHaveText("Bring in your providers Next");
    for (const [path, words] of [
      ["/tracker", "Nothing waits for you, and nothing is overdue."],
      ["/contracts", "There are no contracts yet."],
      ["/providers", "There are no providers yet."],
      ["/statements", "No statement was issued yet."],
    ] as const) {
      await page.goto(new URL(path, server.url).href);
      await expect(page.getByText(words)).toBeVisible();
      await expectAccessible(page);
    }
  } finally {
    await server.stop();
  }
});
