// What is wrong with a page as it is laid out. Each function runs in the page by
// itself, and so includes all that it needs; each answer is a fault in words.

// One heading names the page, in the browser's title, too.
export function named(): string[] {
  const headings = [...document.querySelectorAll("h1")];
  const title = headings[0]?.textContent?.trim();
  const faults: string[] = [];
  if (headings.length !== 1) faults.push(`${headings.length} h1`);
  if (!title || document.title !== `${title} – Tidemark`) {
    faults.push(`its heading is “${title}”, its title “${document.title}”`);
  }
  for (const alert of document.querySelectorAll('[role="alert"]')) {
    faults.push(`says at once: ${alert.textContent}`);
  }
  return faults;
}

// Marks what a meeting needs on paper: the figures, facts and people's words
// that somebody sees on the screen, or unfolds. How many there are.
export function markData(): number {
  const data = [
    ...document.querySelectorAll(
      "main :is(h1, td, th, dt, dd, blockquote, .tm-chart__drawn)",
    ),
  ].filter(
    (e) =>
      (e.checkVisibility() || e.closest("details")) &&
      !e.closest(".govuk-form-group, .tm-screen-only") &&
      // What holds nothing but something to press.
      (e.textContent ?? "").trim() !==
        [...e.querySelectorAll("a, button")]
          .map((inner) => inner.textContent)
          .join("")
          .trim(),
  );
  for (const e of data) e.setAttribute("data-seen", "");
  return data.length;
}

// What is on paper and of no use there, and what is missing.
export function misprints(data: number): string[] {
  const shown = (selector: string) =>
    [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  const inWords = (e: Element) =>
    `${e.tagName.toLowerCase()} “${(e.textContent ?? "").trim().slice(0, 60)}”`;
  const action =
    /^(Why\?|Review$|Give more|See |Look |Show |What to do|Next page|First page)/;
  const seen = [...document.querySelectorAll("[data-seen]")];
  const faults = [
    ...shown(
      "header, nav, button, input, select, textarea, label, .govuk-skip-link, .govuk-back-link, [role=button]",
    ).map((e) => `${inWords(e)} is of no use`),
    ...shown("a")
      .filter((e) => action.test(e.textContent?.trim() ?? ""))
      .map((e) => `${inWords(e)} leads nowhere`),
    ...shown("a")
      .filter((e) => /\/|#/.test(getComputedStyle(e, "::after").content))
      .map((e) => `${inWords(e)} has its address behind it`),
    ...seen
      .filter((e) => !e.checkVisibility())
      .map((e) => `${inWords(e)} is missing`),
  ];
  if (seen.length !== data) faults.push(`${seen.length} of ${data} are left`);
  return faults;
}

// What does not fit: a page that scrolls sideways, something outside it, words
// that are cut off, and what lies over something else.
export function misfits(): string[] {
  const width = document.documentElement.clientWidth;
  const inWords = (e: Element) =>
    `${e.tagName.toLowerCase()}${e.id && `#${e.id}`} “${(e.textContent ?? "").trim().slice(0, 60)}”`;
  const hasOwnWords = (e: Element) =>
    [...e.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
  // For screen readers alone, or drawn by a chart that is made smaller whole.
  const isApart = (e: Element) =>
    e.closest(".govuk-visually-hidden, .govuk-skip-link, svg") !== null ||
    getComputedStyle(e).clipPath !== "none";
  const scrolls = (e: Element) => e.closest(".tm-scroll, .tm-command") !== null;
  const faults: string[] = [];

  const total = document.documentElement.scrollWidth;
  if (total > width) faults.push(`scrolls sideways: ${total} > ${width}`);

  const elements = [...document.body.querySelectorAll("*")].filter(
    (e) => e.checkVisibility() && !isApart(e),
  );
  const worded = elements.filter(hasOwnWords);
  const range = document.createRange();
  const boxesOf = (e: Element) =>
    [...e.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .flatMap((node) => {
        range.selectNodeContents(node);
        return [...range.getClientRects()];
      });

  for (const e of worded) {
    if (e instanceof HTMLOptionElement || e.closest("select")) continue;
    const style = getComputedStyle(e);
    if (
      (style.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) ||
      (style.overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1)
    ) {
      if (!scrolls(e)) faults.push(`${inWords(e)} is cut off`);
    }
    if (
      !scrolls(e) &&
      boxesOf(e).some((box) => box.left < -1 || box.right > width + 1)
    ) {
      faults.push(`${inWords(e)} is outside the page`);
    }
  }

  // Sticky parts lie over the page by their nature.
  const isLoose = (e: Element) => {
    for (let at: Element | null = e; at; at = at.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(at).position)) {
        return true;
      }
    }
    return false;
  };
  const pressed = elements.filter(
    (e) =>
      e.matches("a, button, input, select, textarea, summary") && !isLoose(e),
  );
  const boxes = [
    ...pressed.flatMap((e) =>
      [...e.getClientRects()].map((box) => ({ e, box })),
    ),
    ...worded
      .filter((e) => !isLoose(e) && !e.closest("select, button"))
      .flatMap((e) => boxesOf(e).map((box) => ({ e, box }))),
  ].sort((one, other) => one.box.top - other.box.top);
  const SLACK = 3;
  const over = new Set<string>();
  boxes.forEach(({ e, box }, i) => {
    for (const { e: next, box: beside } of boxes.slice(i + 1)) {
      if (beside.top >= box.bottom - SLACK) break;
      const across =
        Math.min(box.right, beside.right) - Math.max(box.left, beside.left);
      const down = Math.min(box.bottom, beside.bottom) - beside.top;
      if (across <= SLACK || down <= SLACK) continue;
      if (e.contains(next) || next.contains(e)) continue;
      over.add(`${inWords(e)} and ${inWords(next)} lie over each other`);
    }
  });
  return [...faults, ...over];
}
