import type { Ms } from "../base/index.ts";

/** A flag of TCP's sequence analysis; it means what Wireshark's `tcp.analysis.*` of the same name means. */
export type AnalysisFlag =
  | "retransmission"
  | "fast_retransmission"
  | "spurious_retransmission"
  | "out_of_order"
  | "duplicate_ack"
  | "lost_segment"
  | "ack_lost_segment"
  | "keep_alive"
  | "keep_alive_ack"
  | "zero_window"
  | "zero_window_probe"
  | "zero_window_probe_ack"
  | "window_full"
  | "window_update"
  | "reused_ports";

/** One frame, and when it was captured: milliseconds since the first frame of the capture. */
export interface FrameMark {
  readonly frame: number;
  readonly at: Ms;
}

/** An address and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Which end of a connection. */
export type Side = "client" | "server";

/** Round-trip times between the point of capture and one end, or over the whole path. */
export interface RoundTrips {
  readonly samples: number;
  readonly least: Ms;
  readonly mean: Ms;
  readonly most: Ms;
}

/** A time in which an end had something to send and did not, or in which all was silent. */
export interface Pause {
  readonly from: FrameMark;
  readonly until: FrameMark;
  readonly took: Ms;
}

/** What one end of a connection sent, as the point of capture saw it. */
export interface FlowSide {
  readonly packets: number;
  readonly wireOctets: number;
  /** What TCP carried, repetitions among it. */
  readonly dataOctets: number;
  /** Frames with each flag of the sequence analysis; a flag that no frame has is left out. */
  readonly flags: Readonly<Partial<Record<AnalysisFlag, number>>>;
  /** Time to live of the SYN or SYN-ACK, `null` where it is not in the capture; and of all other packets but resets, the most frequent first. */
  readonly synTtl: number | null;
  readonly ttls: readonly number[];
  /** Maximum segment size that it announced, and the shift of its window; `null` where its SYN is not in the capture or has none. */
  readonly mss: number | null;
  readonly windowShift: number | null;
  readonly usesSack: boolean;
  readonly usesTimestamps: boolean;
  /** Times from data of this end to its acknowledgement: between the point of capture and the other end. Repetitions do not count. */
  readonly roundTrips: RoundTrips | null;
  /** Octets: the largest segment of data that the other end acknowledged, and the sizes of those sent again in vain or not. */
  readonly largestAcknowledged: number;
  readonly smallestRepeated: number | null;
  readonly largestRepeated: number | null;
  /** Times that the segment repeated most often was sent, and its size; 1 where none was repeated. */
  readonly mostCopies: number;
  readonly mostCopiesOctets: number;
  /** Waits between the copies of that segment: the retransmission timer backs off. At most 8. */
  readonly copyWaits: readonly Ms[];
  /** That segment was acknowledged in the end. */
  readonly mostCopiesAcknowledged: boolean;
  /** Segments seen, and seen again: lost between the point of capture and the receiver, or their acknowledgement was. */
  readonly lostBehind: number;
  /** Segments that came late into a hole, as a repetition: lost between the sender and the point of capture. */
  readonly lostBefore: number;
  /** Segments that came late into a hole by themselves: their order was changed on the way. */
  readonly reordered: number;
  /** Holes that the other end acknowledged though nothing filled them: lost by the capture and not by the network. */
  readonly missedByCapture: number;
  /** Frames that are another copy of the frame before: a mirror port, or two interfaces. */
  readonly duplicateFrames: number;
  /** Data segments larger than any that the link carries: put together by the network card. */
  readonly superFrames: number;
  /** Packets with the CE mark, and segments with the ECE bit. RFC 3168. */
  readonly congestionMarks: number;
  readonly congestionEchoes: number;
  /** Times in which it announced a window of zero. */
  readonly closedWindow: {
    readonly times: number;
    readonly total: Ms;
    readonly longest: Pause | null;
    readonly isClosedAtEnd: boolean;
  };
  /** From the end of what the other side sent to the first octet of the answer to it. */
  readonly thinking: {
    readonly turns: number;
    readonly total: Ms;
    readonly longest: Pause | null;
    /** The first of them, where the other end spoke first: before the first octet of this end. */
    readonly first: Pause | null;
  };
  /** Octets on their way at most. */
  readonly mostInFlight: number;
  /** Octets that the other end has not acknowledged at the end of the capture. */
  readonly unacknowledgedAtEnd: number;
  /** Between keep-alives of this end, the shortest; `null` where there were not two. */
  readonly keepAliveInterval: Ms | null;
  readonly keepAlives: number;
  /** The first and the last frame with data that was not there before. */
  readonly firstData: FrameMark | null;
  readonly lastData: FrameMark | null;
  /** Its last packet of any kind; `null` where there is none. */
  readonly lastAt: Ms | null;
  readonly finAt: FrameMark | null;
  /** What its first data is by its first octets; `null` where there is none or too little of it was captured. */
  readonly beganWith: "client-hello" | "http-request" | "other" | null;
}

/** A time to live that packets of one end had, resets aside. */
export interface TtlSeen {
  readonly ttl: number;
  readonly packets: number;
  /** It is that of the SYN or SYN-ACK, which another machine may have sent in the end's place (SYN proxy). */
  readonly isHandshake: boolean;
  /** The first packet that had it, and the latest where that is known. */
  readonly frames: readonly number[];
}

/** What a packet before a reset was. */
export type PacketSent = "syn" | "ack" | "data" | "fin" | "keep-alive" | "reset";

