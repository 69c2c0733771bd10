/** Octets of the data that go into the hash: as many as any snap length leaves. */
const HASHED_OCTETS = 64;

/**
 * The first 64 octets of a packet's data as one signed word; 0 where it has none, or where the capture does not hold them. The mixing
 * is MurmurHash3's for 32 bits.
 */
export function payloadHash(view: DataView, at: number, octets: number, captured: number): number {
  const end = at + Math.min(octets, HASHED_OCTETS);
  if (octets === 0 || at + captured < end || end > view.byteLength) return 0;
  let hash = octets | 0;
  let here = at;
  for (; here + 4 <= end; here += 4) hash = mixed(hash, view.getUint32(here));
  let rest = 0;
  for (; here < end; here += 1) rest = (rest << 8) | view.getUint8(here);
  const last = finished(mixed(hash, rest));
  return last === 0 ? 1 : last;
}

/** Takes one more word into a hash. */
export function mixed(hash: number, word: number): number {
  let scrambled = Math.imul(word, 0xcc9e2d51);
  scrambled = (scrambled << 15) | (scrambled >>> 17);
  const taken = hash ^ Math.imul(scrambled, 0x1b873593);
  return (Math.imul((taken << 13) | (taken >>> 19), 5) + 0xe6546b64) | 0;
}

/** Spreads a hash over all its bits. */
export function finished(hash: number): number {
  let spread = hash ^ (hash >>> 16);
  spread = Math.imul(spread, 0x85ebca6b);
  spread ^= spread >>> 13;
  spread = Math.imul(spread, 0xc2b2ae35);
  return spread ^ (spread >>> 16);
}
