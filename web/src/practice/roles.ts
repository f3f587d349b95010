// What the user may do here. The services decide; pages only leave out what
// would be refused.
import { currentUser } from "~/session/session";

export function mayDecide(): boolean {
  const { role, readOnly } = currentUser();
  return role === "practitioner" && !readOnly;
}

// Whether the user may record what happens to support.
export function mayRecord(): boolean {
  const { role, readOnly } = currentUser();
  return (role === "practitioner" || role === "commissioner") && !readOnly;
}
