import type { Where } from "../../evidence/index.ts";
import { lexLine } from "./lex.ts";

/** One line of a section. */
export interface Line {
  readonly words: readonly string[];
  readonly where: Where;
}

/** One section with its own lines. */
export interface Section {
  readonly kind: string;
  readonly name: string;
  /** The named `defaults` that it takes; `null` where none is named. */
  readonly from: string | null;
  readonly lines: readonly Line[];
  readonly where: Where;
}

/** A configuration of haproxy, all files in order. */
export interface Sections {
  readonly all: readonly Section[];
  /** For each section that inherits, the lines of its `defaults`. */
  readonly inherited: ReadonlyMap<Section, readonly Line[]>;
  readonly problems: readonly { readonly where: Where; readonly what: string }[];
}

const kinds = new Set(
  "global defaults frontend backend listen peers resolvers mailers userlist cache program ring log-forward log-profile http-errors fcgi-app crt-store traces acme".split(
    " ",
  ),
);

/** Lines of a configuration at most. */
const MOST_LINES = 1_000_000;
/** `defaults` that take from `defaults` at most. */
const MOST_DEPTH = 16;

/** Splits files into sections and hands every proxy the lines of its `defaults`: haproxy's configuration manual, section 4. */
export function parseSections(
  files: readonly { readonly path: string; readonly text: string }[],
  environment: Readonly<Record<string, string>>,
): Sections {
  const problems: { where: Where; what: string }[] = [];
  const all: (Section & { readonly lines: Line[] })[] = [];
  let lines = 0;
  for (const { path, text } of files) {
    let conditions = 0;
    for (const [index, source] of text.split("\n").entries()) {
      const where = `${path}:${index + 1}`;
      lines += 1;
      if (lines > MOST_LINES) {
        problems.push({ where, what: "the configuration is too long" });
        break;
      }
      const { words, missing, problem } = lexLine(source, environment);
      const [first = "", name = ""] = words;
      if (first === ".if") {
        if (conditions === 0) problems.push({ where, what: "lines under .if are not read" });
        conditions += 1;
      } else if (first === ".endif") conditions = Math.max(0, conditions - 1);
      if (first === "" || first.startsWith(".") || conditions > 0) continue;
      for (const variable of missing)
        problems.push({ where, what: `the environment's ${variable} is not known` });
      if (problem !== null) problems.push({ where, what: problem });
      if (kinds.has(first)) {
        const from = words.indexOf("from", 1);
        const ownName = name === "from" && first === "defaults" ? "" : name;
        all.push({
          kind: first,
          name: ownName,
          from: from === -1 ? null : (words[from + 1] ?? null),
          lines: [],
          where,
        });
        continue;
      }
      const section = all.at(-1);
      if (section === undefined) problems.push({ where, what: "a line stands before the first section" });
      else section.lines.push({ words, where });
    }
    if (conditions > 0) problems.push({ where: path, what: "an .if does not end" });
  }
  return { all, inherited: inheritedLines(all, problems), problems };
}

function inheritedLines(
  all: readonly Section[],
  problems: { where: Where; what: string }[],
): ReadonlyMap<Section, readonly Line[]> {
  const inherited = new Map<Section, readonly Line[]>();
  const named = (name: string) => all.find((each) => each.kind === "defaults" && each.name === name);
  const chain = (defaults: Section | undefined, depth: number): readonly Line[] => {
    if (defaults === undefined || depth > MOST_DEPTH) return [];
    const above = defaults.from === null ? [] : chain(named(defaults.from), depth + 1);
    return [...above, ...defaults.lines];
  };
  let last: Section | undefined;
  for (const section of all) {
    if (section.kind === "defaults") last = section;
    else if (section.kind === "frontend" || section.kind === "backend" || section.kind === "listen") {
      if (section.from !== null && named(section.from) === undefined)
        problems.push({ where: section.where, what: `there are no defaults "${section.from}"` });
      inherited.set(section, chain(section.from === null ? last : named(section.from), 0));
    }
  }
  return inherited;
}
