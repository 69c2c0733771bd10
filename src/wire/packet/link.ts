import { type Cursor, holds, pass } from "./cursor.ts";
import { readEthernet, readPppoe } from "./link-ethernet.ts";
import { readNflog, readSll, readSll2 } from "./link-linux.ts";
import { readHdlc, readPppFrame } from "./link-ppp.ts";
import { readPpi, readRadiotap, readWifi } from "./link-wifi.ts";
import { ETHER_TYPE, IP, IPV6, LINK, type Next, NOTHING, PPP } from "./next.ts";

/** LINKTYPE_ numbers that are read. https://www.tcpdump.org/linktypes.html */
const link = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  /** What DLT_RAW is on most systems and on OpenBSD, where a file was written with it. */
  rawSystem: 12,
  rawOpenBsd: 14,
  pppSerial: 50,
  pppEthernet: 51,
  raw: 101,
  hdlc: 104,
  wifi: 105,
  loop: 108,
  linuxSll: 113,
  radiotap: 127,
  ppi: 192,
  ipv4: 228,
  ipv6: 229,
  nflog: 239,
  /** What macOS captures on several interfaces. */
  pktap: 258,
  linuxSll2: 276,
} as const;

/** Goes on with the frame of a link; nothing for a link that is not known. */
export function readLink(cursor: Cursor, type: number): Next {
  switch (type) {
    case link.ethernet:
      return readEthernet(cursor);
    case link.linuxSll:
      return readSll(cursor);
    case link.linuxSll2:
      return readSll2(cursor);
    case link.raw:
    case link.rawSystem:
    case link.rawOpenBsd:
    case link.ipv4:
      return IP;
    case link.ipv6:
      return IPV6;
    case link.null:
      return readNull(cursor);
    case link.loop:
      return readFamily(cursor, holds(cursor, 4) ? cursor.view.getUint32(cursor.at) : 0);
    case link.ppp:
    case link.pppSerial:
      return readPppFrame(cursor);
    case link.pppEthernet:
      return readPppoe(cursor);
    case link.hdlc:
      return readHdlc(cursor);
    case link.wifi:
      return readWifi(cursor);
    case link.radiotap:
      return readRadiotap(cursor);
    case link.ppi:
      return readPpi(cursor);
    case link.pktap:
      return readPktap(cursor);
    case link.nflog:
      return readNflog(cursor);
    default:
      return NOTHING;
  }
}

/** AF_INET everywhere; AF_INET6 of NetBSD and OpenBSD, FreeBSD and Darwin. */
const AF_INET = 2;
const familiesOf6: ReadonlySet<number> = new Set([24, 28, 30]);

const PPP_FRAMING = 0xff03;

/** Families have 16 bits, numbers above this are EtherTypes. */
const LAST_FAMILY = 1_500;

/** The family is in the byte order of the machine that captured: the half that is zero tells which. */
function readNull(cursor: Cursor): Next {
  if (!holds(cursor, 4)) return NOTHING;
  if (cursor.view.getUint16(cursor.at) === PPP_FRAMING) {
    pass(cursor, 2);
    return PPP;
  }
  const family = cursor.view.getUint32(cursor.at);
  return readFamily(cursor, family > 0xffff ? cursor.view.getUint32(cursor.at, true) : family);
}

function readFamily(cursor: Cursor, family: number): Next {
  if (!holds(cursor, 4)) return NOTHING;
  pass(cursor, 4);
  if (family > LAST_FAMILY && family <= 0xffff) return ETHER_TYPE + family;
  if (family === AF_INET) return IP;
  return familiesOf6.has(family) ? IPV6 : NOTHING;
}

/** Length of the header, kind of what follows and its link type, each of four octets, little-endian; then fields of the interface. LINKTYPE_PKTAP */
function readPktap(cursor: Cursor): Next {
  if (!holds(cursor, 12)) return NOTHING;
  const { view, at } = cursor;
  const octets = view.getUint32(at, true);
  const type = view.getUint32(at + 8, true);
  if (octets < 12 || type > 0xffff || !holds(cursor, octets)) return NOTHING;
  pass(cursor, octets);
  return LINK + type;
}
