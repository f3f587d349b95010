// What the council says about a return when it sends it back: a general word,
// and one about each entry that it means. The service takes one text.
import { idOf, segmentOf } from "~/api/names";

// The most that the service takes.
export const LONGEST = 2000;

export interface Comments {
  general: string;
  // By the name of the outcome.
  entries: Readonly<Record<string, string>>;
}

export const NO_COMMENTS: Comments = { general: "", entries: {} };

// How many entries have a comment.
export function commented(comments: Comments): string[] {
  return Object.keys(comments.entries)
    .filter((outcome) => comments.entries[outcome]?.trim())
    .sort();
}

// The text that goes to the provider. Each entry is named by its references and
// the beginning of the person's own words.
export function commentText(
  comments: Comments,
  ownWords: ReadonlyMap<string, string>,
): string {
  const about = commented(comments).map((outcome) => {
    const words = beginning(ownWords.get(outcome) ?? "");
    const quoted = words ? `, “${words}”` : "";
    return (
      `${segmentOf(outcome, "people")}, ${idOf(outcome)}${quoted}: ` +
      (comments.entries[outcome] ?? "").trim()
    );
  });
  return [comments.general.trim(), ...about].filter(Boolean).join("\n\n");
}

function beginning(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  return `${cut.slice(0, cut.lastIndexOf(" ") + 1).trim() || cut}…`;
}

// Comments that were typed stay in this browser until the decision, so that a
// reload loses nothing. They go with the tab.
export function keptComments(name: string): Comments {
  try {
    const text = sessionStorage.getItem(key(name));
    if (!text) return NO_COMMENTS;
    const { general, entries } = JSON.parse(text) as Partial<Comments>;
    return { general: general ?? "", entries: entries ?? {} };
  } catch {
    return NO_COMMENTS;
  }
}

export function keepComments(name: string, comments: Comments): void {
  if (!comments.general && !commented(comments).length) {
    sessionStorage.removeItem(key(name));
    return;
  }
  sessionStorage.setItem(key(name), JSON.stringify(comments));
}

function key(name: string): string {
  return `review ${name}`;
}
