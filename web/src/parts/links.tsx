import type { ComponentChildren } from "preact";

interface LinkProps {
  href: string;
  children: ComponentChildren;
}

export function BackLink({ href, children }: LinkProps) {
  return (
    <nav aria-label="Back">
      <a class="govuk-back-link" href={href}>
        {children}
      </a>
    </nav>
  );
}

export function Link({ href, children }: LinkProps) {
  return (
    <a class="govuk-link" href={href}>
      {children}
    </a>
  );
}

// A link to something to do, or to look at closer: of no use on paper.
export function ActionLink({ href, children }: LinkProps) {
  return (
    <a class="govuk-link tm-screen-only" href={href}>
      {children}
    </a>
  );
}

// A link that looks like a button, and so answers to the keys of one. `beside`:
// in a new tab, which its words must say.
export function ButtonLink({
  href,
  children,
  beside = false,
}: LinkProps & { beside?: boolean }) {
  return (
    <a
      class="govuk-button"
      role="button"
      draggable={false}
      href={href}
      {...(beside && { target: "_blank", rel: "noopener" })}
      onKeyDown={(event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        event.currentTarget.click();
      }}
    >
      {children}
    </a>
  );
}
