import { join } from "node:path";
import type { Vantage } from "../../vantage/index.ts";
import { parseCriterion } from "./criterion.ts";
import { parseSections, type Sections } from "./sections.ts";

/** A configuration of haproxy with the files that its rules look into. */
export interface LoadedHaproxy {
  readonly sections: Sections;
  readonly files: readonly string[];
  readonly problems: readonly { readonly where: string; readonly what: string }[];
  readonly forbidden: readonly string[];
  /** Lines of a file of patterns or of a map; `null` where it was not read. */
  readonly lines: (path: string) => readonly string[] | null;
}

/** Files of one configuration at most, and files of patterns. */
const MOST_FILES = 500;
const MOST_PATTERN_FILES = 100;
/** Lines of one file of patterns at most. */
const MOST_LINES = 200_000;

/** Reads files in order, of a folder those that end in `.cfg`: haproxy(1), option `-f`. */
export async function loadHaproxy(
  paths: readonly string[],
  {
    vantage,
    signal,
    environment,
  }: {
    readonly vantage: Pick<Vantage, "read" | "list">;
    readonly signal: AbortSignal;
    readonly environment: Readonly<Record<string, string>>;
  },
): Promise<LoadedHaproxy> {
  const read: { path: string; text: string }[] = [];
  const problems: { where: string; what: string }[] = [];
  const forbidden: string[] = [];
  for (const path of (await filesOf(paths, vantage)).slice(0, MOST_FILES)) {
    signal.throwIfAborted();
    const file = await vantage.read(path);
    if (file.outcome === "read") read.push({ path, text: file.text });
    else {
      if (file.outcome === "permission") forbidden.push(path);
      problems.push({ where: path, what: `cannot read it: ${file.outcome}` });
    }
  }
  const sections = parseSections(read, environment);
  const patterns = new Map<string, readonly string[]>();
  for (const path of patternFiles(sections).slice(0, MOST_PATTERN_FILES)) {
    signal.throwIfAborted();
    const file = await vantage.read(path);
    if (file.outcome !== "read") problems.push({ where: path, what: `cannot read it: ${file.outcome}` });
    else patterns.set(path, linesOf(file.text));
  }
  return {
    sections,
    files: read.map(({ path }) => path),
    problems: [...problems, ...sections.problems],
    forbidden,
    lines: (path) => patterns.get(path) ?? null,
  };
}

async function filesOf(paths: readonly string[], vantage: Pick<Vantage, "list">): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const names = await vantage.list(path);
    const fitting = (names ?? []).filter((name) => name.endsWith(".cfg") && !name.startsWith("."));
    if (names === null) found.push(path);
    else for (const name of fitting.toSorted()) found.push(join(path, name));
  }
  return found;
}

/** One pattern a line; comments and empty lines are none. haproxy's configuration manual, section 7.1. */
const linesOf = (text: string): readonly string[] =>
  text
    .split("\n", MOST_LINES)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Files that ACLs and maps name, each once. */
function patternFiles({ all }: Sections): readonly string[] {
  const found = new Set<string>();
  for (const { words } of all.flatMap(({ lines }) => lines)) {
    if (words.includes("-f")) for (const file of criterionFiles(words)) found.add(file);
    for (const word of words)
      for (const [, path = ""] of word.matchAll(/,map(?:_\w+)?\(([^,)]+)/g)) found.add(path);
  }
  return [...found];
}

function criterionFiles(words: readonly string[]): readonly string[] {
  if (words[0] === "acl") return parseCriterion(words.slice(2)).files;
  const start = words.indexOf("{");
  return start === -1 ? [] : parseCriterion(words.slice(start + 1)).files;
}
