// How colleagues are called, asked of the server once for each of them.
import { signal } from "@preact/signals";

// As many as one call may ask for.
const AT_ONCE = 50;

const names = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();
let waiting: string[] = [];

// How the person with this subject is called; nothing as long as that is not
// known, which what is drawn with it follows.
export function nameOf(subject: string): string | undefined {
  const name = names.value.get(subject);
  if (!name && !asked.has(subject)) {
    asked.add(subject);
    // All that a page asks for while it is drawn goes in one call.
    if (!waiting.length) queueMicrotask(() => void ask());
    waiting.push(subject);
  }
  return name;
}

async function ask(): Promise<void> {
  const subjects = waiting;
  waiting = [];
  for (let i = 0; i < subjects.length; i += AT_ONCE) {
    const found = await namesOf(subjects.slice(i, i + AT_ONCE));
    names.value = new Map([...names.value, ...Object.entries(found)]);
  }
}

// Without an answer people go by their subjects until the page is opened again.
async function namesOf(subjects: string[]): Promise<Record<string, string>> {
  try {
    const of = subjects.map(encodeURIComponent).join(",");
    const answer = await fetch(`/session/names?of=${of}`, {
      cache: "no-store",
    });
    if (!answer.ok) return {};
    return (
      ((await answer.json()) as { names?: Record<string, string> }).names ?? {}
    );
  } catch {
    return {};
  }
}
