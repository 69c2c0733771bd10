import type { Line, Section, Sections } from "./sections.ts";

/** A frontend, backend or listen, with what it inherits. */
export interface HaproxyProxy {
  readonly section: Section;
  readonly name: string;
  /** Its `defaults` first. */
  readonly lines: readonly Line[];
  readonly isHttp: boolean;
}

/** The proxies of a configuration. */
export function proxiesOf({ inherited }: Sections): readonly HaproxyProxy[] {
  return [...inherited.keys()].map((section) => {
    const lines = [...(inherited.get(section) ?? []), ...section.lines];
    const mode = lines.findLast(({ words }) => words[0] === "mode");
    return { section, name: section.name, lines, isHttp: mode?.words[1] === "http" };
  });
}

export const isFrontend = ({ section }: HaproxyProxy): boolean => section.kind !== "backend";

/** The last line that begins with some words: later lines replace earlier ones. */
export function lastLine(lines: readonly Line[], ...start: readonly string[]): Line | null {
  return lines.findLast(({ words }) => start.every((word, index) => words[index] === word)) ?? null;
}

/** Whether an option is on; `null` where nobody speaks of it. */
export function option(lines: readonly Line[], name: string): boolean | null {
  const line = lines.findLast(
    ({ words }) =>
      (words[0] === "option" && words[1] === name) ||
      (words[0] === "no" && words[1] === "option" && words[2] === name) ||
      (words[0] === "default" && words[1] === "option" && words[2] === name),
  );
  return line === undefined || line.words[0] === "default" ? null : line.words[0] === "option";
}

/** The lines of `global`, all sections of that name together. */
export const globalLines = ({ all }: Sections): readonly Line[] =>
  all.filter(({ kind }) => kind === "global").flatMap(({ lines }) => lines);