/** What a reset looks like beside the other packets of both ends: the facts from which its origin is read. */
export interface ResetSeen {
  readonly mark: FrameMark;
  /** The end that it claims to come from. */
  readonly claims: Side;
  readonly hasAck: boolean;
  /** Against the next sequence number of that end: 0 is exact, negative was sent before; `null` where it sent nothing yet. */
  readonly sequenceOffset: number | null;
  /** The raw sequence number is zero: the answer to a SYN. */
  readonly sequenceIsZero: boolean;
  /** It equals the acknowledgement number of the other end's last packet: what answers that packet. */
  readonly answersAck: boolean;
  /** Acknowledgement against the other end's next sequence number; `null` without the ACK bit. */
  readonly ackOffset: number | null;
  readonly ttl: number;
  readonly ipId: number;
  /** Identification of the claimed end's packet before, and of the other end's; `null` where there is none. */
  readonly ipIdBefore: number | null;
  readonly ipIdOfPeer: number | null;
  /** From the claimed end's packet but one to the one before, modulo 2^16: whether it counts. */
  readonly ipIdStepBefore: number | null;
  readonly window: number;
  /** Window of the other end's packet before, not scaled; `null` where there is none. */
  readonly windowOfPeer: number | null;
  readonly hasTimestamps: boolean;
  readonly dataOctets: number;
  /** From the other end's packet before; `null` where there is none. And that packet's frame. */
  readonly sincePeer: Ms | null;
  readonly peerFrame: number | null;
  /** What the other end's packet before was. */
  readonly peerSent: PacketSent | null;
  /** The same of the claimed end's own packet before, its resets aside. */
  readonly sinceClaimed: Ms | null;
  readonly claimedFrame: number | null;
  readonly claimedSent: PacketSent | null;
  /** Window of that packet, not scaled, and TTL of the other end's packet before. */
  readonly windowOfClaimed: number | null;
  readonly ttlOfPeer: number | null;
  /** Its TSval against that of the claimed end's packet before; `null` where one of the two has none. RFC 7323, section 3.2. */
  readonly timestampAdvance: number | null;
  /** The claimed end's packet before has timestamps. */
  readonly claimedUsesTimestamps: boolean;
  /** Sequence number against the highest that the other end acknowledged; `null` where it acknowledged nothing. */
  readonly offsetToPeerAck: number | null;
  /** The last data of this connection was the other end's: it waits for an answer. */
  readonly peerAwaitsAnswer: boolean;
  /** Octets that each end had sent and the other not acknowledged, the reset's own acknowledgement among it. */
  readonly unacknowledgedOfClaimed: number;
  readonly unacknowledgedOfPeer: number;
  /** Time without data before it, or before what the other end then sent; `null` where there was no data before. */
  readonly quietBefore: Ms | null;
  /** From the last packet of either end. */
  readonly idleBefore: Ms;
  /** Least round-trip time between the point of capture and the claimed end, before it; `null` where none is known. */
  readonly leastRoundTrip: Ms | null;
  /** Times to live of the claimed end's packets before: of its SYN-ACK or SYN first, then of the rest. */
  readonly ttlsOfClaimed: readonly TtlSeen[];
  /** The first frame of the claimed end after it that carries data, or is no reset; `null` where there is none. */
  readonly dataAfter: FrameMark | null;
  readonly packetAfter: FrameMark | null;
  /** The latest frame of the claimed end, up to two seconds after it, with data that was not there before. */
  readonly newDataAfter: FrameMark | null;
  /** The latest frame of the claimed end after it that is no reset and no SYN. */
  readonly lastAfter: FrameMark | null;
  /** The first frame after it that acknowledges data which was sent only after it: the connection lives on. */
  readonly goesOn: FrameMark | null;
}

/** One TCP connection of a capture. Times are of the capture, octets those of the wire. */
export interface CapturedFlow {
  /** Counted from 0 in the order in which they begin, as Wireshark's `tcp.stream`. */
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** How it is known which end is the client: its SYN, the SYN-ACK, or the lower port number alone. */
  readonly clientKnownBy: "syn" | "syn-ack" | "port";
  readonly first: FrameMark;
  readonly last: FrameMark;
  /** SYNs and SYN-ACKs in the capture, at most 8 each, and the first acknowledgement of the client after them. */
  readonly syns: readonly FrameMark[];
  readonly synAcks: readonly FrameMark[];
  readonly firstAck: FrameMark | null;
  /** The SYN to the SYN-ACK: from the point of capture to the server and back. The SYN-ACK to the ACK: to the client and back. */
  readonly serverRoundTrip: Ms | null;
  readonly clientRoundTrip: Ms | null;
  /** The steps of the connection, as bits; see `step`. */
  readonly completeness: number;
  readonly fromClient: FlowSide;
  readonly fromServer: FlowSide;
  /** At most 8. */
  readonly resets: readonly ResetSeen[];
  /** ICMP errors that quote a packet of this flow, at most 8. */
  readonly icmpErrors: readonly {
    readonly mark: FrameMark;
    readonly from: string;
    readonly type: number;
    readonly code: number;
    readonly mtu: number | null;
    readonly quotes: Side;
  }[];
  /** The longest times in which nothing moved while something was to be done, at most 64, in order of time. */
  readonly stalls: readonly Pause[];
  /** The longest time without any packet before another one came. */
  readonly longestSilence: Pause | null;
  /** This connection used the ports of an earlier one of the capture. */
  readonly reusesPorts: boolean;
  readonly vlan: number | null;
  /** Tunnels around it. */
  readonly tunnels: number;
}
