// What of a return's file was on its way when its page was loaded again.
export interface UnderWay {
  // What the file is called.
  file: string;
  // Whether it was to be stored, and not only checked.
  changes: boolean;
}

const keyOf = (name: string) => `tidemark/sending/${name}`;

// Does `work` on the file of the return `name`.
export async function underWay<T>(
  name: string,
  what: UnderWay,
  work: () => Promise<T>,
): Promise<T> {
  sessionStorage.setItem(keyOf(name), JSON.stringify(what));
  try {
    return await work();
  } finally {
    sessionStorage.removeItem(keyOf(name));
  }
}

// What was interrupted, said once.
export function interrupted(name: string): UnderWay | undefined {
  const kept = sessionStorage.getItem(keyOf(name));
  sessionStorage.removeItem(keyOf(name));
  return kept ? (JSON.parse(kept) as UnderWay) : undefined;
}
