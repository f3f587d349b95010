// People and services in words.
import { idOf } from "~/api/names";
import { nameOf } from "~/session/colleagues";
import { session } from "~/session/session";

// `you` for the user's own subject, else how that person is called; of one who
// never signed in here, the last part of the subject: `users/ada` is `ada`.
// Nobody is `nobody`.
export function who(subject: string): string {
  if (!subject) return "nobody";
  if (subject === session.value?.user?.subject) return "you";
  if (subject.startsWith("services/")) return "Tidemark";
  return nameOf(subject) ?? idOf(subject);
}
