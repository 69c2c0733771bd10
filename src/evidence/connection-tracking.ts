/** One direction of a tracked connection. */
export interface TrackedTuple {
  readonly source: string;
  readonly destination: string;
  /** 0 for protocols without ports. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The connection table of one network namespace. */
export interface ConnectionTracking {
  readonly entries: number;
  /** The machine's limit, the same for all namespaces. */
  readonly limit: number;
  /** Seconds without a packet after which a TCP connection that stands is forgotten; absent in records of older versions. */
  readonly establishedTimeout?: number | null;
  /** Counters summed over the processors, by the kernel's own names: `insert_failed`, `drop`, `early_drop`, `invalid`. */
  readonly statistics: Readonly<Record<string, number>>;
  /** Entries of the request's flow: same client and same server, before or after NAT. At most 50. */
  readonly flow: readonly {
    readonly protocol: number;
    /** `SYN_SENT`, `ESTABLISHED` …; `null` for protocols without states. */
    readonly state: string | null;
    /** An answer was seen. */
    readonly isReplied: boolean;
    readonly isAssured: boolean;
    readonly original: TrackedTuple;
    /** What an answer must look like: differs from the mirrored original where the host translates. */
    readonly reply: TrackedTuple;
    /** Seconds until it is forgotten. */
    readonly timeout: number | null;
  }[];
}
