import { Refused } from "./refused.ts";

/** One word of a Caddyfile. Caddy, "Caddyfile Concepts: Tokens and quotes". */
export interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
  /** Counted from 1: where it stands. */
  readonly line: number;
  /** The same for what stands in one line, a line that ends with a backslash taken with the next. */
  readonly row: number;
}

/** Words of one file, at most. */
const MOST_TOKENS = 200_000;

/** Splits a text into words. @throws Refused where it has too many, or a text between quotes has no end. */
export function lex(text: string, file: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let row = 1;
  for (let at = 0; at < text.length; ) {
    const letter = text[at] ?? "";
    if (letter === "\n") {
      line += 1;
      row = line;
      at += 1;
    } else if (/\s/.test(letter)) at += 1;
    else if (letter === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      line += 1;
      at = text.indexOf("\n", at) + 1;
    } else if (letter === "#") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else {
      if (tokens.length >= MOST_TOKENS) throw new Refused(`${file}:${line}`, "it has too many words");
      const taken = takeQuoted(text, at) ?? takeHeredoc(text, at) ?? takeBare(text, at);
      if (taken === "open") throw new Refused(`${file}:${line}`, "a text that begins here has no end");
      tokens.push({ text: taken.text, isQuoted: taken.isQuoted, line, row });
      for (
        let next = text.indexOf("\n", at);
        next !== -1 && next < taken.end;
        next = text.indexOf("\n", next + 1)
      )
        line += 1;
      at = taken.end;
    }
  }
  return tokens;
}

interface Taken {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly end: number;
}

/** A text between quotes, in which a backslash is only for a quote, or between backticks, in which all stands for itself. */
function takeQuoted(text: string, start: number): Taken | "open" | null {
  const quote = text[start];
  if (quote === "`") {
    const end = text.indexOf("`", start + 1);
    return end === -1 ? "open" : { text: text.slice(start + 1, end), isQuoted: true, end: end + 1 };
  }
  if (quote !== '"') return null;
  for (let at = start + 1; at < text.length; at += 1)
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"')
      return { text: text.slice(start + 1, at).replaceAll('\\"', '"'), isQuoted: true, end: at + 1 };
  return "open";
}

/** A text of lines up to one that is only its mark: `<<HTML`. */
function takeHeredoc(text: string, start: number): Taken | "open" | null {
  const [opening, mark] = /^<<([\w-]{1,100})\r?\n/.exec(text.slice(start, start + 110)) ?? [];
  if (opening === undefined || mark === undefined) return null;
  const from = start + opening.length;
  for (let at = from; at <= text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const [indented] = /^[ \t]*/.exec(text.slice(at, end)) ?? [""];
    if (
      text.startsWith(mark, at + indented.length) &&
      !/^[\w-]/.test(text.slice(at + indented.length + mark.length))
    )
      return {
        text: text
          .slice(from, Math.max(from, at - 1))
          .replaceAll(`\n${indented}`, "\n")
          .replace(indented, ""),
        isQuoted: true,
        end: at + indented.length + mark.length,
      };
    if (newline === -1) break;
    at = newline + 1;
  }
  return "open";
}

const blanks = /[\s]/g;

function takeBare(text: string, start: number): Taken {
  blanks.lastIndex = start;
  const found = blanks.exec(text);
  let end = found?.index ?? text.length;
  // A line that goes on after a backslash ends the word before it.
  if (text[end] === "\n" && text[end - 1] === "\\" && end - 1 > start) end -= 1;
  return { text: text.slice(start, end), isQuoted: false, end };
}
