import type { EpochMs, Ms } from "../base/index.ts";
import type { Endpoint, Side } from "./captured-flow.ts";

/** A packet of a comparison: its frame at one place, and when, in milliseconds since that place's first frame. */
export interface PacketMark {
  /** Name of the place. */
  readonly at: string;
  readonly frame: number;
  readonly time: Ms;
}

/** One of the captures, and what of it could be compared. */
export interface ComparedPlace {
  readonly at: string;
  /** Name of the file without its folders. */
  readonly file: string;
  readonly frames: number;
  readonly from: EpochMs;
  readonly took: Ms;
  /** TCP connections and DNS exchanges over UDP. */
  readonly flows: number;
  /** Packets of TCP and of DNS that were kept for the comparison, and those that were not, for there were too many. */
  readonly packetsKept: number;
  readonly packetsLeftOut: number;
  /** Frames that the capturing kernel lost, by the file's own statistics; `null` where it has none. */
  readonly dropped: number | null;
  /** The file does not make sense to its end. */
  readonly isDamaged: boolean;
}

/**
 * What the packets that both places saw say of their clocks. The least delay of each direction bounds the difference from both
 * sides: RFC 5905, section 8.
 */
export interface ClockComparison {
  /** Clock of the second place minus clock of the first, when the comparison begins. */
  readonly offset: Ms;
  /** The offset may be wrong by so much: half of the least round trip between the places; `null` where packets of one direction only were matched. */
  readonly uncertainty: Ms | null;
  /** By how much the second clock runs faster, as a fraction; 0 where no drift can be told from queueing. */
  readonly drift: number;
  /** The packets fit one offset and drift: neither clock was set meanwhile. */
  readonly isSteady: boolean;
  /** Packets of each direction from which it comes: from the first place to the second, and back. */
  readonly samplesThere: number;
  readonly samplesBack: number;
}

/** A value that differs between the two places. */
export interface ChangedValue {
  readonly from: number;
  readonly to: number;
  readonly packets: number;
}

/** What was done to the packets of one direction between the places; `null` and 0 where nothing was. */
export interface PacketChanges {
  /** Routers between the places, by what the TTL lost; `null` where no packet was matched. */
  readonly hops: number | null;
  /** Maximum segment size of the SYN. */
  readonly mss: ChangedValue | null;
  /** TCP options that arrived no more: `sack-permitted`. */
  readonly optionsStripped: readonly string[];
  /** Packets whose window field arrived as another one. */
  readonly windowChanged: number;
  /** Differentiated services field (RFC 2474) and ECN field (RFC 3168). CE marks count as such, not as a change. */
  readonly dscp: ChangedValue | null;
  readonly ecn: ChangedValue | null;
  /** Packets that got the CE mark on the way. */
  readonly congestionMarked: number;
  /** Added to each sequence number; 0 where a device leaves them alone. */
  readonly sequenceOffset: number;
  /** Packets whose IPv4 identification arrived as another one. */
  readonly ipIdChanged: number;
  /** Packets with the same place in the stream and the same length whose data is another. */
  readonly dataChanged: number;
}

/** A packet that left one place and did not come to the other. */
export interface LostPacket {
  /** Where it was seen last. */
  readonly mark: PacketMark;
  /** `SYN`, `SYN-ACK`, `FIN`, `RST`, `ACK`, `data`, `query`, `answer`. */
  readonly is: string;
  /** Octets that TCP or UDP carried; and of them those that came in other packets with it. */
  readonly dataOctets: number;
  readonly arrivedOctets: number;
}

/** A packet that came to one place and never left the other one: what lies between wrote it. */
export interface AppearedPacket {
  /** Where it arrived. */
  readonly mark: PacketMark;
  readonly is: string;
  readonly dataOctets: number;
  /** The end that it claims to come from. */
  readonly claims: Side;
  readonly ttl: number;
  /** TTL at that place of packets that did come from that end, the most frequent one; `null` where there is none. */
  readonly ttlOfClaimed: number | null;
  /** That end sent more packets afterwards, as its own capture shows. */
  readonly claimedWentOn: boolean;
  /** The capture at the other place covers that time and misses nothing that can be told: it is proof. */
  readonly isCertain: boolean;
}

