import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";

/** One step into a document: a key, or an index. */
export type Step = string | number;

/** Finds where a value of a YAML document stands. */
export interface Places {
  /** Line of the deepest part of the path that is there, counted from 1. */
  lineOf(path: readonly Step[]): number;
  /** Line of a key itself. */
  lineOfKey(path: readonly Step[], key: string): number;
}

/** The places of a document that was parsed with this line counter. */
export function placesOf(document: Document, lines: LineCounter): Places {
  const lineAt = (node: Node | null) => (node?.range == null ? 1 : lines.linePos(node.range[0]).line);
  const find = (path: readonly Step[]) => {
    let node = follow(document.contents, document);
    let line = lineAt(node);
    for (const step of path) {
      const pair = isMap(node) ? node.items.find(({ key }) => keyOf(key) === String(step)) : undefined;
      const next = pair !== undefined ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
      if (pair !== undefined)
        line = lineAt(pair.key as Node | null); // The parser makes nodes of all keys.
      else if (next === undefined) break;
      else line = lineAt(next as Node); // As above.
      node = follow(next, document);
    }
    return { node, line };
  };
  return {
    lineOf: (path) => find(path).line,
    lineOfKey(path, key) {
      const { node, line } = find(path);
      const pair = isMap(node) ? node.items.find((each) => keyOf(each.key) === key) : undefined;
      return pair === undefined ? line : lineAt(pair.key as Node | null);
    },
  };
}

const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "");

/** What an alias stands for. */
function follow(node: unknown, document: Document): Node | null {
  if (isAlias(node)) return node.resolve(document) ?? null;
  return (node as Node | undefined) ?? null; // The parser makes nothing but nodes.
}
