// The parts of the console, each for those whose work it is.
import type { ComponentType } from "preact";
import type { Role } from "~/session/session";
import { commissioner } from "~/commissioner/area";
import { practice } from "~/practice/area";
import { provider } from "~/provider/area";
import { quality } from "~/quality/area";
import { standing } from "~/standing/area";

// A page, fetched when it is first opened.
export interface Route {
  // For example `/returns/:contract/:period`; the page gets `contract` and
  // `period` as properties.
  path: string;
  // A page fetched when first opened: `lazy(() => import("./tracker"))`.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  page: ComponentType<any>;
  // Who may open it; the services decide what they see there.
  roles: readonly Role[];
}

// An entry of the navigation.
export interface Entry {
  href: string;
  label: string;
  roles: readonly Role[];
}

export interface Area {
  routes: readonly Route[];
  // In the order in which they are shown.
  navigation: readonly Entry[];
}

const AREAS: readonly Area[] = [
  practice,
  commissioner,
  provider,
  quality,
  standing,
];

export function routesFor(role: Role): Route[] {
  return AREAS.flatMap((area) => area.routes).filter((route) =>
    route.roles.includes(role),
  );
}

// The first page's entry first, whichever area has it.
export function navigationFor(role: Role): Entry[] {
  const isFirst = ({ href }: Entry) => Number(href === "/");
  return AREAS.flatMap((area) => area.navigation)
    .filter((entry) => entry.roles.includes(role))
    .sort((one, other) => isFirst(other) - isFirst(one));
}

// Whether `matches` any address that somebody, of whatever role, may open.
export function knownPath(matches: (route: string) => boolean): boolean {
  return AREAS.some((area) => area.routes.some(({ path }) => matches(path)));
}
