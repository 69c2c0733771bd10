import { createContext, Script } from "node:vm";
import type { Ms } from "../base/index.ts";

/** How long one expression may take on one text: one that backtracks for ever is ended, a busy host's own pauses are not. */
const PATIENCE: Ms = 2_000;
/** Characters of a text that an expression without repeated groups is through with at once. */
const SHORT_TEXT = 200;
/** A group that is repeated, or much repetition: what can take time that grows beyond every bound. */
const mayBacktrack = /\)[*+{]|(?:[*+}][^*+}]*){5}/;
/** Longest text that an expression is tried on, in characters: more than a request line may hold. */
const MOST_TEXT = 65_536;

const room = createContext({ expression: null, text: "" });
const attempt = new Script("expression.exec(text)");

/** What an expression finds in a text. `null`: it does not match. `undefined`: it cannot be told. */
export function find(expression: RegExp, text: string): RegExpExecArray | null | undefined {
  if (text.length > MOST_TEXT) return undefined;
  if (text.length <= SHORT_TEXT && !mayBacktrack.test(expression.source)) return expression.exec(text);
  room["expression"] = expression;
  room["text"] = text;
  try {
    return attempt.runInContext(room, { timeout: PATIENCE });
  } catch {
    // The only thing that it throws is the end of its time.
    return undefined;
  }
}

/** What PCRE has and this program's expressions have not: pcre2pattern(3). */
const unknownToUs = /\(\?[>|#R&(]|\(\?\d|\\[AZzGKQEhHRXC]|[*+?}]\+|\[\[:|\(\*/;

/** An expression of PCRE as one of this program's; `null` where that cannot be said exactly. */
export function pcre(source: string, options: { readonly ignoresCase: boolean }): RegExp | null {
  let text = source.replaceAll("(?P<", "(?<").replaceAll(/\(\?P=(\w+)\)/g, "\\k<$1>");
  let flags = options.ignoresCase ? "i" : "";
  const inline = /^\(\?([a-z]+)\)/.exec(text);
  if (inline !== null) {
    const [whole, letters = ""] = inline;
    if (!/^[is]+$/.test(letters)) return null;
    text = text.slice(whole.length);
    flags = [...new Set(flags + letters)].join("");
  }
  if (unknownToUs.test(text) || /\(\?[a-z]+[:)-]/.test(text)) return null;
  try {
    return new RegExp(text, flags);
  } catch {
    // Written for another dialect: what it means here cannot be told.
    return null;
  }
}
