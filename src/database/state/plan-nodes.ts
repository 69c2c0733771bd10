/** Nodes of a plan that are looked at, and how deep. */
const [MOST_NODES, MOST_DEPTH] = [2_000, 200];

/** One object of a plan. */
export type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of it; `null` where it has none of this name. */
export const textAt = (node: Node, name: string): string | null => {
  const value = node[name];
  return typeof value === "string" ? value : null;
};

/** A number of it, which may be written as a text. */
export const numberAt = (node: Node, name: string): number | null => {
  const value = node[name];
  const read = typeof value === "string" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
};

/** Every object of a plan in JSON, the outer ones first; none where it is no JSON. */
export function nodesOf(text: string): readonly Node[] {
  const found: Node[] = [];
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: parse(text), depth: 0 }];
  while (left.length > 0 && found.length < MOST_NODES) {
    const next = left.pop();
    if (next === undefined || next.depth > MOST_DEPTH) continue;
    const { value, depth } = next;
    if (isNode(value)) found.push(value);
    if (typeof value !== "object" || value === null) continue;
    for (const inner of Object.values(value).toReversed()) left.push({ value: inner, depth: depth + 1 });
  }
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
