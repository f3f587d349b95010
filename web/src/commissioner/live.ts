// What changes while somebody looks: the change feed, asked again and again.
import { create } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "~/api/transport";
import { inCouncil } from "~/api/names";
import {
  FeedService,
  type Change,
} from "~/api/gen/tidemark/feed/v1/feed_service_pb";
import { currentUser } from "~/session/session";
import { attended, isAttended } from "./attended";

// How long the server holds a question open, and how long the page gives it.
const WAIT_SECONDS = 25n;
const TIMEOUT_MS = 40_000;
const RETRY_MS = 5_000;

// The end of a feed as it is now; nothing for those who may not follow it.
export async function endOf(
  feed: string,
  signal: AbortSignal,
): Promise<bigint | undefined> {
  if (currentUser().role !== "commissioner") return undefined;
  const { nextAfterSequence } = await client(FeedService).listChanges(
    { parent: inCouncil(), feed, afterSequence: -1n, omitValues: true },
    { signal },
  );
  return nextAfterSequence;
}

// `resting` while nobody is at the page.
export type Live = "off" | "live" | "resting" | "broken";

// Tells of what was committed to a feed after `from`, as it happens. Nothing is
// asked while nobody is at the page.
export function useChanges(
  feed: string,
  from: bigint | undefined,
  onChanges: (changes: Change[]) => void,
): Live {
  const [live, setLive] = useState<Live>("off");
  const heard = useRef<bigint>();
  const tell = useRef(onChanges);
  tell.current = onChanges;

  useEffect(() => {
    if (from === undefined) return;
    heard.current ??= from;
    const controller = new AbortController();
    void follow(feed, heard, controller.signal, setLive, tell);
    return () => controller.abort();
  }, [feed, from === undefined]);
  return live;
}

interface Held<T> {
  current: T;
}

async function follow(
  feed: string,
  heard: Held<bigint | undefined>,
  signal: AbortSignal,
  setLive: (live: Live) => void,
  tell: Held<(changes: Change[]) => void>,
): Promise<void> {
  while (!signal.aborted) {
    if (!isAttended()) setLive("resting");
    await attended(signal);
    if (signal.aborted) return;
    try {
      setLive("live");
      const page = await client(FeedService).listChanges(
        {
          parent: inCouncil(),
          feed,
          afterSequence: heard.current ?? -1n,
          omitValues: true,
          wait: create(DurationSchema, { seconds: WAIT_SECONDS }),
        },
        {
          signal,
          timeoutMs: TIMEOUT_MS,
          // An open page alone does not keep somebody signed in.
          headers: { "x-tidemark-background": "1" },
        },
      );
      heard.current = page.nextAfterSequence;
      if (page.changes.length) tell.current(page.changes);
    } catch {
      if (signal.aborted) return;
      setLive("broken");
      await pause(RETRY_MS, signal);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
