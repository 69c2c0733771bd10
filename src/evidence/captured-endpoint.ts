import type { Ms } from "../base/index.ts";
import type { Endpoint, TtlSeen } from "./captured-flow.ts";

/** What the connections to one address and port lost in one direction, all of them taken together. */
export interface LossesOfAll {
  /** Connections of which both directions are in the capture and nothing was missed by it; of them those that lost anything. */
  readonly connections: number;
  readonly losing: number;
  /** Packets that were sent, those among them that were lost before the point of capture, and all that were lost. */
  readonly packets: number;
  readonly lost: number;
}

/** All connections of a capture to one address and port, in numbers: the records of single ones are a selection. */
export interface CapturedEndpoint {
  readonly server: Endpoint;
  /** Times to live of what that address sent in all connections of the capture, on any port; some of them. */
  readonly ttlsOfHost: readonly TtlSeen[];
  /** How long it was seen: from the first frame of its first connection to the end of the capture. */
  readonly seenFor: Ms;
  /** Connections, and addresses that they come from. */
  readonly connections: number;
  readonly sources: number;
  /** Handshakes that were finished, and connections whose beginning is not in the capture. */
  readonly made: number;
  readonly underWay: number;
  /** Refused by a reset or an ICMP error. */
  readonly refused: number;
  /** SYNs that nothing answered, and the most of them that waited at the same time. */
  readonly unanswered: number;
  readonly mostUnansweredAtOnce: number;
  /** Handshakes that the server answered and the client never finished, the sources of these, and the most at the same time. */
  readonly halfMade: number;
  readonly halfMadeSources: number;
  readonly mostHalfMadeAtOnce: number;
  /** Losses by direction. Senders with more under way than fits a small queue are left out: they lose by their own haste. */
  readonly losses: { readonly toServer: LossesOfAll; readonly toClient: LossesOfAll };
  /** The source with the most connections that were not made; `null` where all were. */
  readonly busiest: {
    readonly address: string;
    readonly connections: number;
    readonly made: number;
    readonly unanswered: number;
    /** Begun while others of the same source waited for an answer for a second already: they do not back off. */
    readonly begunWhileWaiting: number;
  } | null;
}
