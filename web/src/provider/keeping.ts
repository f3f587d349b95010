// What was typed and is not saved yet, kept on this device: through a lost
// connection, an ended session, a reload or a closed tab. It is kept by user,
// so that nobody else who signs in here sees it, by return, and by tab, so that
// two tabs do not overwrite each other's.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import { Return_StandingSchema } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { contentOf, type Content } from "./entries";

// The contents hold the outcomes alone in which they differ.
export interface Kept {
  // The return as typing began: its etag and what it said.
  etag: string;
  base: Content;
  typed: Content;
  // What was sent last, with no answer yet.
  sent?: Content;
  // Whether it corrects a return that was accepted.
  correcting: boolean;
}

const PREFIX = "tidemark/typed/";
const LONGEST_MS = 14 * 24 * 3_600_000;

export class Keeping {
  constructor(
    private readonly storage: Storage,
    private readonly user: string,
    private readonly tab: string,
    private readonly now: () => number = Date.now,
  ) {}

  keep(name: string, kept: Kept): void {
    const text = JSON.stringify({
      at: this.now(),
      etag: kept.etag,
      base: encode(kept.base),
      typed: encode(kept.typed),
      sent: kept.sent && encode(kept.sent),
      correcting: kept.correcting,
    });
    try {
      this.storage.setItem(this.key(name, this.tab), text);
    } catch {
      // A full or forbidden storage leaves what is typed in the page alone.
    }
  }

  drop(name: string): void {
    this.storage.removeItem(this.key(name, this.tab));
  }

  // What this tab kept, then what tabs that are closed have left, which is
  // this tab's from now on.
  take(name: string, isOpen: (tab: string) => boolean): Kept[] {
    const found: Kept[] = [];
    const start = this.key(name, "");
    for (const key of this.keys(start)) {
      const tab = key.slice(start.length);
      if (tab !== this.tab && isOpen(tab)) continue;
      const kept = decode(this.storage.getItem(key) ?? "");
      if (tab !== this.tab || !kept) this.storage.removeItem(key);
      if (!kept) continue;
      if (tab === this.tab) found.unshift(kept);
      else found.push(kept);
    }
    return found;
  }

  // Deletes what nobody came back for, whoever it was.
  sweep(): void {
    for (const key of this.keys(PREFIX)) {
      const { at } = parsed(this.storage.getItem(key) ?? "") ?? {};
      if (typeof at !== "number" || this.now() - at > LONGEST_MS) {
        this.storage.removeItem(key);
      }
    }
  }

  private key(name: string, tab: string): string {
    return `${PREFIX}${this.user}/${name}/${tab}`;
  }

  private keys(start: string): string[] {
    return Array.from({ length: this.storage.length }, (_, i) =>
      String(this.storage.key(i)),
    ).filter((key) => key.startsWith(start));
  }
}

function encode(content: Content): string {
  const standing = create(Return_StandingSchema, {
    entries: [...content.entries.values()],
    nilReturn: content.nil,
  });
  return base64Encode(toBinary(Return_StandingSchema, standing));
}

function content(text: unknown): Content {
  return contentOf(
    fromBinary(Return_StandingSchema, base64Decode(String(text))),
  );
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function decode(text: string): Kept | undefined {
  const kept = parsed(text);
  if (!kept) return undefined;
  try {
    return {
      etag: String(kept["etag"]),
      base: content(kept["base"]),
      typed: content(kept["typed"]),
      sent: kept["sent"] ? content(kept["sent"]) : undefined,
      correcting: kept["correcting"] === true,
    };
  } catch {
    return undefined;
  }
}

// This tab's id, which it keeps over a reload, and which others can see is
// open.
export async function thisTab(): Promise<{
  id: string;
  isOpen: (tab: string) => boolean;
}> {
  let id = sessionStorage.getItem("tidemark/tab") ?? crypto.randomUUID();
  if (!navigator.locks) return { id: remembered(id), isOpen: () => false };
  // A tab that was duplicated has the id of the first.
  if (!(await held(id))) {
    id = crypto.randomUUID();
    await held(id);
  }
  const { held: locks = [] } = await navigator.locks.query();
  const open = new Set(locks.map(({ name }) => name));
  return {
    id: remembered(id),
    isOpen: (tab) => open.has(`tidemark/tab/${tab}`),
  };
}

function remembered(id: string): string {
  sessionStorage.setItem("tidemark/tab", id);
  return id;
}

// Holds the tab's lock until the tab is closed; false if another tab has it.
function held(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(
      `tidemark/tab/${id}`,
      { ifAvailable: true },
      (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => {}) : undefined;
      },
    );
  });
}
