import type { RingPacket } from "../../sys/index.ts";
import { type CaptureFrame, emptyFrame, LARGEST_FRAME_OCTETS } from "../../wire/index.ts";
import { type LiveLink, linkTypes } from "./live-link.ts";

/** A frame without what only a file gives it. */
export type LiveFrame = Omit<CaptureFrame, "number" | "fileOffset" | "interfaceIndex">;

/** The largest packet, and the header before it. */
const MOST_OCTETS = LARGEST_FRAME_OCTETS + 64;
const COOKED_OCTETS = 20;
/** Both addresses of an Ethernet frame: a tag stands behind them. */
const ADDRESSES_OCTETS = 12;
const TAG_OCTETS = 4;

/**
 * Makes frames of what the ring holds: a VLAN tag that the kernel took out is put back, and a cooked header is put before packets
 * of links that have none. The frame is the next packet's as soon as another one is made.
 *
 * ```
 * LINKTYPE_LINUX_SLL2   0 protocol  4 interface  8 hardware type  10 packet type  11 address length  12 address (8)
 * struct sockaddr_ll    2 protocol  4 interface  8 hardware type  10 packet type  11 address length  12 address (8)
 * ```
 */
export function createRingFrames({ linkType }: LiveLink): (packet: RingPacket) => LiveFrame {
  const octets = new Uint8Array(MOST_OCTETS);
  const view = new DataView(octets.buffer);
  const frame: LiveFrame = emptyFrame({ octets, view });
  frame.linkType = linkType;
  return (packet) => {
    const begins =
      linkType === linkTypes.cooked
        ? writeCooked(packet, view)
        : linkType === linkTypes.ethernet && packet.vlan >= 0 && packet.octets.length >= ADDRESSES_OCTETS
          ? writeTag(packet, { octets, view })
          : 0;
    const isTagged = linkType === linkTypes.ethernet && begins > 0;
    const rest = isTagged ? packet.octets.subarray(ADDRESSES_OCTETS) : packet.octets;
    const kept = rest.subarray(0, MOST_OCTETS - begins);
    octets.set(kept, begins);
    frame.captured = begins + kept.length;
    frame.original = packet.wireOctets + (isTagged ? TAG_OCTETS : begins);
    frame.seconds = packet.seconds;
    frame.nanos = packet.nanos;
    return frame;
  };
}

/** The kernel's own numbers are in the order of the machine; protocol and address are as on the wire. */
function writeCooked({ link, vlan, vlanProtocol }: RingPacket, view: DataView): number {
  const from = new DataView(link.buffer, link.byteOffset, link.length);
  const protocol = from.getUint16(2);
  view.setUint16(0, vlan < 0 ? protocol : vlanProtocol);
  view.setUint16(2, 0);
  view.setUint32(4, from.getInt32(4, true));
  view.setUint16(8, from.getUint16(8, true));
  view.setUint8(10, from.getUint8(10));
  view.setUint8(11, from.getUint8(11));
  for (let at = 12; at < COOKED_OCTETS; at += 1) view.setUint8(at, from.getUint8(at));
  if (vlan < 0) return COOKED_OCTETS;
  view.setUint16(COOKED_OCTETS, vlan);
  view.setUint16(COOKED_OCTETS + 2, protocol);
  return COOKED_OCTETS + TAG_OCTETS;
}

function writeTag(
  { octets: from, vlan, vlanProtocol }: RingPacket,
  { octets, view }: { readonly octets: Uint8Array; readonly view: DataView },
): number {
  octets.set(from.subarray(0, ADDRESSES_OCTETS));
  view.setUint16(ADDRESSES_OCTETS, vlanProtocol);
  view.setUint16(ADDRESSES_OCTETS + 2, vlan);
  return ADDRESSES_OCTETS + TAG_OCTETS;
}
