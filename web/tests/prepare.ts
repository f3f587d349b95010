// Loads the sample council once a day and build; each worker's server starts
// from a copy.
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer, BUILD, SAMPLE } from "./server";
import { run } from "./process";

export default async function prepare(): Promise<void> {
  if (process.env["TIDEMARK_CONSOLE_URL"] || isFresh()) return;
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
  writeFileSync(join(SAMPLE, "loaded"), "");
}

// What is due follows from the day on which the sample was made.
function isFresh(): boolean {
  const made = statSync(join(SAMPLE, "loaded"), { throwIfNoEntry: false });
  if (!made) return false;
  const built = statSync(join(BUILD, "bin/tidemarkd")).mtime;
  return (
    made.mtime > built &&
    made.mtime.toDateString() === new Date().toDateString()
  );
}
