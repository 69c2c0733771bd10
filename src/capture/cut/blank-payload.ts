import {
  type CaptureFrame,
  createDissector,
  createPacket,
  dissectQuoted,
  type Packet,
} from "../../wire/index.ts";

const [ICMP, TCP, UDP, ICMP6] = [1, 6, 17, 58];
const UDP_HEADER = 8;
/** The header of an ICMP error, before the packet that it quotes. RFC 792; RFC 4443, section 3. */
const ICMP_HEADER = 8;

const quoted = createPacket();
const alone = createPacket();

/**
 * A copy of a frame with zeros in place of what the connection carries: everything behind the headers up to the frame's end, in an
 * ICMP error behind those of the packet that it quotes. Addresses, lengths, options and times stay. Of a fragment, which holds a
 * piece of the whole from anywhere, all behind the IP header is zeros.
 *
 * @param packet what the frame was dissected into
 */
export function blankPayload(frame: CaptureFrame, packet: Packet): Uint8Array {
  const copy = frame.octets.slice(frame.at, frame.at + frame.captured);
  copy.fill(0, Math.max(headersOf(frame, packet), 0));
  return copy;
}

/** Octets of the frame that are headers. */
function headersOf(frame: CaptureFrame, packet: Packet): number {
  const { octets, at } = frame;
  // Put together from this frame and others: by itself it is a fragment.
  if (packet.octets !== octets) {
    createDissector().dissect(frame, alone);
    return alone.octets === octets ? alone.at - at : 0;
  }
  const start = packet.at - at;
  if (packet.isFragment) return start;
  if (packet.protocol === TCP) return start + tcpHeader(packet);
  if (packet.protocol === UDP) return start + UDP_HEADER;
  if (packet.protocol !== ICMP && packet.protocol !== ICMP6) return start;
  if (!dissectQuoted(packet, quoted)) return start + ICMP_HEADER;
  const inner = quoted.at - at;
  if (quoted.protocol === TCP && !quoted.isFragment) return inner + tcpHeader(quoted);
  return quoted.protocol === UDP ? inner + UDP_HEADER : inner;
}

/** Octets of the TCP header by its data offset, or what the capture holds of it. RFC 9293, section 3.1. */
function tcpHeader({ view, at, captured }: Packet): number {
  return captured > 12 ? Math.min((view.getUint8(at + 12) >> 4) * 4, captured) : captured;
}
