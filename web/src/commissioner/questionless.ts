import type { Return } from "~/api/gen/tidemark/outcomes/v1/return_pb";

// Whether a return that waits is the first of its period or differs in nothing
// from what the council saw before, and its provider had no warning to answer.
export function questionless(
  given: Pick<Return, "version" | "changes" | "warningAnswers" | "standing">,
): boolean {
  if (given.warningAnswers.length) return false;
  const { changes } = given;
  if (!changes) return given.version === 1 && !given.standing;
  return changes.added + changes.changed + changes.removed === 0;
}
