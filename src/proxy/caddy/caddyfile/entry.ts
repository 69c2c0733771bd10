import type { Token } from "./lex.ts";
import { Refused } from "./refused.ts";

/** One line of a Caddyfile with the block that it opens. */
export interface Entry {
  readonly words: readonly string[];
  /** `null` where it opens none. */
  readonly block: readonly Entry[] | null;
  /** `file:line`. */
  readonly where: string;
}

/** Blocks inside each other, at most. */
const MOST_DEPTH = 40;

/** Lines and blocks of words. @throws Refused where braces do not match. */
export function entriesOf(tokens: readonly Token[], file: string): readonly Entry[] {
  let at = 0;
  const read = (depth: number, opened: string | null): readonly Entry[] => {
    if (depth > MOST_DEPTH) throw new Refused(opened ?? file, "it is nested too deeply");
    const list: Entry[] = [];
    for (;;) {
      const first = tokens[at];
      if (first === undefined) {
        if (opened !== null) throw new Refused(opened, "the block that begins here has no end");
        return list;
      }
      const where = `${file}:${first.line}`;
      if (isBrace(first, "}")) {
        if (opened === null) throw new Refused(where, "this ends no block");
        at += 1;
        return list;
      }
      const row: Token[] = [];
      for (let next = tokens[at]; next !== undefined && next.row === first.row; next = tokens[at]) {
        if (isBrace(next, "}")) throw new Refused(where, "a block ends in the same line as other words");
        at += 1;
        row.push(next);
        if (isBrace(next, "{")) break;
      }
      const last = row.at(-1);
      const opens = last !== undefined && isBrace(last, "{");
      if (opens && tokens[at]?.row === first.row)
        throw new Refused(where, "words follow a brace in the same line");
      const words = (opens ? row.slice(0, -1) : row).map(({ text }) => text);
      list.push({ words, block: opens ? read(depth + 1, where) : null, where });
    }
  };
  return read(0, null);
}

const isBrace = ({ text, isQuoted }: Token, brace: "{" | "}"): boolean => text === brace && !isQuoted;
