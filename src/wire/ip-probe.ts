import { internetChecksum, onesSum } from "./ip-checksum.ts";

/** Octets that carry a mark: which run, which probe, and what keeps every checksum of a flow the same. */
export const MARK_OCTETS = 8;

/*
 *   0 |   nonce of the run (32 bits)    |
 *   4 |  probe's number |  its complement |
 */
/**
 * A payload that names its probe. The number and its complement sum to the same whatever the number is: routers that spread flows
 * by the checksum see one flow. Augustin et al., "Avoiding traceroute anomalies with Paris traceroute", IMC 2006.
 */
export function encodeMark(nonce: number, id: number, octets = MARK_OCTETS): Uint8Array {
  const payload = new Uint8Array(Math.max(octets, MARK_OCTETS));
  const view = new DataView(payload.buffer);
  view.setUint32(0, nonce);
  view.setUint16(4, id);
  view.setUint16(6, ~id & 0xffff);
  return payload;
}

/** The number of the probe that a payload names; `null` where it is not of this run or is cut short. */
export function decodeMark(nonce: number, payload: Uint8Array): number | null {
  if (payload.length < MARK_OCTETS) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const id = view.getUint16(4);
  return view.getUint32(0) === nonce && view.getUint16(6) === (~id & 0xffff) ? id : null;
}

/** Octets of an echo request's payload: the mark, and what keeps the checksum. */
export const ECHO_OCTETS = MARK_OCTETS + 2;

/** An echo request that is complete but for an ICMPv6 checksum, which the kernel writes. RFC 792, RFC 4443 section 4.1. */
export function encodeEcho(
  family: 4 | 6,
  {
    identifier,
    id,
    payload,
  }: { readonly identifier: number; readonly id: number; readonly payload: Uint8Array },
): Uint8Array {
  const packet = new Uint8Array(8 + payload.length);
  const view = new DataView(packet.buffer);
  packet[0] = family === 4 ? 8 : 128;
  view.setUint16(4, identifier);
  view.setUint16(6, id);
  packet.set(payload, 8);
  // The complement takes the number in the header back: the checksum of a flow stays as it is.
  if (payload.length >= MARK_OCTETS + 2) view.setUint16(8 + MARK_OCTETS, ~id & 0xffff);
  if (family === 4) view.setUint16(2, internetChecksum(packet));
  return packet;
}

/** Identifier and sequence number of an echo request or reply; `null` where it is none or cut short. */
export function decodeEcho(
  octets: Uint8Array,
): { readonly type: number; readonly identifier: number; readonly id: number } | null {
  if (octets.length < 8 || ![0, 8, 128, 129].includes(octets[0] ?? -1)) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  return { type: octets[0] ?? 0, identifier: view.getUint16(4), id: view.getUint16(6) };
}

/** A SYN to be sent. Addresses as octets, of one length. */
interface SynAsked {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
}

/** Receive window of a SYN that wants no data, in octets: what most systems offer first. */
const WINDOW = 64_240;

/** A SYN with an MSS option (RFC 9293, section 3.7.1), checksum and all. RFC 9293, section 3.1. */
export function encodeSyn({
  source,
  destination,
  sourcePort,
  destinationPort,
  sequence,
}: SynAsked): Uint8Array {
  const isIpv4 = source.length === 4;
  const segment = new Uint8Array(24);
  const view = new DataView(segment.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint32(4, sequence);
  segment[12] = (segment.length / 4) << 4;
  segment[13] = 0x02;
  view.setUint16(14, WINDOW);
  segment.set([2, 4], 20);
  view.setUint16(22, isIpv4 ? 1460 : 1440);
  // The pseudo header: addresses, protocol, length.
  const start = onesSum(destination, onesSum(source)) + 6 + segment.length;
  view.setUint16(16, internetChecksum(segment, start));
  return segment;
}

/** The fields of a TCP segment that tell whose answer it is; `null` where it is cut short. RFC 9293, section 3.1. */
export function decodeTcpHeader(octets: Uint8Array): {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly isSyn: boolean;
  readonly isAck: boolean;
  readonly isRst: boolean;
} | null {
  if (octets.length < 8) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const flags = octets[13] ?? 0;
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledgement: octets.length >= 12 ? view.getUint32(8) : 0,
    isSyn: (flags & 0x02) !== 0,
    isAck: (flags & 0x10) !== 0,
    isRst: (flags & 0x04) !== 0,
  };
}
