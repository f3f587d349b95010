// Loads the sample council once; each worker's server starts from a copy.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer, BUILD, SAMPLE } from "./server";
import { run } from "./process";

export default async function prepare(): Promise<void> {
  if (process.env["TIDEMARK_CONSOLE_URL"]) return;
  const loaded = join(SAMPLE, "loaded");
  if (existsSync(loaded)) return;
  rmSync(SAMPLE, { recursive: true, force: true });
  const server = await startServer(SAMPLE, []);
  try {
    await run(join(BUILD, "bin/tidemark-sample"), [
      ...["--server", server.grpc, "--keys", join(SAMPLE, "keys")],
      ...["--people", "400", "--months", "14", "--quiet"],
    ]);
  } finally {
    await server.stop();
  }
  writeFileSync(loaded, "");
}
