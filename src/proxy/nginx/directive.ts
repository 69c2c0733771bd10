import type { Where } from "../../evidence/index.ts";
import type { Token } from "./lex.ts";

/** One directive of nginx, with what its block holds; files that it includes stand in their place. */
export interface Directive {
  readonly name: string;
  readonly words: readonly string[];
  readonly block: readonly Directive[] | null;
  /** `/etc/nginx/nginx.conf:12`. */
  readonly where: Where;
}

/** What was not understood, with its place. */
export interface Problem {
  readonly where: Where;
  readonly what: string;
}

/** Blocks within blocks at most: http, server, location, if, limit_except, and room for more. */
const MOST_DEPTH = 64;

/** Builds directives from one file's tokens. What comes after an error of syntax is left out, as nginx would not start with it. */
export function parseDirectives(
  tokens: readonly Token[],
  file: string,
): { readonly directives: readonly Directive[]; readonly problem: Problem | null } {
  let at = 0;
  let problem: Problem | null = null;
  const fail = (line: number, what: string) => {
    problem ??= { where: `${file}:${line}`, what };
  };
  const block = (depth: number): Directive[] => {
    const found: Directive[] = [];
    let words: string[] = [];
    let first = 0;
    for (; at < tokens.length && problem === null; at += 1) {
      const token = tokens[at];
      if (token === undefined) break;
      if (token.kind === "word") {
        if (words.length === 0) first = token.line;
        words.push(token.text);
        continue;
      }
      const [name, ...rest] = words;
      if (token.kind === "}") {
        if (name !== undefined) fail(token.line, "a directive does not end");
        else if (depth === 0) fail(token.line, 'a "}" closes nothing');
        return found;
      }
      if (name === undefined) {
        fail(token.line, `a "${token.kind}" stands alone`);
        return found;
      }
      const made = { name, words: rest, where: `${file}:${first}` };
      if (token.kind === ";") found.push({ ...made, block: null });
      else if (depth >= MOST_DEPTH) fail(token.line, "blocks are nested too deep");
      else {
        at += 1;
        found.push({ ...made, block: block(depth + 1) });
        if (at >= tokens.length) fail(first, "a block does not end");
      }
      words = [];
    }
    if (words.length > 0) fail(first, "a directive does not end");
    return found;
  };
  const directives = block(0);
  return { directives, problem };
}
