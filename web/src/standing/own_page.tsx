import { currentUser } from "~/session/session";
import { Standing } from "./standing";

// How a provider stands, as it sees itself: the same figures that the council
// sees.
export default function OwnPage({ section }: { section?: string }) {
  return (
    <Standing
      provider={currentUser().provider ?? ""}
      base="/standing"
      section={section}
    />
  );
}
