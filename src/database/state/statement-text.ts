import { createHash } from "node:crypto";

/** Octets of a text that a hash is made of. */
const MOST_TEXT = 16_384;

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/(?:--[ \t\r]|#)[^\n]*(?:\n|$)/g, " ");

/** The first word of a statement in capitals: `SELECT`; `null` where there is none. */
export function verbOf(text: string | null): string | null {
  const word = /^[\s(]*([a-z]{2,20})\b/i.exec(withoutComments((text ?? "").slice(0, MOST_TEXT)))?.[1];
  return word?.toUpperCase() ?? null;
}

/** A hash of a statement without its values, so that the same one has the same; `null` for no text. */
export function digestOf(text: string | null): string | null {
  if (text === null || text.trim() === "") return null;
  const shape = withoutComments(text.slice(0, MOST_TEXT))
    .replace(/'(?:[^'\\]|''|\\.)*'?/g, "?")
    .replace(/\b0x[0-9a-f]+\b|(?<![\w$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|\$\d+/gi, "?")
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, "(?)")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  return createHash("sha256").update(shape).digest("hex").slice(0, 16);
}

/** Whether a statement only reads: the one kind whose plan is asked for. */
export const mayBeExplained = (text: string): boolean => {
  const verb = verbOf(text);
  return verb === "SELECT" || verb === "WITH";
};
