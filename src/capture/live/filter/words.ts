/** One word of a filter and where it begins, counted from 1. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/** What cannot be read of a filter. */
export class FilterRefusal extends Error {
  override readonly name = "FilterRefusal";
  /** Where, counted from 1. */
  readonly column: number;

  constructor(what: string, column: number) {
    super(what);
    this.column = column;
  }
}

/** Parentheses and signs stand for themselves; all else is separated by blanks. */
const WORD = /\s*(&&|\|\||[()!]|[^\s()!&|]+|.)/gy;

/** The words of a filter, the signs of C among them as words: `&&` is `and`. */
export function wordsOf(filter: string): readonly Word[] {
  const words: Word[] = [];
  for (const found of filter.trimEnd().matchAll(WORD)) {
    const text = found[1] ?? "";
    words.push({ text: signs[text] ?? text, column: found.index + found[0].length - text.length + 1 });
  }
  return words;
}

const signs: Readonly<Record<string, string>> = { "&&": "and", "||": "or", "!": "not" };
