import { type Cursor, holds, limit, pass } from "./cursor.ts";
import { ETHER_TYPE, ETHERNET, etherType, IP, IPV6, LLC, MPLS, type Next, NOTHING, PPP } from "./next.ts";

/** The largest number in the place of an EtherType that is a length. IEEE 802.3, clause 3.2.6. */
const MOST_LENGTH = 1_500;

/** Goes on with what an Ethernet frame carries: by its EtherType, or by LLC where a length stands in its place. */
export function readEthernet(cursor: Cursor): Next {
  if (!holds(cursor, 14)) return NOTHING;
  const type = cursor.view.getUint16(cursor.at + 12);
  pass(cursor, 14);
  return typeOrLength(cursor, type);
}

function typeOrLength(cursor: Cursor, type: number): Next {
  if (type > MOST_LENGTH) return ETHER_TYPE + type;
  limit(cursor, type);
  return LLC;
}

/** Goes on with the payload of an EtherType. What stands before the first IP header is the link's own type. */
export function readEtherType(cursor: Cursor, type: number): Next {
  const { packet } = cursor;
  if (packet.version === 0) packet.etherType = type;
  switch (type) {
    case etherType.ipv4:
      return IP;
    case etherType.ipv6:
      return IPV6;
    case etherType.vlan:
    case etherType.providerVlan:
    case etherType.oldProviderVlan:
      return readVlan(cursor);
    case etherType.mplsUnicast:
    case etherType.mplsMulticast:
      return MPLS;
    case etherType.pppoeSession:
      return readPppoe(cursor);
    case etherType.transparentEthernet:
      return ETHERNET;
    default:
      return NOTHING;
  }
}

/** Priority and number of the VLAN, then the type of what it carries. IEEE 802.1Q, clause 9.6. */
function readVlan(cursor: Cursor): Next {
  const { view, at, packet } = cursor;
  if (!holds(cursor, 4)) return NOTHING;
  if (packet.version === 0 && packet.vlan < 0) packet.vlan = view.getUint16(at) & 0x0fff;
  pass(cursor, 4);
  return typeOrLength(cursor, view.getUint16(at + 2));
}

/** Version and type 1, code 0 for data, session, length, and then PPP without its framing. RFC 2516, section 4. */
export function readPppoe(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 6) || view.getUint16(at) !== 0x1100) return NOTHING;
  pass(cursor, 6);
  limit(cursor, view.getUint16(at + 4));
  return PPP;
}

/** Labels of one stack at most. */
const MOST_LABELS = 16;

/** Passes labels up to the bottom of the stack; the first nibble behind it tells IP. RFC 3032, section 2.1; RFC 4928. */
export function readMpls(cursor: Cursor): Next {
  for (let labels = 0; labels < MOST_LABELS; labels += 1) {
    if (!holds(cursor, 4)) return NOTHING;
    const isBottom = (cursor.view.getUint8(cursor.at + 2) & 1) === 1;
    pass(cursor, 4);
    if (isBottom) return IP;
  }
  return NOTHING;
}

/** Ethernet's types in SNAP: of the plain organisation, and of the one for bridges between tunnels. RFC 1042; IEEE 802.1H. */
const ENCAPSULATED = 0x00_0000;
const BRIDGE_TUNNEL = 0x00_00f8;

const SNAP = 0xaaaa;
const UNNUMBERED = 0x03;
/** IP without SNAP. RFC 1042 */
const IP_SAP = 0x06;

/** Goes on with what logical link control carries: SNAP's type, or IP by its own access point. IEEE 802.2. */
export function readLlc(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 3) || view.getUint8(at + 2) !== UNNUMBERED) return NOTHING;
  if (view.getUint8(at) === IP_SAP) {
    pass(cursor, 3);
    return IP;
  }
  if (view.getUint16(at) !== SNAP || !holds(cursor, 8)) return NOTHING;
  const organisation = view.getUint32(at + 2) & 0xff_ffff;
  pass(cursor, 8);
  const isType = organisation === ENCAPSULATED || organisation === BRIDGE_TUNNEL;
  return isType ? ETHER_TYPE + view.getUint16(at + 6) : NOTHING;
}
