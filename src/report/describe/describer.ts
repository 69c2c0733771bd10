import type { Evidence, EvidenceKind } from "../../evidence/index.ts";

/** Puts one record into one sentence, with its numbers. Texts of others are quoted or made plain by the caller. */
export type Describer<K extends EvidenceKind> = (value: Evidence<K>["value"], record: Evidence<K>) => string;

/** Describers of several kinds. */
export type Describers<K extends EvidenceKind> = { readonly [P in K]: Describer<P> };

/** A few of many as a list of words: `a, b and 3 more`; `none` when there are none. */
export function list(items: readonly string[], most = 4): string {
  if (items.length === 0) return "none";
  if (items.length > most) return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
  return items.length === 1 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A number and its noun in the right form: `1 attempt`, `3 attempts`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** What a word of a kind's own vocabulary is called here; the word itself where it is newer than this table. */
export const inWords = (words: Readonly<Record<string, string>>, word: string): string =>
  Object.hasOwn(words, word) ? (words[word] ?? word) : word.replaceAll("-", " ");
