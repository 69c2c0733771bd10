/** Where a string stands: the keys that lead to it, indexes left out, and the object that holds it. */
export interface Place {
  /** Its own key; that of the array where it is in one; empty for a bare string. */
  readonly key: string;
  /** The key above. */
  readonly above: string;
  readonly holder: Readonly<Record<string, unknown>>;
}

/** What becomes of a string. */
export type Rewrite = (text: string, place: Place) => string;

/** Deeper than this no evidence is nested; what lies below is dropped rather than let through unseen. */
const DEEPEST = 64;

const nowhere: Place = { key: "", above: "", holder: {} };

/** A copy of plain data with every string rewritten, keys included. Numbers, booleans and `null` stay as they are. */
export const rewriteStrings = <T>(value: T, rewrite: Rewrite): T =>
  // The copy has the shape of the original: only strings differ.
  copy(value, nowhere, { rewrite, depth: 0 }) as T;

interface Copying {
  readonly rewrite: Rewrite;
  readonly depth: number;
}

function copy(value: unknown, place: Place, { rewrite, depth }: Copying): unknown {
  if (typeof value === "string") return rewrite(value, place);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return null;
  const next = { rewrite, depth: depth + 1 };
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, place, next));
  const holder = value as Readonly<Record<string, unknown>>; // Not an array: its own keys are strings.
  const entries = Object.entries(holder).map(([key, item]) => [
    rewrite(key, { ...place, key: KEY, above: place.key }),
    copy(item, { key, above: place.key, holder }, next),
  ]);
  return Object.fromEntries(entries);
}

/** Stands as key of a string that is itself a key. */
export const KEY = "#key";
