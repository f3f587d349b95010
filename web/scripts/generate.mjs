// Writes src/api/gen from the protos that the services are built from.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("..", import.meta.url));
const protos = join(web, "../protos");
const out = join(web, "src/api/gen");

// What only the servers and their tests read.
const LEFT_OUT = /(^|\/)(testing|store)\/|\/stored\.proto$|\/cells\.proto$/;

const files = readdirSync(protos, { recursive: true })
  .map((file) => String(file))
  .filter((file) => file.endsWith(".proto") && !LEFT_OUT.test(file))
  .sort();

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync(
  "protoc",
  [
    `--proto_path=${protos}`,
    `--plugin=protoc-gen-es=${join(web, "node_modules/.bin/protoc-gen-es")}`,
    `--es_out=${out}`,
    "--es_opt=target=ts",
    ...files,
  ],
  { stdio: "inherit" },
);
