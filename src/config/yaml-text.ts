import { LineCounter, parseDocument } from "yaml";
import { placesOf, type Step } from "./yaml-places.ts";

/** What a text of YAML or JSON holds. */
export type YamlRead =
  | {
      readonly outcome: "read";
      readonly value: unknown;
      /** What was stepped over, with its line. */
      readonly problems: readonly { readonly line: number; readonly what: string }[];
      /** Line of the deepest part of a path that is there, counted from 1. */
      lineOf(path: readonly Step[]): number;
    }
  | { readonly outcome: "refused"; readonly what: string };

/** Longest text that is parsed, in characters: its tree takes some hundred times as much memory. */
const MOST_TEXT = 8 * 1024 * 1024;
/** Aliases that a document may use: more are a bomb. */
const MOST_ALIASES = 1_000;
const MOST_PROBLEMS = 20;
/** Keys of keys of keys: the parser's time for them grows with the square of their number. */
const keysOfKeys = /(?:\?[ \t]+){20}/;

/** Reads the first document of a text that other programs wrote or read: as much of it as can be understood. Never throws. */
export function parseYamlText(text: string): YamlRead {
  if (text.length > MOST_TEXT)
    return { outcome: "refused", what: `it is larger than ${MOST_TEXT} characters` };
  const json = asJson(text);
  if (json !== undefined) return { outcome: "read", value: json, problems: [], lineOf: () => 1 };
  if (keysOfKeys.test(text)) return { outcome: "refused", what: "it is nested too deeply" };
  const lines = new LineCounter();
  try {
    const document = parseDocument(firstDocument(text), {
      ...{ lineCounter: lines, prettyErrors: false, logLevel: "error" },
      ...{ strict: false, uniqueKeys: false, merge: true },
    });
    const places = placesOf(document, lines);
    return {
      outcome: "read",
      value: document.toJS({ maxAliasCount: MOST_ALIASES }),
      problems: document.errors.slice(0, MOST_PROBLEMS).map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        what: (message.split("\n")[0] ?? "").slice(0, 200),
      })),
      lineOf: (path) => places.lineOf(path),
    };
  } catch (error) {
    // Aliases without an anchor or without an end, and nesting deeper than the stack: the parser's own ways to say so.
    if (error instanceof ReferenceError)
      return { outcome: "refused", what: "its aliases cannot be followed" };
    if (error instanceof RangeError) return { outcome: "refused", what: "it is nested too deeply" };
    return { outcome: "refused", what: "it is no YAML" };
  }
}

/** The first document that holds something, in the lines that it has in the whole. */
function firstDocument(text: string): string {
  let start = 0;
  let hasContent = false;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline + 1;
    if (text.startsWith("---", at)) {
      if (hasContent) return blank(text.slice(0, start)) + text.slice(start, at);
      start = at;
    }
    const line = text
      .slice(at, Math.min(end, at + 200))
      .replace(/^---/, "")
      .trim();
    hasContent ||= line !== "" && !line.startsWith("#") && !line.startsWith("%");
    at = end;
  }
  return blank(text.slice(0, start)) + text.slice(start);
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");

function asJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // YAML may begin so as well.
    return undefined;
  }
}
