import { lazy } from "preact-iso";
import type { Area } from "~/areas";
import type { Role } from "~/session/session";

const COUNCIL: readonly Role[] = ["commissioner", "quality", "finance"];
// Who may ask what is behind a figure.
const ASKING: readonly Role[] = ["commissioner", "quality", "provider"];

const providerPage = lazy(() => import("./provider_page"));
const ownPage = lazy(() => import("./own_page"));

export const standing: Area = {
  routes: [
    {
      // A provider who opens another's page is told by the service that it may
      // not see it.
      path: "/providers/:provider/:section?",
      page: providerPage,
      roles: [...COUNCIL, "provider"],
    },
    { path: "/standing/:section?", page: ownPage, roles: ["provider"] },
    { path: "/why", page: lazy(() => import("./why_page")), roles: ASKING },
    {
      path: "/compare",
      page: lazy(() => import("./compare_page")),
      roles: COUNCIL,
    },
    {
      path: "/series",
      page: lazy(() => import("./series_page")),
      roles: [...COUNCIL, "provider"],
    },
  ],
  navigation: [
    { href: "/compare", label: "Compare", roles: COUNCIL },
    { href: "/standing", label: "How we stand", roles: ["provider"] },
  ],
};
