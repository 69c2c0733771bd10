/** Times to live that are told apart for one end. */
const MOST_TTLS = 4;

/** One time to live, how many packets had it, and the first of them. */
export interface TtlCount {
  readonly ttl: number;
  count: number;
  readonly frame: number;
}

/** The times to live of one end's packets, resets and its SYN aside. Nearly always there is one. */
export class Ttls {
  ttl = -1;
  count = 0;
  frame = 0;
  others: TtlCount[] | null = null;

  add(ttl: number, frame: number): void {
    if (ttl === this.ttl) this.count += 1;
    else if (this.ttl < 0) {
      this.ttl = ttl;
      this.count = 1;
      this.frame = frame;
    } else this.addOther(ttl, frame);
  }

  /** In the order in which they were first seen. */
  get all(): readonly TtlCount[] {
    if (this.ttl < 0) return [];
    return [{ ttl: this.ttl, count: this.count, frame: this.frame }, ...(this.others ?? [])];
  }

  private addOther(ttl: number, frame: number): void {
    this.others ??= [];
    const known = this.others.find((other) => other.ttl === ttl);
    if (known !== undefined) known.count += 1;
    else if (this.others.length < MOST_TTLS - 1) this.others.push({ ttl, count: 1, frame });
  }
}
