import { type Cursor, holds, pass } from "./cursor.ts";
import { leaveInPieces, putTogether, takePayload } from "./ip.ts";
import { ETHERNET, IP, IPV6, MPLS, type Next, NOTHING, PROTOCOL } from "./next.ts";
import { readGre } from "./tunnel-gre.ts";
import { readUdpTunnel } from "./tunnel-udp.ts";

/** Numbers that are acted upon. https://www.iana.org/assignments/protocol-numbers */
const number = {
  hopByHop: 0,
  ipv4: 4,
  udp: 17,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  gre: 47,
  authentication: 51,
  destinationOptions: 60,
  etherIp: 97,
  mpls: 137,
  shim6: 140,
  ethernet: 143,
} as const;

/** Goes on with the payload of an IP packet: into a tunnel, past an extension header, or no further. */
export function readPayload(cursor: Cursor, protocol: number): Next {
  takePayload(cursor, protocol);
  switch (protocol) {
    case number.udp:
      return readUdpTunnel(cursor);
    case number.ipv4:
      return IP;
    case number.ipv6:
      return IPV6;
    case number.gre:
      return readGre(cursor);
    case number.mpls:
      return MPLS;
    case number.ethernet:
      return ETHERNET;
    case number.etherIp:
      // Two octets of version. RFC 3378, section 3.
      if (!holds(cursor, 2)) return NOTHING;
      pass(cursor, 2);
      return ETHERNET;
    case number.hopByHop:
    case number.routing:
    case number.destinationOptions:
    case number.shim6:
      return passExtension(cursor, 8, 8);
    case number.authentication:
      // Its length counts words of four octets, less two. RFC 4302, section 2.2.
      return passExtension(cursor, 4, 8);
    case number.fragment:
      return readFragmentHeader(cursor);
    default:
      return NOTHING;
  }
}

/** Passes an extension header, whose second octet counts units of `unit` octets behind the first `base`. RFC 8200, section 4. */
function passExtension(cursor: Cursor, unit: number, base: number): Next {
  const { view, at } = cursor;
  const octets = holds(cursor, 2) ? base + view.getUint8(at + 1) * unit : 0;
  if (octets === 0 || !holds(cursor, octets)) return leaveUnknown(cursor);
  const next = view.getUint8(at);
  pass(cursor, octets);
  return PROTOCOL + next;
}

/*
 *   0 | next header | reserved | offset / 8 (13 bits) |00|M |
 *   4 |                  identification                     |
 */
/** RFC 8200, section 4.5. A first fragment that is also the last one is a whole packet: RFC 6946. */
function readFragmentHeader(cursor: Cursor): Next {
  const { view, at, packet } = cursor;
  if (!holds(cursor, 8)) return leaveUnknown(cursor);
  const protocol = view.getUint8(at);
  const said = view.getUint16(at + 2);
  packet.ipId = view.getUint32(at + 4);
  pass(cursor, 8);
  const offset = said & 0xfff8;
  const isMore = (said & 1) !== 0;
  if (offset === 0 && !isMore) return PROTOCOL + protocol;
  const size = cursor.wireEnd - cursor.at;
  if (size > 0 && holds(cursor, size)) return putTogether(cursor, { protocol, offset, size, isMore });
  return leaveInPieces(cursor, protocol);
}

/** The chain of headers goes on where the file has no octets: what it ends with cannot be known. */
function leaveUnknown(cursor: Cursor): Next {
  takePayload(cursor, -1);
  return NOTHING;
}
