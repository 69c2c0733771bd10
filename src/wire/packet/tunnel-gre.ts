import { type Cursor, holds, pass } from "./cursor.ts";
import { ETHER_TYPE, ETHERNET, etherType, type Next, NOTHING, PPP } from "./next.ts";

/** Bits of the first two octets. RFC 1701, RFC 2784, RFC 2890; the acknowledgment is PPTP's: RFC 2637, section 4.1. */
const flag = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  acknowledgment: 0x0080,
  version: 0x0007,
} as const;

/** Source route entries at most. */
const MOST_ROUTES = 16;

/*
 *   0 |C|R|K|S|s|  recursion  |A| flags | version |  EtherType  |
 *   4 | checksum, offset (C or R) | key (K) | sequence (S) | acknowledgment (A) | routing (R) |
 */
/** Goes on with what generic routing encapsulation carries. */
export function readGre(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 4)) return NOTHING;
  const flags = view.getUint16(at);
  const version = flags & flag.version;
  if (version > 1) return NOTHING;
  let octets = 4;
  if ((flags & (flag.checksum | flag.routing)) !== 0) octets += 4;
  if ((flags & flag.key) !== 0) octets += 4;
  if ((flags & flag.sequence) !== 0) octets += 4;
  if (version === 1 && (flags & flag.acknowledgment) !== 0) octets += 4;
  if (!holds(cursor, octets)) return NOTHING;
  const carried = view.getUint16(at + 2);
  pass(cursor, octets);
  if ((flags & flag.routing) !== 0 && !passRoutes(cursor)) return NOTHING;
  return readCarried(cursor, carried, (flags & flag.sequence) !== 0);
}

function readCarried(cursor: Cursor, carried: number, hasSequence: boolean): Next {
  switch (carried) {
    case etherType.transparentEthernet:
      return ETHERNET;
    case etherType.ppp:
      return PPP;
    case etherType.wccp:
      // A redirect header of four octets may come first (WCCP 2); an IPv4 header never begins with its octet.
      if (holds(cursor, 4) && cursor.view.getUint8(cursor.at) >> 4 !== 4) pass(cursor, 4);
      return ETHER_TYPE + etherType.ipv4;
    case etherType.erspan:
    case etherType.erspan3:
      return hasSequence ? readErspan(cursor) : ETHERNET;
    case etherType.ipv4:
    case etherType.ipv6:
    case etherType.mplsUnicast:
    case etherType.mplsMulticast:
      return ETHER_TYPE + carried;
    default:
      return NOTHING;
  }
}

/** Source route entries end with one of family and length zero. RFC 1701. */
function passRoutes(cursor: Cursor): boolean {
  for (let routes = 0; routes < MOST_ROUTES; routes += 1) {
    if (!holds(cursor, 4)) return false;
    const family = cursor.view.getUint16(cursor.at);
    const octets = 4 + cursor.view.getUint8(cursor.at + 3);
    if (!holds(cursor, octets)) return false;
    pass(cursor, octets);
    if (family === 0 && octets === 4) return true;
  }
  return false;
}

/** A mirrored frame behind a header of 8 octets (type II) or 12 (type III), and 8 more where its last bit says so. draft-foschiano-erspan-03. */
function readErspan(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 8)) return NOTHING;
  const version = view.getUint8(at) >> 4;
  if (version !== 1 && (version !== 2 || !holds(cursor, 12))) return NOTHING;
  const octets = version === 1 ? 8 : (view.getUint8(at + 11) & 1) === 0 ? 12 : 20;
  if (!holds(cursor, octets)) return NOTHING;
  pass(cursor, octets);
  return ETHERNET;
}
