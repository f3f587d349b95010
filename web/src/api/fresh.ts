// Lists that others change while somebody is elsewhere.
import { useEffect, useRef } from "preact/hooks";
import { useQuery, type Query } from "./query";

// Coming back to a page tells of itself more than once.
const AT_MOST_EVERY_MS = 5_000;

// Asks as `useQuery` does, and again whenever somebody comes back to the page.
// What they see stays in place until the answer is there, and also if there is
// none.
export function useFreshQuery<T>(
  key: readonly unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
): Query<T> {
  const query = useQuery(key, ask);
  const { refresh } = query;
  const asked = useRef(Date.now());
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      if (Date.now() - asked.current < AT_MOST_EVERY_MS) return;
      asked.current = Date.now();
      refresh();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("focus", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("focus", look);
    };
  }, [refresh]);
  return query;
}
