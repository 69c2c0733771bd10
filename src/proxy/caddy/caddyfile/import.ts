import { dirname, join } from "node:path";
import type { Vantage } from "../../../vantage/index.ts";
import { expandGlob } from "../../glob.ts";
import { type Entry, entriesOf } from "./entry.ts";
import { lex } from "./lex.ts";
import { Refused } from "./refused.ts";

/** A Caddyfile with what it imports in the places of the imports, and without its snippets. */
export interface Expanded {
  readonly entries: readonly Entry[];
  readonly files: readonly string[];
}

const MOST_FILES = 200;
/** Lines after all imports: snippets that import snippets grow fast. */
const MOST_ENTRIES = 50_000;
const MOST_DEPTH = 20;
/** Longest file, in characters. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Puts files and snippets in the places where they are imported. @throws Refused where one is not there or cannot be read. */
export async function expandImports(text: string, file: string, vantage: Vantage): Promise<Expanded> {
  const files = [file];
  const snippets = new Map<string, readonly Entry[]>();
  let left = MOST_ENTRIES;

  const fromFile = async (path: string, where: string): Promise<readonly Entry[]> => {
    if (files.length >= MOST_FILES) throw new Refused(where, "it imports too many files");
    const read = await vantage.read(path);
    if (read.outcome !== "read")
      throw new Refused(where, `the file ${path} that it imports is ${read.outcome}`);
    files.push(path);
    return parse(read.text, path);
  };
  const imported = async (entry: Entry, depth: number): Promise<readonly Entry[]> => {
    const [, name = "", ...given] = entry.words;
    if (entry.block !== null) throw new Refused(entry.where, "it hands a block to an import");
    if (/[{}]/.test(name))
      throw new Refused(entry.where, "the name of an import is known only while Caddy runs");
    const snippet = snippets.get(name);
    if (snippet !== undefined) return expand(snippet, depth + 1, given);
    const path = join(name.startsWith("/") ? "/" : dirname(fileOf(entry)), name);
    const folder = dirname(path);
    if (/[*?[]/.test(path) && !/[*?[]/.test(folder) && (await vantage.list(folder)) === null)
      throw new Refused(entry.where, `the folder ${folder} that it imports from cannot be listed`);
    const paths = /[*?[]/.test(path) ? await expandGlob(path, vantage) : [path];
    const parts: Entry[] = [];
    for (const each of paths)
      parts.push(...(await expand(await fromFile(each, entry.where), depth + 1, given)));
    return parts;
  };
  const expand = async (
    list: readonly Entry[],
    depth: number,
    given: readonly string[],
  ): Promise<readonly Entry[]> => {
    const made: Entry[] = [];
    for (const entry of list) {
      left -= 1;
      if (left < 0 || depth > MOST_DEPTH) throw new Refused(entry.where, "it imports itself, or too much");
      const words = entry.words.flatMap((word) => withArguments(word, given, entry.where));
      const filled = { ...entry, words };
      const [first = ""] = words;
      const snippet = /^\(([^()]+)\)$/.exec(first)?.[1];
      if (first === "import") made.push(...(await imported(filled, depth)));
      else if (snippet !== undefined && words.length === 1 && entry.block !== null)
        snippets.set(snippet, entry.block);
      else if (entry.block === null) made.push(filled);
      else made.push({ ...filled, block: await expand(entry.block, depth + 1, given) });
    }
    return made;
  };
  return { entries: await expand(parse(text, file), 0, []), files };
}

function parse(text: string, file: string): readonly Entry[] {
  if (text.length > MOST_TEXT) throw new Refused(file, `it is larger than ${MOST_TEXT} characters`);
  return entriesOf(lex(text, file), file);
}

const fileOf = ({ where }: Entry): string => where.replace(/:\d+$/, "");

/** A word with what an import hands over: `{args[0]}`, `{args.0}`, and all of it with `{args[:]}`. */
function withArguments(word: string, given: readonly string[], where: string): readonly string[] {
  if (!word.includes("{args")) return [word];
  if (word === "{args[:]}") return given;
  return [
    word.replaceAll(/\{args(?:\[(\d{1,4})\]|\.(\d{1,4})|([^}]*))\}/g, (_, index, dotted, other) => {
      const value = given[Number(index ?? dotted)];
      if (other !== undefined || value === undefined)
        throw new Refused(where, "what an import hands over is not known here");
      return value;
    }),
  ];
}
