// The real server with a copy of the sample council.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./process";

export const BUILD =
  process.env["TIDEMARK_BUILD"] ??
  fileURLToPath(new URL("../../build/dev", import.meta.url));
export const SAMPLE = join(BUILD, "console-sample");
const DIST = fileURLToPath(new URL("../dist", import.meta.url));

export const COUNCIL = "councils/E10000012";

export interface Server {
  // Where the console is: `http://127.0.0.1:41234`.
  url: string;
  // Where gRPC is: `127.0.0.1:41235`.
  grpc: string;
  // The folder of its data.
  data: string;
  // Ends it, with what it holds on disk.
  stop: () => Promise<void>;
}

// Starts a server on ports that are free, on `data`.
export async function startServer(
  data: string,
  flags: string[],
): Promise<Server> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const child = spawn(
    join(BUILD, "bin/tidemarkd"),
    ["--listen", "127.0.0.1:0", "--data_dir", data, ...flags],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  const hear = (chunk: Buffer) => (said += chunk.toString());
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<void>((resolve) =>
    child.on("exit", () => resolve()),
  );
  const wanted = flags.some((flag) => flag.startsWith("--http_listen"))
    ? ["gRPC", "HTTP"]
    : ["gRPC"];
  const addresses = await new Promise<string[]>((resolve, reject) => {
    const look = () => {
      const found = wanted.map(
        (what) => new RegExp(`^serving ${what} on (\\S+)`, "m").exec(said)?.[1],
      );
      if (found.every(Boolean)) resolve(found as string[]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("exit", () =>
      reject(new Error(`the server did not start: ${said}`)),
    );
  });
  return {
    grpc: addresses[0] ?? "",
    url: `http://${addresses[1] ?? ""}`,
    data,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

// A server of a test's own, with the sample council and its console, which
// lets anybody in. `provider` is whom the demonstration's provider works for.
export function startConsole(provider: string): Promise<Server> {
  return startWithSample([
    ...["--http_listen", "127.0.0.1:0"],
    ...["--http_demonstration", "--http_council", COUNCIL],
    ...["--http_demonstration_provider", provider],
  ]);
}

// Serves the console with a copy of the sample council.
export async function startWithSample(flags: string[]): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), "tidemark-console-"));
  cpSync(SAMPLE, data, { recursive: true });
  const server = await startServer(data, ["--http_static", DIST, ...flags]);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

// A token as the installation issues it, for what a test prepares.
export async function tokenFor(
  server: Pick<Server, "data">,
  role: string,
  provider?: string,
): Promise<string> {
  const out = join(server.data, `token-${role}-${process.pid}`);
  await run(join(BUILD, "bin/tidemark"), [
    ...["token", "issue", "--role", role, "--subject", `users/${role}`],
    ...["--council", "E10000012", "--keys", join(server.data, "keys")],
    ...["--valid-for", "12h", "--out", out],
    ...(provider ? ["--provider", provider.split("/").at(-1)!] : []),
  ]);
  const { readFileSync } = await import("node:fs");
  return readFileSync(out, "utf8").trim();
}
