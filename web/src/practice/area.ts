import { lazy } from "preact-iso";
import type { Area } from "~/areas";

const PRACTITIONER = ["practitioner"] as const;
// Those who may look at support and decisions.
const LOOKERS = ["practitioner", "quality", "commissioner"] as const;

export const practice: Area = {
  routes: [
    { path: "/", page: lazy(() => import("./home")), roles: PRACTITIONER },
    {
      path: "/decisions",
      page: lazy(() => import("./decisions")),
      roles: LOOKERS,
    },
    {
      path: "/decisions/:about/:of/:id",
      page: lazy(() => import("./decision_page")),
      roles: LOOKERS,
    },
    {
      path: "/check-backs",
      page: lazy(() => import("./check_backs")),
      roles: LOOKERS,
    },
    {
      path: "/check-backs/:pack/:id",
      page: lazy(() => import("./check_back")),
      roles: LOOKERS,
    },
    {
      path: "/episodes",
      page: lazy(() => import("./episodes")),
      roles: LOOKERS,
    },
    {
      path: "/episodes/:id",
      page: lazy(() => import("./episode")),
      roles: LOOKERS,
    },
    {
      path: "/episodes/:id/record/:what",
      page: lazy(() => import("./record")),
      roles: ["practitioner", "commissioner"],
    },
    {
      path: "/people",
      page: lazy(() => import("./people")),
      roles: PRACTITIONER,
    },
  ],
  navigation: [
    { href: "/", label: "Your work", roles: PRACTITIONER },
    { href: "/decisions", label: "Decisions", roles: PRACTITIONER },
    { href: "/check-backs", label: "Check-backs", roles: PRACTITIONER },
    { href: "/episodes", label: "Episodes", roles: PRACTITIONER },
    { href: "/people", label: "People", roles: PRACTITIONER },
  ],
};
