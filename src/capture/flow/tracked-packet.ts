import type { Packet } from "../../wire/index.ts";
import type { TcpHeader } from "../tcp/header.ts";

/** One packet of a flow, as a track is handed it; the same object again and again. */
export interface TrackedPacket {
  packet: Packet;
  header: TcpHeader;
  /** Flags of the sequence analysis. */
  mask: number;
  frame: number;
  /** Nanoseconds since the first frame. */
  now: number;
  wireOctets: number;
  /** See `TcpAnalysis.repeatedAfter`. */
  repeatedAfter: number;
}
