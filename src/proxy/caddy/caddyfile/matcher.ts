import type { Entry } from "./entry.ts";
import { isFromEnvironment, type Json, type JsonObject, type Making, placed } from "./made.ts";
import { longNames } from "./placeholders.ts";
import { Refused } from "./refused.ts";

/** Matchers by their names, as `@name`. */
export type Matchers = ReadonlyMap<string, JsonObject>;

/** Networks that `private_ranges` stands for. */
export const privateRanges: readonly string[] = [
  ...["192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8", "127.0.0.1/8", "fd00::/8", "::1"],
];
const MOST_DEPTH = 10;

/** The matcher that a definition `@name …` makes. */
export function matcherOf({ words, block, where }: Entry, making: Making): JsonObject {
  const [, ...rest] = words;
  const [first = ""] = rest;
  if (block !== null)
    return setOf([...(rest.length > 0 ? [{ words: rest, block: null, where }] : []), ...block], making);
  // An expression between backticks may stand alone.
  return rest.length === 1 && /\W/.test(first)
    ? placed({ expression: first }, where, making)
    : setOf([{ words: rest, block, where }], making);
}

/** The set of matchers that lines make, all of which must fit. */
function setOf(lines: readonly Entry[], making: Making, depth = 0): JsonObject {
  const set: Record<string, Json> = Object.create(null);
  for (const line of lines) {
    const [name = "", ...args] = line.words.map(longNames);
    if (line.words.some(isFromEnvironment)) set["environment"] = true;
    else add(set, name, args, line, { making, depth });
  }
  const [line] = lines;
  return line === undefined ? set : placed(set, line.where, making);
}

function add(
  set: Record<string, Json>,
  name: string,
  args: readonly string[],
  line: Entry,
  { making, depth }: { readonly making: Making; readonly depth: number },
): void {
  const list = (key: string): readonly Json[] => {
    const before = set[key];
    return Array.isArray(before) ? before : [];
  };
  const object = (key: string): JsonObject => {
    const before = set[key];
    return typeof before === "object" && before !== null && !Array.isArray(before)
      ? // Neither `null` nor a list.
        (before as JsonObject)
      : {};
  };
  const needs = (count: number) => {
    if (args.length < count) throw new Refused(line.where, `the matcher ${name} needs more words`);
  };
  switch (name) {
    case "host":
    case "path":
    case "method":
      needs(1);
      set[name] = [...list(name), ...args];
      return;
    case "path_regexp":
      needs(1);
      set[name] = { pattern: args.at(-1) ?? "" };
      return;
    case "remote_ip":
    case "client_ip": {
      const isForwarded = args[0] === "forwarded";
      const ranges = args
        .slice(isForwarded ? 1 : 0)
        .flatMap((arg) => (arg === "private_ranges" ? privateRanges : arg));
      const before = object(name);
      const known = before["ranges"];
      set[name] = {
        ...before,
        ranges: [...(Array.isArray(known) ? known : []), ...ranges],
        ...(isForwarded ? { forwarded: true } : {}),
      };
      return;
    }
    case "header":
      needs(1);
      set[name] = withField(object(name), args);
      return;
    case "query":
      needs(1);
      set[name] = withPairs(object(name), args);
      // What is no `key=value` has a meaning of its own.
      if (args.some((arg) => !arg.includes("="))) set["query without value"] = true;
      return;
    case "protocol":
      needs(1);
      set[name] = args[0] ?? "";
      return;
    case "not": {
      const inner = args.length > 0 ? [{ ...line, words: args }] : (line.block ?? []);
      if (inner.length === 0 || depth > MOST_DEPTH)
        throw new Refused(line.where, "the matcher not needs another");
      set[name] = [...list(name), setOf(inner, making, depth + 1)];
      return;
    }
    default:
      if (!known.has(name)) making.note(line.where, `the matcher ${name} is not known`);
      set[name] = true;
  }
}

/** Matchers of Caddy that only it can decide. */
const known: ReadonlySet<string> = new Set([
  "expression",
  "file",
  "header_regexp",
  "vars",
  "vars_regexp",
  "tls",
]);

/** Pairs of a query: `key=value`. */
function withPairs(before: JsonObject, args: readonly string[]): JsonObject {
  const pairs: Record<string, Json> = { ...before };
  for (const arg of args) {
    const [key = "", ...value] = arg.split("=");
    const known = pairs[key];
    pairs[key] = [...(Array.isArray(known) ? known : []), value.join("=")];
  }
  return pairs;
}

/** A field of the head; `!` before it is for one that is not there. */
function withField(fields: JsonObject, [field = "", value]: readonly string[]): JsonObject {
  if (field.startsWith("!")) return { ...fields, [field.slice(1)]: null };
  const before = fields[field];
  return { ...fields, [field]: value === undefined ? [] : [...(Array.isArray(before) ? before : []), value] };
}

/** The matcher that stands before a directive's words, and the words after it. `null` where it takes everything. */
export function takeMatcher(
  { words, where }: Entry,
  matchers: Matchers,
  making: Making,
): { readonly match: readonly JsonObject[] | null; readonly rest: readonly string[] } {
  const [, first = "", ...rest] = words;
  if (first === "*") return { match: null, rest };
  if (first.startsWith("/")) {
    const path: JsonObject = isFromEnvironment(first) ? { environment: true } : { path: [longNames(first)] };
    return { match: [placed(path, where, making)], rest };
  }
  if (!first.startsWith("@")) return { match: null, rest: words.slice(1) };
  const found = matchers.get(first);
  if (found === undefined) throw new Refused(where, `the matcher ${first} is not there`);
  return { match: [found], rest };
}
