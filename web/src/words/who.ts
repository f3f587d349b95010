// People and services in words.
import { idOf } from "~/api/names";
import { session } from "~/session/session";

// `you` for the user's own subject, else the last part of one: `users/ada` is
// `ada`. Nobody is `nobody`.
export function who(subject: string): string {
  if (!subject) return "nobody";
  if (subject === session.value?.user?.subject) return "you";
  if (subject.startsWith("services/")) return "Tidemark";
  return idOf(subject);
}
