import { join } from "node:path";
import { find } from "./pattern.ts";

/** Paths that one pattern gives at most. */
const MOST_PATHS = 10_000;

/** The paths that a shell's pattern means, sorted as glob(3) sorts them; the path itself where it holds no pattern. */
export async function expandGlob(
  pattern: string,
  files: { list(path: string): Promise<readonly string[] | null> },
): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  let found = ["/"];
  const parts = pattern.split("/").filter((part) => part !== "");
  for (const part of parts) {
    if (!/[*?[]/.test(part)) {
      found = found.map((folder) => join(folder, part));
      continue;
    }
    const expression = expressionOf(part);
    if (expression === null) return [];
    const next: string[] = [];
    for (const folder of found) {
      const names = (await files.list(folder)) ?? [];
      // A leading dot must be written: glob(7).
      const fitting = names.filter(
        (name) => name.startsWith(".") === part.startsWith(".") && find(expression, name) != null,
      );
      for (const name of fitting.toSorted(byOctets)) next.push(join(folder, name));
      if (next.length > MOST_PATHS) return next.slice(0, MOST_PATHS);
    }
    found = next;
  }
  return found;
}

const byOctets = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A pattern for one name as an expression: glob(7). `null` where it is none. */
function expressionOf(part: string): RegExp | null {
  const source = part.replaceAll(/\[!?\]?[^\]]*\]|[*?]|[^*?[]|\[/g, (piece) => {
    if (piece === "*") return "[\\s\\S]*";
    if (piece === "?") return "[\\s\\S]";
    if (piece.length > 1 && piece.startsWith("["))
      return `[${piece.slice(1, -1).replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
    return piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // A set such as [z-a] matches nothing.
    return null;
  }
}
