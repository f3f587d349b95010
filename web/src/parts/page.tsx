// A page: its title, the way back, and what it says.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { BackLink } from "./links";

interface PageProps {
  // The heading, and the browser's title.
  title: string;
  // What the page is part of, above the heading.
  caption?: string;
  // Where the page before this one is.
  back?: { href: string; label?: string };
  children: ComponentChildren;
}

export function Page({ title, caption, back, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Tidemark`;
  }, [title]);
  // A new page is read from its heading, as it would be after a full load.
  useEffect(() => {
    if (movedByLink()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      {back && <BackLink href={back.href}>{back.label ?? "Back"}</BackLink>}
      <main class="govuk-main-wrapper tm-main" id="main-content" tabIndex={-1}>
        {caption && <span class="govuk-caption-l">{caption}</span>}
        <h1 class="govuk-heading-l tm-main" tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children}
      </main>
    </>
  );
}

// Whether a page was asked for since somebody last pressed a key or pointed at
// something. A page may be put in place of another more than once on its way.
let moved = false;
const acting = () => (moved = false);
document.addEventListener("keydown", acting, true);
document.addEventListener("pointerdown", acting, true);
document.addEventListener("click", (event) => {
  if ((event.target as Element | null)?.closest?.("a")) moved = true;
});

function movedByLink(): boolean {
  return moved;
}

// Says that the next page is reached by something else than a link, as after a
// button; it is read from its heading, too.
export function moving(): void {
  moved = true;
}
