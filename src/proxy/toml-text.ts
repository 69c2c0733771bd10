import type { Step } from "../config/index.ts";

/** What a text of TOML holds. */
export type TomlRead =
  | {
      readonly outcome: "read";
      readonly value: unknown;
      /** Line of the deepest part of a path that is there, counted from 1. */
      lineOf(path: readonly Step[]): number;
    }
  | { readonly outcome: "refused"; readonly line: number; readonly what: string };

/** Longest text that is parsed, in characters: its tree takes some hundred times as much memory. */
const MOST_TEXT = 8 * 1024 * 1024;
/** Tables and arrays inside each other, at most: far more than any configuration has, far less than the stack holds. */
const MOST_DEPTH = 100;
/** Parts of one dotted key, at most: each makes a table inside another. */
const MOST_PARTS = 100;

/** Reads a text of TOML: all of it or nothing, as the programs do that run with it. Never throws. TOML 1.0. */
export async function parseTomlText(text: string): Promise<TomlRead> {
  if (text.length > MOST_TEXT)
    return { outcome: "refused", line: 1, what: `it is larger than ${MOST_TEXT} characters` };
  const deep = text.split("\n").findIndex((line) => line.split(".", MOST_PARTS + 1).length > MOST_PARTS);
  const { parse, TomlError } = await import("smol-toml");
  try {
    const value = parse(text, { integersAsBigInt: "asNeeded", maxDepth: MOST_DEPTH });
    if (deep !== -1 && depthOf(value) > MOST_DEPTH)
      return { outcome: "refused", line: deep + 1, what: "it is nested too deeply" };
    let places: ReadonlyMap<string, number> | null = null;
    return {
      outcome: "read",
      value,
      lineOf(path) {
        places ??= placesIn(text);
        for (let end = path.length; end > 0; end -= 1) {
          const line = places.get(placeOf(path.slice(0, end)));
          if (line !== undefined) return line;
        }
        return 1;
      },
    };
  } catch (error) {
    if (error instanceof RangeError) return { outcome: "refused", line: 1, what: "it is nested too deeply" };
    const [what = ""] = error instanceof TomlError ? error.message.split("\n") : [];
    const line = error instanceof TomlError ? error.line : 1;
    return { outcome: "refused", line, what: what === "" ? "it is no TOML" : what.slice(0, 200) };
  }
}

/** How many tables and lists stand inside each other, counted without recursion and no further than one too many. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= MOST_DEPTH; depth += 1) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return depth;
  }
  return MOST_DEPTH + 1;
}

/** A key, maybe dotted, before its value. */
const keyed =
  /^\s*((?:[\w-]+|"[^"]{0,500}"|'[^']{0,500}')(?:\s*\.\s*(?:[\w-]+|"[^"]{0,500}"|'[^']{0,500}'))*)\s*=/;

const placeOf = (path: readonly Step[]): string => path.map(String).join("\0");

/** Lines of tables and keys. What stands inside the value of a key has the key's line. */
function placesIn(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: readonly Step[] = [];
  let quote: string | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    const isInside = quote !== null;
    quote = openQuote(line, quote);
    if (isInside) continue;
    const [, brackets, name = ""] = /^\s*(\[\[?)([^[\]=]{1,2000})\]/.exec(line) ?? [];
    const note = (path: readonly Step[]) => {
      const place = placeOf(path);
      if (!places.has(place)) places.set(place, index + 1);
    };
    if (brackets !== undefined) {
      table = numbered(keysOf(name), counts);
      if (brackets === "[[") {
        const place = placeOf(table);
        const next = (counts.get(place) ?? -1) + 1;
        counts.set(place, next);
        table = [...table, next];
      }
      note(table);
      continue;
    }
    const [, key] = keyed.exec(line.slice(0, 2_000)) ?? [];
    if (key !== undefined) note([...table, ...keysOf(key)]);
  }
  return places;
}

/** The same table with the number of the last element of each list of tables that it is in. */
function numbered(keys: readonly string[], counts: ReadonlyMap<string, number>): readonly Step[] {
  const path: Step[] = [];
  for (const [index, key] of keys.entries()) {
    path.push(key);
    const count = counts.get(placeOf(path));
    if (count !== undefined && index < keys.length - 1) path.push(count);
  }
  return path;
}

/** Parts of a dotted key, without quotes. */
const keysOf = (name: string): readonly string[] =>
  [...name.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );

/** Which text of several lines is open at the end of a line. */
function openQuote(line: string, before: string | null): string | null {
  let quote = before;
  for (const [found] of line.matchAll(/"""|'''/g))
    if (quote === null) quote = found;
    else if (quote === found) quote = null;
  return quote;
}
