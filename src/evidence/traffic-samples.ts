import type { EpochMs } from "../base/index.ts";

/** What the interfaces of one network namespace did while a series of attempts was made: one reading after each attempt. */
export interface TrafficSamples {
  /** When each reading was made, in order. */
  readonly readAt: readonly EpochMs[];
  /** Those that moved at all, the busiest first. Each list has one number for each reading. */
  readonly interfaces: readonly {
    readonly name: string;
    /** Octets sent, and packets that its queue dropped, since the first reading. */
    readonly sentOctets: readonly number[];
    readonly droppedPackets: readonly number[];
    /** Octets that wait in its root queueing discipline at that moment. tc(8). */
    readonly queuedOctets: readonly number[];
  }[];
}
