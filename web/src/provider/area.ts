import { lazy } from "preact-iso";
import type { Area, Route } from "~/areas";

const pages: [string, Route["page"]][] = [
  ["/", lazy(() => import("./home").then((m) => m.Home))],
  ["/returns", lazy(() => import("./returns").then((m) => m.Returns))],
  [
    "/returns/:contract/:period",
    lazy(() => import("./overview").then((m) => m.Overview)),
  ],
  [
    "/returns/:contract/:period/people/:person",
    lazy(() => import("./person").then((m) => m.PersonPage)),
  ],
  [
    "/returns/:contract/:period/check",
    lazy(() => import("./check").then((m) => m.Check)),
  ],
  [
    "/returns/:contract/:period/sent",
    lazy(() => import("./sent").then((m) => m.Sent)),
  ],
  [
    "/returns/:contract/:period/copy",
    lazy(() => import("./copy").then((m) => m.Copy)),
  ],
  [
    "/returns/:contract/:period/withdraw",
    lazy(() => import("./withdraw").then((m) => m.Withdraw)),
  ],
  [
    "/returns/:contract/:period/history",
    lazy(() => import("./history").then((m) => m.History)),
  ],
  [
    "/returns/:contract/:period/file",
    lazy(() => import("./file").then((m) => m.FilePage)),
  ],
  [
    "/returns/:contract/:period/rows",
    lazy(() => import("./rows").then((m) => m.Rows)),
  ],
  ["/imports", lazy(() => import("./imports").then((m) => m.Imports))],
  ["/imports/:id", lazy(() => import("./import").then((m) => m.Import))],
];

export const provider: Area = {
  routes: pages.map(([path, page]) => ({ path, page, roles: ["provider"] })),
  navigation: [
    { href: "/", label: "What is due", roles: ["provider"] },
    { href: "/returns", label: "All your returns", roles: ["provider"] },
    { href: "/imports", label: "Send one file", roles: ["provider"] },
  ],
};
