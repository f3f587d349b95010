// What a page asks of the services, and what becomes of it.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { faultOf, type Fault } from "./fault";

export type Query<T> = {
  // Asks again; what is shown stays until the answer is there.
  reload: () => void;
  // The same, but what is shown stays also if there is no answer.
  refresh: () => void;
  // Puts an answer that is known otherwise, such as that of a change.
  put: (value: T) => void;
} & (
  | { state: "asking" }
  | { state: "failed"; fault: Fault }
  // `asking`: a newer answer is under way.
  | { state: "known"; value: T; asking: boolean }
);

type Standing<T> =
  | { state: "asking" }
  | { state: "failed"; fault: Fault }
  | { state: "known"; value: T; asking: boolean };

// Asks when the page opens and whenever `key` changes. An answer that has been
// overtaken by a later question is dropped.
export function useQuery<T>(
  key: readonly unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
): Query<T> {
  const [standing, setStanding] = useState<Standing<T>>({ state: "asking" });
  const [round, setRound] = useState(0);
  const identity = JSON.stringify(key);
  const shown = useRef(identity);
  const quiet = useRef(false);

  useEffect(() => {
    const controller = new AbortController();
    if (shown.current !== identity) setStanding({ state: "asking" });
    else {
      setStanding((now) =>
        now.state === "known" ? { ...now, asking: true } : { state: "asking" },
      );
    }
    shown.current = identity;
    ask(controller.signal).then(
      (value) => {
        if (controller.signal.aborted) return;
        setStanding({ state: "known", value, asking: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const keep = quiet.current;
        setStanding((now) =>
          keep && now.state === "known"
            ? { ...now, asking: false }
            : { state: "failed", fault: faultOf(error) },
        );
      },
    );
    return () => controller.abort();
  }, [identity, round]);

  const again = useCallback((quietly: boolean) => {
    quiet.current = quietly;
    setRound((n) => n + 1);
  }, []);
  const reload = useCallback(() => again(false), []);
  const refresh = useCallback(() => again(true), []);
  const put = useCallback(
    (value: T) => setStanding({ state: "known", value, asking: false }),
    [],
  );
  // What another question was answered is not shown for a moment under this one.
  if (shown.current !== identity)
    return { state: "asking", reload, refresh, put };
  return { ...standing, reload, refresh, put };
}

export interface Action<A extends unknown[], T> {
  // Does it; nothing while it is being done, or if it failed.
  run: (...given: A) => Promise<T | undefined>;
  busy: boolean;
  fault: Fault | undefined;
  // Takes the fault from the page.
  forget: () => void;
}

// Something that a person does with a button.
export function useAction<A extends unknown[], T>(
  act: (...given: A) => Promise<T>,
): Action<A, T> {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const under = useRef(false);
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...given: A) => {
    // A double click is one click.
    if (under.current) return undefined;
    under.current = true;
    setBusy(true);
    setFault(undefined);
    try {
      return await latest.current(...given);
    } catch (error) {
      setFault(faultOf(error));
      return undefined;
    } finally {
      under.current = false;
      setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setFault(undefined), []);
  return { run, busy, fault, forget };
}

// Every item of a list that comes in pages.
export async function everything<T>(
  page: (token: string) => Promise<{ items: T[]; nextPageToken: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let token = "";
  do {
    const next = await page(token);
    all.push(...next.items);
    token = next.nextPageToken;
  } while (token);
  return all;
}

// A new id for a change, under which a repeat is known as one.
export function newRequestId(): string {
  return crypto.randomUUID();
}
