import type { Reading } from "./signal.ts";

/**
 * How near to the first cause the words of a table stand. Texts are read from the inside out.
 *
 * - `cause`: the failing step itself.
 * - `status`: that some speaker answered, and what it answered with.
 * - `wrapper`: that something inside failed.
 * - `duration`: a length of time, which only hints at the owner of a timer.
 */
export type Layer = "cause" | "status" | "wrapper" | "duration";

/** Words that a product writes. */
export interface Phrase {
  readonly id: string;
  /** Bounded: no quantifier without a limit stands before a part that can fail, none inside another. */
  readonly patterns: readonly RegExp[];
  readonly means: string;
  readonly reading: Reading;
}

/** The sentences of one product or family. */
export interface PhraseTable {
  readonly product: string;
  readonly layer: Layer;
  readonly phrases: readonly Phrase[];
}

/** One way in which a code shows in a text. */
export interface CodeFinder {
  /** Its first group is the code, or several of them joined by commas. */
  readonly pattern: RegExp;
  /** Whether a code found this way that the table lacks is reported as unknown: the form leaves no doubt whose it is. */
  readonly certain: boolean;
}

/** The numbers, flags or tokens of one product. */
export interface CodeTable {
  readonly product: string;
  readonly layer: Layer;
  /** Begins the ids: `tls-alert` gives `tls-alert-40`. */
  readonly prefix: string;
  readonly finders: readonly CodeFinder[];
  /** From the code as written to the key of `codes`. */
  readonly canonical: (code: string) => string;
  readonly codes: ReadonlyMap<string, { readonly means: string; readonly reading: Reading }>;
}

/** A row of a table of codes: the code, what it means, what that is worth. */
export type CodeRow = readonly [code: string | number, means: string, reading: Reading];

/** The rows by their code. */
export function codesOf(rows: readonly CodeRow[]): CodeTable["codes"] {
  return new Map(rows.map(([code, means, reading]) => [String(code), { means, reading }]));
}
