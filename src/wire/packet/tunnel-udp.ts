import { type Cursor, holds, limit, pass } from "./cursor.ts";
import { ETHER_TYPE, ETHERNET, etherType, IP, MPLS, type Next, NOTHING, PPP } from "./next.ts";
import { readGre } from "./tunnel-gre.ts";

/** UDP ports of tunnels. https://www.iana.org/assignments/service-names-port-numbers */
const port = {
  l2tp: 1_701,
  gtpUser: 2_152,
  teredo: 3_544,
  gre: 4_754,
  vxlan: 4_789,
  vxlanGpe: 4_790,
  geneve: 6_081,
  mpls: 6_635,
} as const;

const isTunnel = new Uint8Array(65_536);
for (const number of Object.values(port)) isTunnel[number] = 1;

/** Ports below this belong to protocols of the system: what one end has there is that protocol. RFC 6335, section 6. */
const FIRST_USER_PORT = 1_024;

/** The port of the two by which a datagram is a tunnel's; 0 where it is none. The lower one decides first. */
export function tunnelPort(source: number, destination: number): number {
  if ((isTunnel[source] ?? 0) + (isTunnel[destination] ?? 0) === 0) return 0;
  const low = Math.min(source, destination);
  if (low < FIRST_USER_PORT) return 0;
  return isTunnel[low] === 1 ? low : Math.max(source, destination);
}

/** Goes on with what a tunnel over UDP carries; the ports decide. RFC 768. */
export function readUdpTunnel(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 8)) return NOTHING;
  const tunnel = tunnelPort(view.getUint16(at), view.getUint16(at + 2));
  if (tunnel === 0) return NOTHING;
  const octets = view.getUint16(at + 4);
  if (octets < 8) return NOTHING;
  limit(cursor, octets);
  pass(cursor, 8);
  switch (tunnel) {
    case port.vxlan:
      return skip(cursor, 8, ETHERNET);
    case port.vxlanGpe:
      return readVxlanGpe(cursor);
    case port.geneve:
      return readGeneve(cursor);
    case port.gtpUser:
      return readGtp(cursor);
    case port.teredo:
      return readTeredo(cursor);
    case port.l2tp:
      return readL2tp(cursor);
    case port.gre:
      return readGre(cursor);
    default:
      return MPLS;
  }
}

function skip(cursor: Cursor, octets: number, next: Next): Next {
  if (!holds(cursor, octets)) return NOTHING;
  pass(cursor, octets);
  return next;
}

/** What the protocol octet of VXLAN-GPE names. draft-ietf-nvo3-vxlan-gpe, section 3.2. */
function readVxlanGpe(cursor: Cursor): Next {
  if (!holds(cursor, 8)) return NOTHING;
  const carried = cursor.view.getUint8(cursor.at + 3);
  if (carried === 1 || carried === 2) return skip(cursor, 8, IP);
  if (carried === 3) return skip(cursor, 8, ETHERNET);
  return carried === 5 ? skip(cursor, 8, MPLS) : NOTHING;
}

/*
 *   0 |Ver| options / 4 (6 bits) |O|C| reserved |  EtherType  |
 *   4 |            network identifier        |   reserved     |
 */
/** RFC 8926, section 3.4. */
function readGeneve(cursor: Cursor): Next {
  if (!holds(cursor, 8)) return NOTHING;
  const octets = 8 + (cursor.view.getUint8(cursor.at) & 0x3f) * 4;
  const carried = cursor.view.getUint16(cursor.at + 2);
  const next = carried === etherType.transparentEthernet ? ETHERNET : ETHER_TYPE + carried;
  return skip(cursor, octets, next);
}

/** The only message that carries a user's packet, and headers between it and the packet at most. 3GPP TS 29.281, section 5. */
const G_PDU = 255;
const MOST_EXTENSIONS = 16;

/*
 *   0 |Ver=1|PT|0|E|S|PN|  type  |   length behind octet 8  |
 *   4 |               tunnel endpoint identifier            |
 *   8 |  sequence   |  N-PDU number  | next extension  |  if any of E, S, PN
 */
function readGtp(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 8)) return NOTHING;
  const flags = view.getUint8(at);
  if (flags >> 4 !== 0b0011 || view.getUint8(at + 1) !== G_PDU) return NOTHING;
  limit(cursor, 8 + view.getUint16(at + 2));
  if ((flags & 0b111) === 0) return skip(cursor, 8, IP);
  if (!holds(cursor, 12)) return NOTHING;
  let extension = (flags & 0b100) === 0 ? 0 : view.getUint8(at + 11);
  pass(cursor, 12);
  for (let passed = 0; extension !== 0; passed += 1) {
    const octets = holds(cursor, 1) ? view.getUint8(cursor.at) * 4 : 0;
    if (octets === 0 || passed === MOST_EXTENSIONS || !holds(cursor, octets)) return NOTHING;
    pass(cursor, octets);
    extension = view.getUint8(cursor.at - 1);
  }
  return IP;
}

/** An authentication (0, 1) and an origin indication (0, 0) may come before the IPv6 packet. RFC 4380, section 5.1.1. */
function readTeredo(cursor: Cursor): Next {
  const { view } = cursor;
  if (holds(cursor, 4) && view.getUint16(cursor.at) === 1) {
    const octets = 13 + view.getUint8(cursor.at + 2) + view.getUint8(cursor.at + 3);
    if (!holds(cursor, octets)) return NOTHING;
    pass(cursor, octets);
  }
  if (holds(cursor, 8) && view.getUint16(cursor.at) === 0) pass(cursor, 8);
  return IP;
}

/** Bits of L2TP's first two octets. RFC 2661, section 3.1. */
const l2tp = { control: 0x8000, length: 0x4000, sequence: 0x0800, offset: 0x0200, version: 0x000f } as const;

function readL2tp(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 6)) return NOTHING;
  const flags = view.getUint16(at);
  if ((flags & l2tp.control) !== 0 || (flags & l2tp.version) !== 2) return NOTHING;
  let octets = 6;
  if ((flags & l2tp.length) !== 0) octets += 2;
  if ((flags & l2tp.sequence) !== 0) octets += 4;
  if ((flags & l2tp.offset) !== 0) {
    if (!holds(cursor, octets + 2)) return NOTHING;
    octets += 2 + view.getUint16(at + octets);
  }
  return skip(cursor, octets, PPP);
}
