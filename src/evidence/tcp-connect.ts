import type { Ms } from "../base/index.ts";

/**
 * What came of one TCP connection attempt, named after what was seen, not after an errno.
 *
 * - `connected`: SYN-ACK arrived and the handshake completed.
 * - `refused`: the SYN was answered by RST, or by ICMP port unreachable.
 * - `timed-out`: nothing answered the SYN before the deadline.
 * - `unreachable`: a router said so by ICMP, or the neighbour did not answer.
 * - `prohibited`: a router or a filter said by ICMP that it is forbidden. Over IPv4 only where `icmp` is known; else it looks like
 *   `unreachable`.
 * - `no-route`: the attempt never left this host: it has no route, or one that says unreachable, prohibit or blackhole.
 * - `denied-locally`: this host's own filter or policy forbade it (EPERM).
 * - `no-local-port`: the attempt never left this host: no free local port or no usable source address (EADDRNOTAVAIL).
 * - `no-descriptor`: the attempt never left this process: no file descriptor (EMFILE, ENFILE), or no memory for a socket.
 * - `reset`: the handshake was answered and then reset before the connection was ours.
 */
export type TcpConnectOutcome =
  | "connected"
  | "refused"
  | "timed-out"
  | "unreachable"
  | "prohibited"
  | "no-route"
  | "denied-locally"
  | "no-local-port"
  | "no-descriptor"
  | "reset";

/** An ICMP message that ended an attempt. RFC 792; RFC 4443. */
export interface IcmpAnswer {
  /** Who sent it, numeric; `null` where the kernel does not say. */
  readonly from: string | null;
  /** It came from the very address that was asked. */
  readonly isFromTarget: boolean;
  readonly type: number;
  readonly code: number;
}

/** One attempt to open a TCP connection. RFC 9293, section 3.5. */
export interface TcpConnect {
  /** Numeric address. Names are resolved before, by the lookup, so that the two faults stay apart. */
  readonly address: string;
  readonly port: number;
  /** Address that the kernel chose to send from; `null` when it chose none. */
  readonly localAddress: string | null;
  /** Port that it was sent from; `null` when the kernel chose none. Left out where the system does not tell. */
  readonly localPort?: number | null;
  readonly outcome: TcpConnectOutcome;
  /** SYN to SYN-ACK as the application sees it; includes SYN retransmissions. `null` unless connected. */
  readonly handshake: Ms | null;
  /** The kernel's word for a failure, as in errno(3). `null` when the deadline, not the kernel, ended it. */
  readonly errno: string | null;
  /** The port that the request asks for, and not another one of the same address. */
  readonly isTargetPort: boolean;
  /** The ICMP message that ended it; `null` where none did. Left out where the system does not tell. */
  readonly icmp?: IcmpAnswer | null;
  /** Whether an ICMP error was counted by this host during the attempt; `null` when the counters cannot be read. */
  readonly icmpErrorCounted: boolean | null;
  /** What this host's counters rose by during the attempt; `null` when they cannot be read. */
  readonly counted: TcpConnectCounts | null;
  /** How the peer left the connection alone while it was watched; `null` when it was not watched or not connected. */
  readonly afterwards: "open" | "closed-by-peer" | "reset-by-peer" | null;
}

/**
 * Rises of counters of the whole network namespace during one attempt, of the address's family where there are two.
 * Other flows count into them too. A counter that this kernel lacks is `null`.
 */
export interface TcpConnectCounts {
  /** ICMP destination-unreachable messages that came in. IcmpInDestUnreachs. */
  readonly icmpErrorsIn: number | null;
  /** ICMP time-exceeded messages that came in: a packet ran out of hops. IcmpInTimeExcds. */
  readonly timeExceededIn: number | null;
  /** ICMP destination-unreachable messages that this host itself sent. IcmpOutDestUnreachs. */
  readonly icmpErrorsOut: number | null;
  /** Packets that were to be sent and never reached a device: a filter of this host holds them. IpOutRequests against IpOutTransmits. */
  readonly heldPackets: number | null;
  /** Retransmissions that this host could not hand to the device. TcpExtTCPRetransFail. */
  readonly failedRetransmissions: number | null;
  /** SYNs sent again. TcpExtTCPSynRetrans. */
  readonly synRetransmissions: number | null;
  /** Packets that came in and were dropped since the way back to their source leads elsewhere. TcpExtIPReversePathFilter. */
  readonly reversePathDrops: number | null;
  /** Resets that this host sent. TcpOutRsts. */
  readonly resetsSent: number | null;
  /** Packets that came in and were neither delivered nor forwarded: a filter, a wrong address. IpInReceives against IpInDelivers. */
  readonly droppedArrivals: number | null;
}
