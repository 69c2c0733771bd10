import { dirname, isAbsolute, join } from "node:path";
import type { FileRead } from "../../vantage/index.ts";
import { expandGlob } from "../glob.ts";
import { type Directive, type Problem, parseDirectives } from "./directive.ts";
import { lex } from "./lex.ts";

/** Where files come from: a vantage, or what the program printed. */
export interface Files {
  read(path: string): Promise<FileRead>;
  list(path: string): Promise<readonly string[] | null>;
}

/** A configuration with everything that it includes. */
export interface Loaded {
  readonly directives: readonly Directive[];
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /** Files that could not be read for want of permission. */
  readonly forbidden: readonly string[];
}

/** Files of one configuration at most, and includes within includes. */
const MOST_FILES = 5_000;
const MOST_DEPTH = 32;
/** Characters of one configuration at most. */
const MOST_TEXT = 64 * 1024 * 1024;

/** Reads a configuration and all that it includes; paths are relative to its own folder, as in `ngx_conf_include()`. */
export async function loadNginx(path: string, files: Files, signal: AbortSignal): Promise<Loaded> {
  const seen: string[] = [];
  const problems: Problem[] = [];
  const forbidden: string[] = [];
  let octets = 0;
  const folder = dirname(path);

  const load = async (
    file: string,
    chain: readonly string[],
    from: string,
  ): Promise<readonly Directive[]> => {
    signal.throwIfAborted();
    if (chain.includes(file)) return problem(from, "a file includes itself");
    if (chain.length >= MOST_DEPTH) return problem(from, "files include files too deep");
    if (seen.length >= MOST_FILES || octets > MOST_TEXT)
      return problem(from, "the configuration is too long");
    const read = await files.read(file);
    if (read.outcome !== "read") {
      if (read.outcome === "permission") forbidden.push(file);
      return problem(from, `cannot read ${file}: ${read.outcome}`);
    }
    if (!seen.includes(file)) seen.push(file);
    octets += read.text.length;
    const { tokens, problem: broken } = lex(read.text);
    if (broken !== null) problem(`${file}:${broken.line}`, broken.what);
    const parsed = parseDirectives(tokens, file);
    if (parsed.problem !== null && broken === null) problem(parsed.problem.where, parsed.problem.what);
    return include(parsed.directives, [...chain, file]);
  };
  const problem = (where: string, what: string): readonly Directive[] => {
    problems.push({ where, what });
    return [];
  };
  const include = async (
    list: readonly Directive[],
    chain: readonly string[],
  ): Promise<readonly Directive[]> => {
    const found: Directive[] = [];
    for (const directive of list) {
      const [pattern] = directive.words;
      if (directive.name === "include" && directive.block === null && pattern !== undefined) {
        const whole = isAbsolute(pattern) ? pattern : join(folder, pattern);
        for (const file of await expandGlob(whole, files))
          for (const inner of await load(file, chain, directive.where)) found.push(inner);
      } else if (directive.block === null) found.push(directive);
      else found.push({ ...directive, block: await include(directive.block, chain) });
    }
    return found;
  };
  const directives = await load(path, [], path);
  return { directives, files: seen, problems, forbidden };
}

/** What `nginx -T` printed, as files. */
export function filesOfDump(dump: string): Files {
  const parts = dump.split(/^# configuration file (\/.*):$/m);
  const texts = new Map<string, string>();
  // A file that is included twice is printed once.
  for (let index = 1; index + 1 < parts.length; index += 2)
    texts.set(parts[index] ?? "", (parts[index + 1] ?? "").replace(/^\n/, ""));
  return {
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? { outcome: "missing" } : { outcome: "read", text };
    },
    list: async (folder) => {
      const start = folder.endsWith("/") ? folder : `${folder}/`;
      const inside = [...texts.keys()].filter((path) => path.startsWith(start));
      return inside.length === 0
        ? null
        : [...new Set(inside.map((path) => path.slice(start.length).split("/")[0] ?? ""))];
    },
  };
}
