import type { Cursor } from "./cursor.ts";
import { readIp } from "./ip.ts";
import { readPayload } from "./ip-payload.ts";
import { readLink } from "./link.ts";
import { readEtherType, readLlc, readMpls } from "./link-ethernet.ts";
import { readPpp } from "./link-ppp.ts";
import { ETHER_TYPE, IP, LINK, LLC, MPLS, type Next, NOTHING, PPP, PROTOCOL } from "./next.ts";

/** Layers of one frame at most: 17 IP headers, each behind a link, a type and two headers of a tunnel. */
const MOST_LAYERS = 128;

/** Walks from layer to layer until one carries nothing that can be read. */
export function walk(cursor: Cursor, first: Next): void {
  let next = first;
  for (let layers = 0; layers < MOST_LAYERS && next !== NOTHING; layers += 1) next = read(cursor, next);
}

function read(cursor: Cursor, next: Next): Next {
  const number = next & 0xffff;
  switch (next - number) {
    case LINK:
      return readLink(cursor, number);
    case ETHER_TYPE:
      return readEtherType(cursor, number);
    case LLC:
      return readLlc(cursor);
    case PPP:
      return readPpp(cursor);
    case MPLS:
      return readMpls(cursor);
    case IP:
      return readIp(cursor, number);
    case PROTOCOL:
      return readPayload(cursor, number);
    default:
      return NOTHING;
  }
}
