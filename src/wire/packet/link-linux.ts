import { type Cursor, holds, limit, pass } from "./cursor.ts";
import { ETHER_TYPE, ETHERNET, IP, IPV6, LLC, type Next, NOTHING, PPP } from "./next.ts";

/** Numbers below the EtherTypes that the kernel puts in their place. linux/if_ether.h */
const ETH_P_ALL = 0x0003;
const ETH_P_802_2 = 0x0004;
const ETH_P_PPP_MP = 0x0007;

/** The first EtherType. */
const FIRST_TYPE = 0x0600;

/*
 *   0 |  packet type  | hardware type | address length |
 *   6 |  address (8 octets)           |    protocol    |
 */
/** "Linux cooked" capture. LINKTYPE_LINUX_SLL */
export function readSll(cursor: Cursor): Next {
  if (!holds(cursor, 16)) return NOTHING;
  const protocol = cursor.view.getUint16(cursor.at + 14);
  pass(cursor, 16);
  return cooked(protocol);
}

/*
 *   0 |   protocol    |   reserved (zero)    |    interface index    |
 *   8 | hardware type | packet type | address length | address (8 octets) |
 */
/** The second version of it. LINKTYPE_LINUX_SLL2 */
export function readSll2(cursor: Cursor): Next {
  if (!holds(cursor, 20)) return NOTHING;
  const protocol = cursor.view.getUint16(cursor.at);
  pass(cursor, 20);
  return cooked(protocol);
}

function cooked(protocol: number): Next {
  if (protocol >= FIRST_TYPE) return ETHER_TYPE + protocol;
  if (protocol === ETH_P_802_2) return LLC;
  if (protocol === ETH_P_ALL) return ETHERNET;
  return protocol === ETH_P_PPP_MP ? PPP : NOTHING;
}

/** NFULA_PAYLOAD of linux/netfilter/nfnetlink_log.h, and attributes of a message at most: its enumeration has 20. */
const PAYLOAD = 9;
const MOST_ATTRIBUTES = 64;

/** AF_INET and AF_INET6 of Linux. */
const AF_INET = 2;
const AF_INET6 = 10;

/*
 *   0 | family | version | resource id | then attributes:
 *     | length with this header | type | value, padded to four octets |
 */
/** A message of the kernel's packet log. Attributes are in the byte order of the machine that captured. LINKTYPE_NFLOG */
export function readNflog(cursor: Cursor): Next {
  const { view } = cursor;
  if (!holds(cursor, 8)) return NOTHING;
  const family = view.getUint8(cursor.at);
  if (family !== AF_INET && family !== AF_INET6) return NOTHING;
  pass(cursor, 4);
  // Types are below 256, so that the octet which is zero tells the order.
  const isLittle = view.getUint8(cursor.at + 3) === 0;
  for (let attributes = 0; attributes < MOST_ATTRIBUTES && holds(cursor, 4); attributes += 1) {
    const octets = view.getUint16(cursor.at, isLittle);
    const type = view.getUint16(cursor.at + 2, isLittle) & 0x7fff;
    if (octets < 4) return NOTHING;
    if (type === PAYLOAD) {
      pass(cursor, 4);
      limit(cursor, octets - 4);
      return family === AF_INET ? IP : IPV6;
    }
    pass(cursor, (octets + 3) & ~3);
  }
  return NOTHING;
}
