import type { AnalysisFlag, FrameMark, Side } from "./captured-flow.ts";

/** A control bit of a TCP header, as it is written. RFC 9293, section 3.1; RFC 3168, section 6.1. */
export type ControlBit = "SYN" | "ACK" | "FIN" | "RST" | "PSH" | "URG" | "ECE" | "CWR";

/** What the header of one frame of a TCP connection says: a rung of the ladder that a person reads. */
export interface FlowFrame {
  readonly mark: FrameMark;
  /** Counted from 1 within the connection. */
  readonly ordinal: number;
  readonly from: Side;
  readonly bits: readonly ControlBit[];
  /** Counted from the first number that the sender used, as Wireshark's relative numbers. */
  readonly sequence: number;
  /** The same of the other end; `null` without the ACK bit. */
  readonly acknowledgement: number | null;
  /** The field as it is, not scaled. */
  readonly window: number;
  /** Octets of data on the wire. */
  readonly dataOctets: number;
  readonly ttl: number;
  readonly analysis: readonly AnalysisFlag[];
}
