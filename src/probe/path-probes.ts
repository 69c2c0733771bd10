import type { EpochMs, Ms } from "../base/index.ts";
import type { Sending } from "../sys/index.ts";
import type { IcmpWord } from "../wire/index.ts";

/** What came back for a probe. */
export type PathWord = IcmpWord | "connected" | "refused" | "answered";

/** What of a quoted packet differs from what was sent, and what it carried. */
export interface QuoteRead {
  readonly rewritten: readonly string[];
  readonly ttl: number;
  readonly mplsLabels: readonly number[];
}

/** An answer, of whichever protocol. */
export interface PathAnswer {
  /** Number of the probe that it answers; `null` where the quote is too short to name it. */
  readonly id: number | null;
  /** Flow that it belongs to. */
  readonly flow: number;
  readonly address: string;
  readonly said: PathWord;
  /** By the wall clock, where the kernel says so of its own. */
  readonly at: EpochMs;
  readonly mtu: number | null;
  readonly returnTtl: number | null;
  readonly quote: QuoteRead | null;
}

/** What a transport says of a flow that it does not have: nothing was sent. */
export const nothingSent: Sending = { result: -22, at: 0 };

/** One packet that was sent, and what came of it. */
export interface SentProbe {
  readonly id: number;
  readonly ttl: number;
  readonly flow: number;
  readonly sentAt: EpochMs;
  /** By the monotonic clock. */
  readonly sentTicks: Ms;
  /** Sent in a quick row, where a router that limits its answers may keep silent. */
  readonly isQuick: boolean;
  /** The destination had to answer it, had it arrived. */
  readonly provesLoss: boolean;
  /** Neither answered nor given up: no loss yet. */
  isWaiting: boolean;
  answer: PathAnswer | null;
  quote: QuoteRead | null;
}

/** One probe to be sent. */
export interface ProbeAsked {
  readonly id: number;
  readonly ttl: number;
  readonly flow: number;
  /** For the destination itself: a connection of its own, since a second SYN with the ports of a first is no new request. */
  readonly isForDestination: boolean;
}

/** A way of sending probes. Opened with what it tells its answers to. */
export interface PathTransport {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly source: string | null;
  /** Port that each flow sends from; of ICMP its identifier. */
  readonly ownPorts: readonly number[];
  /** Only one probe of a flow may be on its way at a time. */
  readonly isSerial: boolean;
  /** Sends one probe. */
  send(probe: ProbeAsked): Sending;
  /** Nobody waits for this one any more. */
  forget(id: number): void;
  close(): void;
}

/** Where probes go. */
export interface PathTarget {
  /** Numeric, IPv4 or IPv6. */
  readonly address: string;
  /** Not used by ICMP. */
  readonly port: number;
  readonly flows: number;
  /** What marks this run's packets among those of others. */
  readonly nonce: number;
}

/** Words that end the path where they are said: whoever says them passes nothing on, or is the destination. */
export const isEnd = (said: PathWord): boolean => said !== "ttl-exceeded" && said !== "fragmentation-needed";

/** Words that only the destination says, whichever address it says them from. */
const destinationWords: ReadonlySet<PathWord> = new Set(["echo-reply", "connected", "refused", "answered"]);

/** Whether an answer comes from the destination itself. */
export const isFromDestination = ({ said, address }: PathAnswer, destination: string): boolean =>
  destinationWords.has(said) || (isEnd(said) && address === destination);
