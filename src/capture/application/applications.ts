import type { Packet } from "../../wire/index.ts";
import type { TrackedPacket } from "../flow/side-track.ts";

/** Reads what connections and datagrams carry. The packets are lent: what is to stay is copied. */
export interface Applications {
  /** A TCP segment of a stream; direction 0 is that of the first end of the conversation's key. */
  segment(seen: TrackedPacket, stream: number, direction: 0 | 1): void;
  /** A UDP datagram; times in nanoseconds since the first frame. */
  datagram(packet: Packet, frame: number, now: number): void;
  /** An ICMP error that quotes a UDP datagram. */
  unreachable(packet: Packet, quoted: Packet, frame: number, now: number): void;
}
