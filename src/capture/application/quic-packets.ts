import { quicVersion } from "./quic-keys.ts";

/** A packet with a long header. RFC 9000, section 17.2. */
export interface LongPacket {
  readonly kind: "initial" | "0-rtt" | "handshake" | "retry" | "negotiation";
  readonly version: number;
  readonly destinationId: Uint8Array;
  readonly sourceId: Uint8Array;
  /** The whole packet, and where its number begins; behind the ids for those without one. */
  readonly octets: Uint8Array;
  readonly numberAt: number;
}

const MOST_ID = 20;
const MOST_PACKETS = 8;
const kinds1 = ["initial", "0-rtt", "handshake", "retry"] as const;
const kinds2 = ["retry", "initial", "0-rtt", "handshake"] as const;

/**
 * The packets with long headers at the beginning of a datagram; none for what is no QUIC.
 *
 *     | 1 1 type 2 . . . . | version 4 | length 1, destination id | length 1, source id | (token) (length) number …
 */
export function longPackets(datagram: Uint8Array): readonly LongPacket[] {
  const packets: LongPacket[] = [];
  let rest = datagram;
  while (packets.length < MOST_PACKETS) {
    const packet = readPacket(rest);
    if (packet === null) break;
    packets.push(packet);
    rest = rest.subarray(packet.octets.length);
  }
  return packets;
}

function readPacket(octets: Uint8Array): LongPacket | null {
  const first = octets[0] ?? 0;
  if ((first & 0x80) === 0 || octets.length < 7) return null;
  const version = new DataView(octets.buffer, octets.byteOffset).getUint32(1);
  const destinationEnd = 6 + (octets[5] ?? 0);
  const sourceEnd = destinationEnd + 1 + (octets[destinationEnd] ?? 0);
  if ((octets[5] ?? 0) > MOST_ID || (octets[destinationEnd] ?? 0) > MOST_ID || sourceEnd > octets.length)
    return null;
  const ids = {
    version,
    destinationId: octets.subarray(6, destinationEnd),
    sourceId: octets.subarray(destinationEnd + 1, sourceEnd),
  };
  if (version === 0) return { kind: "negotiation", ...ids, octets, numberAt: sourceEnd };
  if ((first & 0x40) === 0) return null;
  const kind = (version === quicVersion.v2 ? kinds2 : kinds1)[(first >> 4) & 3] ?? "retry";
  if (kind === "retry") return { kind, ...ids, octets, numberAt: sourceEnd };
  const token = kind === "initial" ? readVarint(octets, sourceEnd) : { value: 0, end: sourceEnd };
  const length = token === null ? null : readVarint(octets, token.end + token.value);
  if (length === null || length.end + length.value > octets.length) return null;
  return { kind, ...ids, octets: octets.subarray(0, length.end + length.value), numberAt: length.end };
}

/** A number of 1, 2, 4 or 8 octets; `null` where it is not there or too large. RFC 9000, section 16. */
function readVarint(octets: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  const first = octets[at];
  if (first === undefined) return null;
  const length = 1 << (first >> 6);
  if (at + length > octets.length) return null;
  let value = first & 0x3f;
  for (let index = 1; index < length; index += 1) value = value * 256 + (octets[at + index] ?? 0);
  return Number.isSafeInteger(value) ? { value, end: at + length } : null;
}

/** What of the frames of an Initial packet is of use. RFC 9000, section 19. */
interface InitialFrames {
  readonly crypto: readonly { readonly offset: number; readonly octets: Uint8Array }[];
  /** The code of a CONNECTION_CLOSE; `null` without one. */
  readonly closeCode: number | null;
}

const [PADDING, PING, ACK, ACK_ECN, CRYPTO, CLOSE] = [0, 1, 2, 3, 6, 0x1c];

/** Reads frames up to the first one that does not belong into an Initial packet. */
export function readFrames(octets: Uint8Array): InitialFrames {
  const crypto: { offset: number; octets: Uint8Array }[] = [];
  let at = 0;
  const number = (): number => {
    const read = readVarint(octets, at);
    at = read?.end ?? octets.length + 1;
    return read?.value ?? 0;
  };
  while (at < octets.length) {
    const type = octets[at] ?? 0;
    at += 1;
    if (type === PADDING || type === PING) continue;
    if (type === CRYPTO) {
      const offset = number();
      const length = number();
      if (at + length > octets.length) break;
      crypto.push({ offset, octets: octets.subarray(at, at + length) });
      at += length;
    } else if (type === ACK || type === ACK_ECN) {
      number();
      number();
      const ranges = number();
      number();
      for (let range = 0; range < ranges * 2 && at < octets.length; range += 1) number();
      for (let count = 0; count < 3 && type === ACK_ECN; count += 1) number();
    } else if (type === CLOSE) return { crypto, closeCode: number() };
    else break;
  }
  return { crypto, closeCode: null };
}
