// What came in between two looks at the tracker.
import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";
import { waits } from "./words";

type Seen = Pick<Return, "name" | "state" | "version">;

// Those that wait for a decision now and did not before, or in an earlier
// version.
export function arrivals<R extends Seen>(
  before: readonly Seen[],
  after: readonly R[],
): R[] {
  const known = new Map(
    before
      .filter(({ state }) => waits(state))
      .map(({ name, version }) => [name, version]),
  );
  return after.filter(
    ({ name, state, version }) => waits(state) && known.get(name) !== version,
  );
}
