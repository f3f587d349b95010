import { lazy } from "preact-iso";
import type { Area } from "~/areas";
import type { Role } from "~/session/session";

const COMMISSIONER: readonly Role[] = ["commissioner"];
const REVIEWERS: readonly Role[] = ["commissioner", "quality"];
const READERS: readonly Role[] = ["commissioner", "quality", "practitioner"];
const PAYERS: readonly Role[] = ["commissioner", "finance"];
const STAFF: readonly Role[] = [
  "commissioner",
  "quality",
  "practitioner",
  "finance",
  "admin",
];

export const commissioner: Area = {
  routes: [
    {
      path: "/",
      page: lazy(() => import("./council")),
      roles: COMMISSIONER,
    },
    {
      path: "/",
      page: lazy(() => import("./finance_start")),
      roles: ["finance"],
    },
    { path: "/", page: lazy(() => import("./admin_start")), roles: ["admin"] },
    {
      path: "/tracker",
      page: lazy(() => import("./tracker")),
      roles: REVIEWERS,
    },
    {
      path: "/tracker/accept",
      page: lazy(() => import("./accept_many")),
      roles: REVIEWERS,
    },
    {
      path: "/returns/:contract/:period/review",
      page: lazy(() => import("./review")),
      roles: READERS,
    },
    {
      path: "/returns/:contract/:period/more-time",
      page: lazy(() => import("./extension")),
      roles: COMMISSIONER,
    },
    {
      path: "/contracts",
      page: lazy(() => import("./contracts")),
      roles: STAFF,
    },
    {
      path: "/contracts/:contract",
      page: lazy(() => import("./contract")),
      roles: STAFF,
    },
    {
      path: "/providers",
      page: lazy(() => import("./providers")),
      roles: STAFF,
    },
    {
      path: "/statements",
      page: lazy(() => import("./statements")),
      roles: PAYERS,
    },
    {
      path: "/statements/:contract/:statement",
      page: lazy(() => import("./statement")),
      roles: PAYERS,
    },
    {
      path: "/people/:person",
      page: lazy(() => import("./person")),
      roles: READERS,
    },
  ],
  navigation: [
    {
      href: "/",
      label: "Start",
      roles: ["commissioner", "finance", "admin"],
    },
    { href: "/tracker", label: "Returns", roles: REVIEWERS },
    { href: "/providers", label: "Providers", roles: STAFF },
    { href: "/contracts", label: "Contracts", roles: STAFF },
    { href: "/statements", label: "Statements", roles: PAYERS },
  ],
};