/** What became of the packets that one end sent. */
export interface DirectionFates {
  /** The place nearer to the sender, and the one nearer to the receiver. */
  readonly from: string;
  readonly to: string;
  readonly left: number;
  readonly arrived: number;
  /** Lost between the places; each copy counts by itself. Of them data, and the first 16. */
  readonly lost: number;
  readonly lostData: number;
  readonly lostPackets: readonly LostPacket[];
  /** Came to the receiver's place and never left the sender's; the first 16. */
  readonly appeared: number;
  readonly appearedPackets: readonly AppearedPacket[];
  /** Came twice though they left once. */
  readonly duplicated: number;
  /** Arrived before one that left earlier. */
  readonly overtaken: number;
  /** Not seen at one place, and the ends' own acknowledgements show that they passed it: the capture missed them. */
  readonly missedAtSender: number;
  readonly missedAtReceiver: number;
  /** Outside the time that both captures cover. */
  readonly outside: number;
  /** Seen at one place only, and nothing tells a loss of the capture from one of the network. */
  readonly unclear: number;
  /** Octets of the largest whole packet (IP header and all) that arrived, and of the smallest with data that was lost; `null` for none. */
  readonly largestArrived: number | null;
  readonly smallestLost: number | null;
  /** Lost copies of the data packet that was lost most often, and data packets that were lost, each counted once. */
  readonly mostCopiesLost: number;
  readonly distinctLost: number;
  /** TTL of most packets as they left the sender's place, resets left out; `null` where there is none. */
  readonly ttlAtSender: number | null;
  /** Resets that left the sender's place, at most 4. */
  readonly resetsLeft: readonly {
    readonly mark: PacketMark;
    readonly ttl: number;
    readonly hasArrived: boolean;
  }[];
  /** Nothing of what was lost came in a later copy while the capture lasted. */
  readonly neverArrived: boolean;
  /** ICMP errors that quote this direction, as they came to the sender's place; of them "too big". RFC 1191, RFC 8201. */
  readonly icmpErrors: number;
  readonly tooBig: number;
  /** From place to place, as far as the clock's offset allows; `null` where the clocks could not be compared. */
  readonly delay: {
    readonly least: Ms;
    readonly mean: Ms;
    readonly most: Ms;
    readonly uncertainty: Ms | null;
  } | null;
  readonly changes: PacketChanges;
}

/** One connection, or the DNS questions of one socket, that both places saw. */
export interface ComparedFlow {
  readonly protocol: "tcp" | "udp";
  /** Stream of the first place's capture and of the second's, each counted from 0 within its protocol. */
  readonly streams: readonly [number, number];
  /** Its ends as each place sees them: they differ where an address or a port is translated between. */
  readonly ends: readonly [
    { readonly client: Endpoint; readonly server: Endpoint },
    { readonly client: Endpoint; readonly server: Endpoint },
  ];
  readonly isTranslated: boolean;
  /** How it was known again: the same addresses and ports, the initial sequence numbers, or the packets' data and times. */
  readonly matchedBy: "addresses" | "sequence-numbers" | "content";
  /** The place nearer to the client, and how that is known; `order` is the order in which the captures were given. */
  readonly nearClient: string;
  readonly nearServer: string;
  readonly placedBy: "ttl" | "time" | "order";
  readonly fromClient: DirectionFates;
  readonly fromServer: DirectionFates;
}

/** A connection that only one of the places saw. */
export interface UnmatchedFlow {
  readonly protocol: "tcp" | "udp";
  readonly at: string;
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly first: PacketMark;
  readonly packets: number;
  /** The server's end answered at this place: a SYN-ACK, data, an answer. */
  readonly isAnswered: boolean;
  readonly syns: number;
  readonly resets: number;
  /** The other capture covers its time; `null` where the clocks could not be compared. */
  readonly isCovered: boolean | null;
  /** What the other place saw of its server: connections of this place to the same address and port, the address in others, or nothing. */
  readonly otherSaw: "endpoint" | "address" | "nothing";
  /**
   * - `ends-here`: it is answered without reaching the other place: a proxy, another server, or a box that answers.
   * - `lost`: packets left towards the other place, which covers the time and the server and has none of them.
   * - `elsewhere`: nothing says that it should pass the other place.
   */
  readonly fate: "ends-here" | "lost" | "elsewhere";
}

/** Two places. */
export interface ComparedPair {
  readonly first: string;
  readonly second: string;
  /** `null` where no packet of both is the same. */
  readonly clock: ClockComparison | null;
  /** Those with most to tell first; the rest is in the totals. */
  readonly flows: readonly ComparedFlow[];
  readonly unmatched: readonly UnmatchedFlow[];
  readonly totals: {
    readonly matched: number;
    /** Matched flows of which the packets were not kept. */
    readonly notCompared: number;
    readonly onlyAtFirst: number;
    readonly onlyAtSecond: number;
    readonly endsHere: number;
    readonly arrived: number;
    readonly lost: number;
    readonly appeared: number;
    readonly duplicated: number;
    readonly missedByCapture: number;
    readonly outside: number;
    readonly unclear: number;
  };
}

/** Captures of the same time at several places, packet by packet: each place with the one given before it. */
export interface CaptureComparison {
  readonly places: readonly ComparedPlace[];
  readonly pairs: readonly ComparedPair[];
}
