import { addressText } from "./ip-address.ts";

/** Protocol numbers that are used here. https://www.iana.org/assignments/protocol-numbers */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

/** What one IP header says. */
export interface IpHeader {
  readonly version: 4 | 6;
  /** Differentiated services and ECN, as one octet. RFC 2474. */
  readonly trafficClass: number;
  /** Octets of the packet with this header, as the header says; zero for an IPv6 jumbogram. */
  readonly totalOctets: number;
  /** Time to live, or hop limit. */
  readonly ttl: number;
  /** Protocol of what follows, behind IPv6's extension headers where there are some. */
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  /** Where the payload begins. */
  readonly payloadAt: number;
  /** Not the first piece of a packet: no transport header follows. */
  readonly isLaterFragment: boolean;
}

/** The IP header that these octets begin with; `null` where there is none, or not all of it. RFC 791, RFC 8200. */
export function decodeIpHeader(octets: Uint8Array): IpHeader | null {
  const version = (octets[0] ?? 0) >> 4;
  return version === 4 ? decodeIpv4Header(octets) : version === 6 ? decodeIpv6Header(octets) : null;
}

/*
 *   0 |version|IHL|  traffic class  |      total length     |
 *   4 |     identification          |flags| fragment offset |
 *   8 |   TTL     |   protocol      |       checksum        |
 *  12 |                     source                          |
 *  16 |                   destination                       |
 */
function decodeIpv4Header(octets: Uint8Array): IpHeader | null {
  const payloadAt = ((octets[0] ?? 0) & 0x0f) * 4;
  const source = addressText(octets.subarray(12, 16));
  const destination = addressText(octets.subarray(16, 20));
  if (payloadAt < 20 || octets.length < payloadAt || source === null || destination === null) return null;
  return {
    version: 4,
    trafficClass: octets[1] ?? 0,
    totalOctets: word(octets, 2),
    ttl: octets[8] ?? 0,
    protocol: octets[9] ?? 0,
    source,
    destination,
    payloadAt,
    isLaterFragment: (word(octets, 6) & 0x1fff) !== 0,
  };
}

/** Extension headers that are walked over: hop-by-hop, routing, fragment, destination options. RFC 8200, section 4. */
const extensionHeaders: ReadonlySet<number> = new Set([0, 43, 44, 60]);
const FRAGMENT = 44;

/** More extension headers than any honest packet has. */
const MOST_EXTENSIONS = 8;

function decodeIpv6Header(octets: Uint8Array): IpHeader | null {
  const source = addressText(octets.subarray(8, 24));
  const destination = addressText(octets.subarray(24, 40));
  if (octets.length < 40 || source === null || destination === null) return null;
  let protocol = octets[6] ?? 0;
  let payloadAt = 40;
  let isLaterFragment = false;
  for (let walked = 0; walked < MOST_EXTENSIONS && extensionHeaders.has(protocol); walked += 1) {
    if (octets.length < payloadAt + 8) break;
    if (protocol === FRAGMENT) isLaterFragment ||= word(octets, payloadAt + 2) >> 3 !== 0;
    const length = protocol === FRAGMENT ? 8 : ((octets[payloadAt + 1] ?? 0) + 1) * 8;
    protocol = octets[payloadAt] ?? 0;
    payloadAt += length;
  }
  const payloadOctets = word(octets, 4);
  return {
    version: 6,
    trafficClass: (word(octets, 0) >> 4) & 0xff,
    totalOctets: payloadOctets === 0 ? 0 : payloadOctets + 40,
    ttl: octets[7] ?? 0,
    protocol,
    source,
    destination,
    payloadAt,
    isLaterFragment,
  };
}

const word = (octets: Uint8Array, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
