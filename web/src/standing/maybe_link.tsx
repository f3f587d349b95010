// A link to a page, for those who may open it.
import type { ComponentChildren } from "preact";
import { routesFor } from "~/areas";
import { Link } from "~/parts/links";
import { currentUser } from "~/session/session";

interface MaybeLinkProps {
  // Without parameters.
  href: string;
  children: ComponentChildren;
}

export function MaybeLink({ href, children }: MaybeLinkProps) {
  const opens = routesFor(currentUser().role).some(({ path }) =>
    leadsTo(path, href),
  );
  return opens ? <Link href={href}>{children}</Link> : <>{children}</>;
}

// Whether an address is one of a route such as `/stories/:id`.
function leadsTo(path: string, href: string): boolean {
  const wanted = path.split("/");
  const given = href.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => part.startsWith(":") || part === given[i])
  );
}
