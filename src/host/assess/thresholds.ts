/** A number that findings are held against, and where it comes from. */
export interface Threshold {
  readonly value: number;
  readonly source: string;
}

/** Document 002; what it writes in capitals is quoted. */
const handbook = "the network debugging guide";
const practice = (why: string) => `field practice: ${why}`;

/** Every number that a finding of a host depends on. A threshold of a document alone makes nothing a fault. */
export const thresholds = {
  closeWait: { value: 100, source: `${handbook}: "HIGH CLOSE-WAIT"` },
  /** Fewer could be connections that are just being closed. */
  closeWaitGrowth: { value: 10, source: practice("so many more within seconds, and none given back") },
  timeWait: { value: 10_000, source: `${handbook}: "HIGH TIME-WAIT"` },
  synRecv: { value: 500, source: `${handbook}: "HIGH SYN-RECV"` },
  synSent: { value: 200, source: `${handbook}: "HIGH SYN-SENT"` },
  finWait2: { value: 500, source: `${handbook}: "HIGH FIN-WAIT-2"` },
  established: { value: 10_000, source: `${handbook}: "Very high counts"` },
  trackingShare: { value: 0.8, source: `${handbook}: "< 80% of max"` },
  /** What is so full has no room for a burst. */
  nearlyFull: { value: 0.8, source: practice("a fifth of the room left") },
  asGoodAsFull: { value: 0.95, source: practice("the next burst does not fit") },
  /** Of all SYNs without answer these many are a dead peer, and not a few that are slow. */
  unansweredSyns: { value: 20, source: practice("one is a port scan or a stale address") },
  /** Established connections to one peer that got no acknowledgement through five retries. */
  stalled: { value: 10, source: practice("fewer are laptops that went to sleep") },
  idle: { value: 100, source: practice("fewer are an ordinary pool") },
  unread: { value: 10, source: practice("fewer are kept connections that nobody looks at") },
  /** Packets with errors, of all. */
  errorShare: { value: 0.001, source: practice("a sound link loses less than one packet of a thousand") },
  errors: { value: 10, source: practice("fewer are an accident") },
  /** Changes of carrier between two readings: gone, and there again. */
  carrierChanges: { value: 2, source: practice("one is somebody who plugs in a cable") },
  datagrams: { value: 10, source: practice("fewer are an accident") },
  datagramShare: { value: 0.01, source: practice("of those received") },
  failedInserts: {
    value: 10,
    source: practice("so many within seconds are felt; one is a question asked again"),
  },
  /** Packets that a queue dropped, of all sent: a queue that drops a few does what it is for. */
  queueDropShare: {
    value: 0.01,
    source: `${handbook}: 1 % loss leaves TCP a fraction of the link`,
  },
  retransmitted: { value: 0.02, source: practice("above it throughput falls visibly, Mathis 1997") },
  /** Without so many segments a share of them says nothing. */
  leastSegments: { value: 200, source: practice("a share of fewer is chance") },
  /** Seconds; a log line of then speaks of a request of now. */
  recentLog: { value: 300, source: practice("what users report began within minutes") },
  /** Seconds until local ports run out at the present rate. */
  exhaustion: { value: 300, source: practice("less than anybody needs to react") },
  squeezes: { value: 100, source: practice("a second; some are ordinary under load") },
} as const satisfies Readonly<Record<string, Threshold>>;

/** The threshold in words: `100 (document 002 …)`. */
export const held = (threshold: Threshold, shown = String(threshold.value)): string =>
  `${shown} (${threshold.source})`;
