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

export function ButtonLink({ href, children }: LinkProps) {
  return (
    <a class="govuk-button" role="button" draggable={false} href={href}>
      {children}
    </a>
  );
}
