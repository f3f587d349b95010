// Figures as they were known on a past day are put together when they are first
// asked for. Asks again until they are there, and says how far it is.
import { useState } from "preact/hooks";
import { faultOf } from "~/api/fault";
import { useQuery, type Query } from "~/api/query";

const PAUSE = 700;

export interface Ready<T> {
  query: Query<T>;
  // How far it is; nothing if it is not being put together.
  progress: string | undefined;
}

export function useReady<T>(
  key: readonly unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
): Ready<T> {
  const [progress, setProgress] = useState<string>();
  const query = useQuery(key, async (signal) => {
    for (;;) {
      try {
        const answer = await ask(signal);
        setProgress(undefined);
        return answer;
      } catch (error) {
        const { reason, details } = faultOf(error);
        if (reason !== "VIEW_NOT_READY" || signal.aborted) throw error;
        setProgress(
          `Putting together what was known on that day: ${details["percent"] ?? "0"}% done`,
        );
        await pause(signal);
      }
    }
  });
  return { query, progress };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new Error("no longer asked"));
    });
  });
}
