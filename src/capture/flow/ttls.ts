/** Times to live that are told apart for one end, beside the first. */
const MOST_OTHERS = 3;

/** One time to live, how many packets had it, and the first of them. */
interface TtlCount {
  readonly ttl: number;
  count: number;
  readonly frame: number;
}

/** The times to live of one end's packets that are not its first one. Nearly always there are none. */
export class OtherTtls {
  /** In the order in which they were first seen. */
  readonly all: TtlCount[] = [];

  add(ttl: number, frame: number): void {
    const known = this.all.find((other) => other.ttl === ttl);
    if (known !== undefined) known.count += 1;
    else if (this.all.length < MOST_OTHERS) this.all.push({ ttl, count: 1, frame });
  }
}

/** All times to live of an end, resets and its SYN aside, in the order in which they were first seen. */
export function ttlsOf(end: {
  readonly ttl: number;
  readonly ttlCount: number;
  readonly ttlFrame: number;
  readonly otherTtls: OtherTtls | null;
}): readonly Readonly<TtlCount>[] {
  if (end.ttl < 0) return [];
  return [{ ttl: end.ttl, count: end.ttlCount, frame: end.ttlFrame }, ...(end.otherTtls?.all ?? [])];
}
