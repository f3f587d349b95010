import { lazy } from "preact-iso";
import type { Area } from "~/areas";

const QUALITY = ["quality"] as const;
const ASKERS = ["quality", "commissioner"] as const;
// Those who may read, redact and share stories.
const TELLERS = ["quality", "practitioner", "commissioner"] as const;

export const quality: Area = {
  routes: [
    { path: "/", page: lazy(() => import("./home")), roles: QUALITY },
    {
      path: "/signals",
      page: lazy(() => import("./signals")),
      roles: ASKERS,
    },
    {
      path: "/signals/:id",
      page: lazy(() => import("./signal")),
      roles: ASKERS,
    },
    { path: "/alerts", page: lazy(() => import("./alerts")), roles: ASKERS },
    { path: "/alerts/:id", page: lazy(() => import("./alert")), roles: ASKERS },
    {
      path: "/stories",
      page: lazy(() => import("./stories")),
      roles: TELLERS,
    },
    {
      path: "/stories/:id",
      page: lazy(() => import("./story")),
      roles: TELLERS,
    },
  ],
  navigation: [
    { href: "/", label: "Your work", roles: QUALITY },
    { href: "/signals", label: "Signals", roles: ASKERS },
    { href: "/stories", label: "Stories", roles: TELLERS },
  ],
};
