// How far long work is.
import { useRef } from "preact/hooks";

interface ProgressProps {
  // What is being done.
  doing: string;
  done?: number;
  // Of how much; nothing where that is not known.
  of?: number;
}

export function Progress({ doing, done, of }: ProgressProps) {
  return (
    <progress
      class="tm-progress"
      aria-label={doing}
      value={of ? done : undefined}
      max={of || 1}
    />
  );
}

// What whoever listens hears of it: `words` anew with each `step` alone, so
// that nobody has to listen to every per cent. It has to be on the page before
// there is something to say.
export function Heard({ words, step }: { words: string; step: string }) {
  const said = useRef({ words, step });
  if (said.current.step !== step) said.current = { words, step };
  return (
    <p class="govuk-visually-hidden" role="status">
      {said.current.words}
    </p>
  );
}

// The quarter that has been reached, as a step.
export function quarterOf(done: number, of: number): number {
  return of > 0 ? Math.floor((4 * done) / of) : 0;
}
