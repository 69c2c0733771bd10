import type { Cursor } from "./cursor.ts";
import { holds, limit, pass } from "./cursor.ts";
import { takeIpv4Fields, takeIpv6Fields } from "./ip-fields.ts";
import { type Next, NOTHING, PROTOCOL } from "./next.ts";
import type { Packet } from "./packet.ts";

/** IP headers above the innermost one at most: what nests deeper is no honest tunnel. */
const MOST_TUNNELS = 16;

/** Reads the IP header at the cursor into the packet; where there is none, the packet stays as it was. `only`: 6, or 0 for either version. */
export function readIp(cursor: Cursor, only: number): Next {
  const { packet } = cursor;
  if (packet.tunnels >= MOST_TUNNELS || !holds(cursor, 20)) return NOTHING;
  const version = cursor.view.getUint8(cursor.at) >> 4;
  if (version === 6) return readIpv6(cursor);
  return version === 4 && only !== 6 ? readIpv4(cursor) : NOTHING;
}

/*
 *   0 |version|IHL|  traffic class  |      total length     |
 *   4 |     identification          |0|DF|MF|  offset / 8   |
 *   8 |   TTL     |   protocol      |       checksum        |
 *  12 |                     source                          |
 *  16 |                   destination                       |
 */
function readIpv4(cursor: Cursor): Next {
  const { view, at, packet } = cursor;
  const header = (view.getUint8(at) & 0x0f) * 4;
  const said = view.getUint16(at + 2);
  // A packet that the network card is to cut has no length yet: what is there counts (tcp segmentation offload).
  const total = said === 0 ? cursor.wireEnd - at : said;
  if (header < 20) return NOTHING;
  enter(cursor, packet);
  takeIpv4Fields(packet, view, at);
  limit(cursor, Math.max(total, header));
  pass(cursor, header);
  if (total < header) {
    // Shorter than its own header: whose packet it is can be read, but nothing is in it.
    takePayload(cursor, -1);
    return NOTHING;
  }
  const protocol = view.getUint8(at + 9);
  const fragment = view.getUint16(at + 6);
  if ((fragment & 0x3fff) === 0) return PROTOCOL + protocol;
  const offset = (fragment & 0x1fff) * 8;
  const size = total - header;
  if (size > 0 && holds(cursor, size)) {
    return putTogether(cursor, { protocol, offset, size, isMore: (fragment & 0x2000) !== 0 });
  }
  return leaveInPieces(cursor, protocol);
}

/*
 *   0 |version| traffic class |          flow label         |
 *   4 |     payload length    |  next header  |  hop limit  |
 *   8 |                 source (16 octets)                  |
 *  24 |               destination (16 octets)               |
 */
function readIpv6(cursor: Cursor): Next {
  if (!holds(cursor, 40)) return NOTHING;
  const { view, at, packet } = cursor;
  enter(cursor, packet);
  takeIpv6Fields(packet, view, at);
  const payload = view.getUint16(at + 4);
  const next = view.getUint8(at + 6);
  pass(cursor, 40);
  limit(cursor, payload === 0 && next === HOP_BY_HOP ? jumboLength(cursor) : payload);
  return PROTOCOL + next;
}

const HOP_BY_HOP = 0;
const PAD_ONE = 0;
const JUMBO = 0xc2;

/** Octets behind the IPv6 header by the jumbo payload option of the hop-by-hop header at the cursor; 0 without one. RFC 2675, section 2. */
function jumboLength(cursor: Cursor): number {
  const { view, at } = cursor;
  if (!holds(cursor, 8)) return 0;
  const end = Math.min(cursor.end, at + 8 + view.getUint8(at + 1) * 8);
  for (let option = at + 2; option + 6 <= end; ) {
    const kind = view.getUint8(option);
    if (kind === JUMBO) return view.getUint32(option + 2);
    option += kind === PAD_ONE ? 1 : 2 + view.getUint8(option + 1);
  }
  return 0;
}

/** The packet is now the one at the cursor. */
function enter(cursor: Cursor, packet: Packet): void {
  if (packet.version !== 0) packet.tunnels += 1;
  packet.octets = cursor.octets;
  packet.view = cursor.view;
}

/** What a fragment says of itself. */
interface FragmentSaid {
  /** Protocol of the whole packet's payload. */
  readonly protocol: number;
  readonly offset: number;
  /** Octets of the piece; all of them are in the file. */
  readonly size: number;
  readonly isMore: boolean;
}

/** Keeps a fragment that begins at the cursor; when it was the missing one, the cursor stands at the whole payload. */
export function putTogether(cursor: Cursor, said: FragmentSaid): Next {
  const { fragments, packet, at } = cursor;
  const total = fragments.add({
    key: fragmentKey(packet, said.protocol),
    seconds: cursor.seconds,
    offset: said.offset,
    isMore: said.isMore,
    octets: cursor.octets.subarray(at, at + said.size),
  });
  if (total < 0) return leaveInPieces(cursor, said.protocol);
  cursor.octets = fragments.octets;
  cursor.view = fragments.view;
  cursor.at = 0;
  cursor.end = total;
  cursor.wireEnd = total;
  packet.octets = cursor.octets;
  packet.view = cursor.view;
  packet.isReassembled = true;
  return PROTOCOL + said.protocol;
}

/** The packet is a piece of one that is not whole, or that cannot be put together: the length of what it carries is not known. */
export function leaveInPieces(cursor: Cursor, protocol: number): Next {
  cursor.packet.isFragment = true;
  takePayload(cursor, protocol);
  return NOTHING;
}

/** The packet's payload is what is at the cursor. */
export function takePayload(cursor: Cursor, protocol: number): void {
  const { packet, at } = cursor;
  packet.protocol = protocol;
  packet.at = at;
  packet.length = Math.max(0, cursor.wireEnd - at);
  packet.captured = Math.max(0, cursor.end - at);
}

/** IPv6 numbers the packets of two addresses without regard to the protocol: RFC 8200, section 4.5. */
function fragmentKey(packet: Packet, protocol: number): string {
  const { version, source0, source1, source2, source3, ipId } = packet;
  const { destination0, destination1, destination2, destination3 } = packet;
  return version === 4
    ? `${source0} ${destination0} ${ipId} ${protocol}`
    : `${source0} ${source1} ${source2} ${source3} ${destination0} ${destination1} ${destination2} ${destination3} ${ipId}`;
}
