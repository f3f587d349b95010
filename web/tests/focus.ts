// What the keyboard's tests ask the browser about controls and the focus. Each
// function runs in the page by itself, and so includes all that it needs.

// What answers to a key where somebody with a mouse presses `pressed`.
export function controlOf(pressed: Element): Element {
  const label = pressed.closest("label");
  const control =
    label?.control ??
    pressed.closest(
      'a:any-link, button, summary, input, select, textarea, [tabindex="0"]',
    );
  if (!control) throw new Error(`${pressed.outerHTML} answers to no key`);
  return control;
}

export function kind(control: Element) {
  if (control instanceof HTMLSelectElement) return "select";
  if (control instanceof HTMLTextAreaElement) return "text";
  if (!(control instanceof HTMLInputElement)) return "button";
  const { type } = control;
  if (type === "radio" || type === "checkbox") return type;
  return ["button", "submit", "file"].includes(type) ? "button" : "text";
}

// Whether the focus is here already, or at another radio button of the same
// group, and which key leads here.
export function way(control: Element): { here: boolean; key: string } {
  const active = document.activeElement ?? document.body;
  const isRadio = (e: Element): e is HTMLInputElement =>
    e instanceof HTMLInputElement && e.type === "radio";
  const inGroup =
    isRadio(control) &&
    isRadio(active) &&
    active.name === control.name &&
    active.form === control.form;
  const before =
    active !== document.body &&
    Boolean(
      active.compareDocumentPosition(control) &
        Node.DOCUMENT_POSITION_PRECEDING,
    ) &&
    !control.contains(active);
  return {
    here: active === control || inGroup,
    key: before ? "Shift+Tab" : "Tab",
  };
}

// The arrow that leads to a radio button from the one that has the focus.
export function arrow(radio: Element): string {
  const active = document.activeElement ?? document.body;
  const isAbove =
    active.compareDocumentPosition(radio) & Node.DOCUMENT_POSITION_PRECEDING;
  return isAbove ? "ArrowUp" : "ArrowDown";
}

export function focused(): Element {
  return document.activeElement ?? document.body;
}

export function isFocused(control: Element): boolean {
  return control === document.activeElement;
}

export function isChecked(control: Element): boolean {
  return (control as HTMLInputElement).checked;
}

// Whether a part of it is on the screen, with nothing in front.
export function isInSight(control: Element): boolean {
  const own = [control, ...((control as HTMLInputElement).labels ?? [])];
  const shares = [0.5, 0.1, 0.9];
  const points = [...control.getClientRects()].flatMap((box) => {
    const left = Math.max(box.left, 0);
    const top = Math.max(box.top, 0);
    const width = Math.min(box.right, innerWidth) - left;
    const height = Math.min(box.bottom, innerHeight) - top;
    return shares.flatMap((x) =>
      shares.map((y) => [left + x * width, top + y * height]),
    );
  });
  return points.some(([x, y]) => {
    const hit = document.elementFromPoint(x!, y!);
    return hit !== null && own.some((e) => e.contains(hit));
  });
}

// How a control looks, as far as the focus may change it.
export function look(control: Element): string {
  const seen = (colour: string) =>
    !/^(transparent|rgba\(.*, 0\))$/.test(colour);
  const styles = [control, ...((control as HTMLInputElement).labels ?? [])]
    .flatMap((e) => [undefined, "::before", "::after"].map((part) => [e, part]))
    .map(([e, part]) => getComputedStyle(e as Element, part as string));
  return JSON.stringify(
    styles.map((s) => [
      s.outlineStyle !== "none" && seen(s.outlineColor) ? s.outline : "",
      s.boxShadow,
      s.backgroundColor,
      s.borderStyle === "none" ? "" : s.border,
      s.textDecorationLine,
    ]),
  );
}

// What is wrong with the stops of the Tab key: those that do not take the focus,
// do not show it, or have it where nobody sees it.
export function walk(
  look: (control: Element) => string,
  isInSight: (control: Element) => boolean,
): string[] {
  const stops = [
    ...document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex="0"]',
    ),
  ].filter((e) => e.tabIndex >= 0 && e.checkVisibility());
  return stops.flatMap((e) => {
    const words = `${e.tagName.toLowerCase()} “${(e.textContent ?? "").trim().slice(0, 60)}”`;
    (document.activeElement as HTMLElement | null)?.blur();
    const plain = look(e);
    e.focus();
    if (document.activeElement !== e) return [`${words} takes no focus`];
    return [
      ...(look(e) === plain ? [`${words} does not show its focus`] : []),
      ...(isInSight(e) ? [] : [`${words} has the focus out of sight`]),
    ];
  });
}

// How many options further down, or up, a wanted one is; `undefined` while
// there is none.
export function stepsTo(
  control: Element,
  { value, label }: { value?: string; label?: string },
): number | undefined {
  const select = control as HTMLSelectElement;
  const options = [...select.options].filter((option) => !option.disabled);
  const to = options.findIndex(
    (option) => option.value === value || option.label === label,
  );
  if (to < 0) return undefined;
  return to - options.findIndex((option) => option.selected);
}

interface Acted {
  tidemarkActed?: boolean;
}

// Remembers, until the browser loads another document, that somebody has acted.
export function noteAct(): void {
  (globalThis as Acted).tidemarkActed = true;
}

// On paper nothing has the focus.
export function isLost(): boolean {
  return (
    !matchMedia("print").matches &&
    Boolean((globalThis as Acted).tidemarkActed) &&
    (document.activeElement ?? document.body) === document.body
  );
}
