import type { Packet } from "../../wire/index.ts";
import { createTcpOptions, readTcpOptions, type TcpOptions } from "./options.ts";

/** What a TCP header says; the same object again and again. Sequence numbers are signed words. RFC 9293, section 3.1. */
export interface TcpHeader {
  sourcePort: number;
  destinationPort: number;
  sequence: number;
  /** The field as it is, also where the ACK bit is not set. */
  acknowledgement: number;
  /** Octets of the header, and of the data behind it by the IP length. */
  octets: number;
  data: number;
  /** Where the data begins in the packet's memory, and how much of it the capture holds. */
  dataAt: number;
  dataCaptured: number;
  /** Control bits, see `control`. */
  bits: number;
  /** The window field, not scaled. */
  window: number;
  readonly options: TcpOptions;
}

export function createTcpHeader(): TcpHeader {
  return {
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgement: 0,
    octets: 0,
    data: 0,
    dataAt: 0,
    dataCaptured: 0,
    bits: 0,
    window: 0,
    options: createTcpOptions(),
  };
}

/** Octets of a TCP header that must be in the capture before it is looked at: up to the window. */
const LEAST_OCTETS = 16;
/** Octets of a header without options. */
export const HEADER_OCTETS = 20;

/*
 *   0 |          source port          |       destination port        |
 *   4 |                        sequence number                        |
 *   8 |                    acknowledgement number                     |
 *  12 | offset| res.  |     bits      |            window             |
 *  16 |           checksum            |        urgent pointer         |
 *  20 | options …
 */
/** Reads the TCP header of a packet; false where too little of it was captured. */
export function readTcpHeader(packet: Packet, header: TcpHeader): boolean {
  const { view, at, captured } = packet;
  if (captured < LEAST_OCTETS) return false;
  header.sourcePort = view.getUint16(at);
  header.destinationPort = view.getUint16(at + 2);
  header.sequence = view.getInt32(at + 4);
  header.acknowledgement = view.getInt32(at + 8);
  const octets = (view.getUint8(at + 12) >> 4) * 4;
  header.octets = octets;
  header.bits = view.getUint8(at + 13);
  header.window = view.getUint16(at + 14);
  header.data = packet.length > octets ? packet.length - octets : 0;
  header.dataAt = at + octets;
  header.dataCaptured = captured > octets ? Math.min(captured - octets, header.data) : 0;
  readTcpOptions(view, at + HEADER_OCTETS, at + Math.min(octets, captured), header.options);
  return true;
}
