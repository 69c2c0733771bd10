/** Offset and prime of FNV-1a with 32 bits. draft-eastlake-fnv, section 5. */
const [OFFSET, PRIME] = [0x811c9dc5, 0x01000193];
/** Small enough to be a key that V8 keeps in the table itself. */
const SMALL = 0x3fff_ffff;

/** A short number for octets; others may have the same. */
export function hashOfOctets(octets: Uint8Array, from: number, end: number): number {
  let hash = OFFSET;
  for (let at = from; at < end; at += 1) hash = Math.imul(hash ^ (octets[at] ?? 0), PRIME);
  return hash & SMALL;
}

/** A short number for a text. */
export function hashOfText(text: string): number {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash & SMALL;
}

/** One short number of two. */
export const mixed = (one: number, other: number): number => {
  const product = Math.imul(one ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b);
  return (product ^ (product >>> 15)) & SMALL;
};
