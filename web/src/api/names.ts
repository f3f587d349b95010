// Resource names and the addresses of pages. A name is
// `councils/E10000012/contracts/C/returns/2026-06`; pages leave the council
// out, which is the user's own.
import { currentUser } from "~/session/session";

// The last segment of a name: `2026-06`.
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

// The segment after `collection`: `segmentOf(name, "contracts")` is `C`; empty
// if there is none.
export function segmentOf(name: string, collection: string): string {
  const parts = name.split("/");
  const at = parts.indexOf(collection);
  return at >= 0 ? (parts[at + 1] ?? "") : "";
}

// The name of something in the user's council:
// `inCouncil("contracts", "C", "returns", "2026-06")`.
export function inCouncil(...segments: string[]): string {
  return [currentUser().council, ...segments].join("/");
}

// An address with its parameters: `address("/why", {metric: "outcomes-met"})`.
export function address(
  path: string,
  parameters: Record<string, string | undefined> = {},
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") query.set(key, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
