import type { ControlBit, FlowFrame, Side } from "../../evidence/index.ts";
import { packetAddress } from "../../wire/index.ts";
import type { TrackedPacket } from "../flow/side-track.ts";
import { flagNames } from "../tcp/analysis-flags.ts";
import { BASE, WORDS } from "../tcp/rows.ts";
import { control } from "../tcp/sequence.ts";
import type { TcpAnalysis } from "../tcp/tcp-analysis.ts";

/** One frame of a flow while only its sender is known, and nothing of it has a name: made for each packet of a capture that comes only once. */
export interface SentFrame {
  readonly stream: number;
  readonly ordinal: number;
  readonly frame: number;
  /** Nanoseconds since the first frame. */
  readonly now: number;
  /** The port that tells the sender from the other end, or its address where both ports are the same. */
  readonly sender: number | string;
  readonly bits: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  readonly data: number;
  readonly ttl: number;
  readonly mask: number;
}

/** The packet that the analysis has just judged. */
export function sentFrame(
  { header, packet, mask, frame, now }: TrackedPacket,
  tcp: TcpAnalysis,
  ordinal: number,
): SentFrame {
  const own = tcp.conversation * 2 + tcp.direction;
  const { words } = tcp.rows;
  const { sourcePort, destinationPort, bits, window, data } = header;
  return {
    stream: tcp.conversation,
    ordinal,
    frame,
    now,
    sender: sourcePort === destinationPort ? packetAddress(packet, "source") : sourcePort,
    bits,
    sequence: (header.sequence - (words[own * WORDS + BASE] ?? 0)) >>> 0,
    acknowledgement: (header.acknowledgement - (words[(own ^ 1) * WORDS + BASE] ?? 0)) >>> 0,
    window,
    data,
    ttl: packet.ttl,
    mask,
  };
}

const bitNames: readonly (readonly [number, ControlBit])[] = [
  [control.syn, "SYN"],
  [control.fin, "FIN"],
  [control.rst, "RST"],
  [control.psh, "PSH"],
  [control.ack, "ACK"],
  [control.urg, "URG"],
  [control.ece, "ECE"],
  [control.cwr, "CWR"],
];

/** Nanoseconds of a millisecond. */
const NS = 1e6;

/** The same for a person. */
export function flowFrame(sent: SentFrame, from: Side): FlowFrame {
  const { ordinal, frame, now, bits, sequence, acknowledgement, window, data, ttl, mask } = sent;
  return {
    mark: { frame, at: now / NS },
    ordinal,
    from,
    bits: bitNames.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name),
    sequence,
    acknowledgement: (bits & control.ack) === 0 ? null : acknowledgement,
    window,
    dataOctets: data,
    ttl,
    analysis: flagNames(mask),
  };
}
