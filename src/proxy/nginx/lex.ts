/** One token of nginx's configuration: a word, or what ends a directive. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly line: number }
  | { readonly kind: ";" | "{" | "}"; readonly line: number };

/** What a file is as tokens, and the first thing in it that is none. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly problem: { readonly line: number; readonly what: string } | null;
}

/** Tokens of one file at most: a configuration of 5 MB has fewer. */
const MOST_TOKENS = 2_000_000;

const controls: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };
const withoutEscapes = (text: string): string =>
  !text.includes("\\")
    ? text
    : text.replaceAll(/\\(["'\\trn])/g, (_, letter: string) => controls[letter] ?? letter);

const isSpace = (letter: string | undefined) =>
  letter === " " || letter === "\t" || letter === "\n" || letter === "\r";

/** Splits as `ngx_conf_read_token()` does: quotes count at the start of a word only, `${` is part of it, `#` begins a comment between words. */
export function lex(source: string): Lexed {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const skipTo = (end: number) => {
    for (; at < end; at += 1) if (source[at] === "\n") line += 1;
  };
  const stop = (what: string): Lexed => ({ tokens, problem: { line, what } });
  while (at < source.length) {
    const letter = source[at];
    if (isSpace(letter) || (at === 0 && letter === "\uFEFF")) skipTo(at + 1);
    else if (letter === "#") {
      const end = source.indexOf("\n", at);
      at = end === -1 ? source.length : end;
    } else if (letter === ";" || letter === "{" || letter === "}") {
      tokens.push({ kind: letter, line });
      at += 1;
      if (letter === "{" && opensLua(tokens)) {
        const end = endOfLua(source, at);
        if (end === null) return stop("a block of Lua does not end");
        skipTo(end);
      }
    } else {
      const end = letter === '"' || letter === "'" ? endOfQuoted(source, at) : endOfWord(source, at);
      if (end === null) return stop("a quoted text does not end");
      const isQuoted = letter === '"' || letter === "'";
      const text = withoutEscapes(isQuoted ? source.slice(at + 1, end - 1) : source.slice(at, end));
      tokens.push({ kind: "word", text, line });
      skipTo(end);
      const next = source[at];
      if (isQuoted && at < source.length && !isSpace(next) && !";{)".includes(next ?? ""))
        return stop("a quoted text goes on after its end");
    }
    if (tokens.length > MOST_TOKENS) return stop("the file is too long");
  }
  return { tokens, problem: null };
}

function endOfQuoted(source: string, start: number): number | null {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === quote) return at + 1;
  }
  return null;
}

function endOfWord(source: string, start: number): number {
  let at = start;
  while (at < source.length) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) at += 2;
    else if (code === DOLLAR && source[at + 1] === "{") at += 2;
    else if (ends.has(code)) break;
    else at += 1;
  }
  return Math.min(at, source.length);
}

const BACKSLASH = "\\".charCodeAt(0);
const DOLLAR = "$".charCodeAt(0);
/** What ends a word without quotes. */
const ends = new Set([..." \t\r\n;{"].map((letter) => letter.charCodeAt(0)));

/** Whether the directive that a `{` has just opened holds Lua: `content_by_lua_block {`. */
function opensLua(tokens: readonly Token[]): boolean {
  for (let index = tokens.length - 2; index >= 0 && index > tokens.length - 6; index -= 1) {
    const token = tokens[index];
    if (token?.kind !== "word") return false;
    if (token.text.endsWith("_by_lua_block")) return true;
  }
  return false;
}

/** Where a block of Lua ends: before its `}`, strings and comments of Lua passed over. */
function endOfLua(source: string, start: number): number | null {
  const parts = /--\[\[|--|\[(=*)\[|["'{}]/g;
  parts.lastIndex = start;
  let depth = 1;
  for (let part = parts.exec(source); part !== null; part = parts.exec(source)) {
    const [text, equals] = part;
    let end: number | null = parts.lastIndex;
    if (text === "{") depth += 1;
    else if (text === "}") depth -= 1;
    else if (text === '"' || text === "'") end = endOfQuoted(source, part.index);
    else if (text === "--") end = after(source, "\n", end);
    else end = after(source, `]${equals ?? ""}]`, end);
    if (end === null) return null;
    if (depth === 0) return part.index;
    parts.lastIndex = end;
  }
  return null;
}

function after(source: string, mark: string, from: number): number | null {
  const found = source.indexOf(mark, from);
  return found === -1 ? null : found + mark.length;
}
