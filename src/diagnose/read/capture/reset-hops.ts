/** Times to live with which systems send. RFC 1700 (64), Windows (128), routers (255), old systems (32). */
const INITIAL = [32, 64, 128, 255] as const;
/** Longer ways are not met on the Internet: such a TTL was chosen and not counted down. */
const MOST_HOPS = 40;

/** The value that a time to live began with: the nearest usual one that is not below it. */
export const initialTtl = (ttl: number): number => INITIAL.find((initial) => initial >= ttl) ?? 255;

/** Routers between the sender and the point of capture; `null` where the TTL is not one that was counted down. */
export function hopsOf(ttl: number): number | null {
  const hops = initialTtl(ttl) - ttl;
  return hops > MOST_HOPS ? null : hops;
}
