// Texts within sentences.
import type { Colour } from "~/parts/notices";

// A state in a word; its colour only helps.
export interface Word {
  text: string;
  colour?: Colour;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

// The numbers of an enum's words, without that of "unspecified".
export function numbersOf<E extends number>(words: Record<E, unknown>): E[] {
  return Object.keys(words)
    .map((key) => Number(key) as E)
    .filter((number) => number !== 0);
}
