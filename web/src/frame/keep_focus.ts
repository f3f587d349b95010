// Whoever goes by keys, or hears a page read, is never left nowhere: when what
// has the focus goes from the page, as a form does once it is sent, they go on
// from the heading of the part that it was in.

// Gives a page time to put the focus where it is of more use.
const PATIENCE_MS = 50;

export function keepFocus(root: HTMLElement): void {
  // What has the focus, and all around it.
  let around: Element[] = [];
  document.addEventListener("focusin", ({ target }) => {
    around = ancestorsOf(target as Element);
  });
  // Where somebody points, there they are.
  document.addEventListener("pointerdown", () => (around = []), true);

  const isLost = () =>
    around[0]?.isConnected === false &&
    document.activeElement === document.body;
  const goOn = () => {
    if (isLost()) headingAmong(around)?.focus({ preventScroll: true });
  };
  new MutationObserver(() => {
    if (isLost()) setTimeout(goOn, PATIENCE_MS);
  }).observe(root, { childList: true, subtree: true });
}

function ancestorsOf(element: Element): Element[] {
  const all: Element[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) {
    all.push(at);
  }
  return all;
}

// The heading of the smallest part that is still there.
function headingAmong(parts: readonly Element[]): HTMLElement | undefined {
  const heading = parts
    .filter((part) => part.isConnected)
    .map((part) => part.querySelector<HTMLElement>("h1, h2, h3"))
    .find(Boolean);
  if (heading) heading.tabIndex = -1;
  return heading ?? undefined;
}
