// Choices that narrow a list. They are in the address, so that a list can be
// sent to somebody, printed with what it is of, and gone back to.
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { address } from "~/api/names";
import { Button } from "./button";
import { Link } from "./links";

interface FiltersProps {
  // Where the list is.
  path: string;
  // What is chosen, by the name of each choice.
  chosen: Record<string, string | undefined>;
  children: ComponentChildren;
}

export function Filters({ path, chosen, children }: FiltersProps) {
  const { route } = useLocation();
  return (
    <form
      class="tm-filters tm-screen-only"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        route(address(path, chosen));
      }}
    >
      {children}
      <Button type="submit" kind="secondary">
        Show
      </Button>
    </form>
  );
}

interface Tab {
  href: string;
  label: string;
}

// The few ways to see a list; `here` is the address of the one that is seen.
export function Views({
  label,
  tabs,
  here,
}: {
  label: string;
  tabs: readonly Tab[];
  here: string;
}) {
  return (
    <nav class="tm-views tm-screen-only" aria-label={label}>
      <ul class="tm-views__list">
        {tabs.map((tab) => (
          <li key={tab.href}>
            {tab.href === here ? (
              <a class="tm-views__here" href={tab.href} aria-current="page">
                {tab.label}
              </a>
            ) : (
              <Link href={tab.href}>{tab.label}</Link>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
