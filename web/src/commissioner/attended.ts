// Whether somebody is at the page. What a page asks by itself must not keep a
// session alive that nobody uses.

// For how long after the last key or click a page counts as used.
export const ATTENDED_MS = 10 * 60_000;

const SIGNS = ["keydown", "pointerdown", "visibilitychange"] as const;

let lastSign = Date.now();
for (const sign of SIGNS) {
  document.addEventListener(sign, () => {
    lastSign = Date.now();
  });
}

export function isAttended(): boolean {
  return !document.hidden && Date.now() - lastSign < ATTENDED_MS;
}

// Done as soon as somebody is there, or the signal aborts.
export function attended(signal: AbortSignal): Promise<void> {
  if (isAttended() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (!isAttended() && !signal.aborted) return;
      for (const sign of SIGNS) document.removeEventListener(sign, look);
      resolve();
    };
    for (const sign of SIGNS) document.addEventListener(sign, look);
    signal.addEventListener("abort", look);
  });
}
