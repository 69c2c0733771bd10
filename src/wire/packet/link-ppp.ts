import { type Cursor, holds, pass } from "./cursor.ts";
import { ETHER_TYPE, IP, IPV6, MPLS, type Next, NOTHING, PPP } from "./next.ts";

/** The address of PPP's framing, and those of Cisco's, which carries EtherTypes. RFC 1662, section 3.1; RFC 1547, section 4.3.1. */
const ALL_STATIONS = 0xff;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;

/** A PPP frame with its framing or without, or Cisco's on the same line. */
export function readPppFrame(cursor: Cursor): Next {
  if (!holds(cursor, 2)) return NOTHING;
  const address = cursor.view.getUint8(cursor.at);
  if (address === CISCO_UNICAST || address === CISCO_MULTICAST) return readHdlc(cursor);
  if (address === ALL_STATIONS) pass(cursor, 2);
  return PPP;
}

/** Cisco HDLC: address, control, EtherType; the address of PPP where the line changed its protocol. */
export function readHdlc(cursor: Cursor): Next {
  if (!holds(cursor, 4)) return NOTHING;
  const { view, at } = cursor;
  if (view.getUint8(at) === ALL_STATIONS) {
    pass(cursor, 2);
    return PPP;
  }
  pass(cursor, 4);
  return ETHER_TYPE + view.getUint16(at + 2);
}

/** Protocol numbers of PPP that are acted upon. https://www.iana.org/assignments/ppp-numbers */
const ipv4 = 0x0021;
const ipv6 = 0x0057;
const mplsUnicast = 0x0281;
const mplsMulticast = 0x0283;

/** The protocol number, of one octet where that is odd, and its payload. RFC 1661, section 2; RFC 1662, section 3.2. */
export function readPpp(cursor: Cursor): Next {
  if (!holds(cursor, 2)) return NOTHING;
  // The framing can stand here too, where a tunnel carries the frame with it. RFC 2637, section 4.4; RFC 2661, section 4.3.
  if (cursor.view.getUint16(cursor.at) === 0xff03) pass(cursor, 2);
  if (!holds(cursor, 2)) return NOTHING;
  const first = cursor.view.getUint8(cursor.at);
  const isShort = (first & 1) === 1;
  const protocol = isShort ? first : cursor.view.getUint16(cursor.at);
  pass(cursor, isShort ? 1 : 2);
  if (protocol === ipv4) return IP;
  if (protocol === ipv6) return IPV6;
  return protocol === mplsUnicast || protocol === mplsMulticast ? MPLS : NOTHING;
}
