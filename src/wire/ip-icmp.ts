/** What an ICMP message says of a packet that was sent, or `echo-reply`. The same words for both versions of ICMP. */
export type IcmpWord =
  | "echo-reply"
  | "ttl-exceeded"
  | "fragment-timeout"
  | "port-unreachable"
  | "host-unreachable"
  | "net-unreachable"
  | "protocol-unreachable"
  | "admin-prohibited"
  | "source-rejected"
  | "fragmentation-needed"
  | "parameter-problem"
  | "unreachable"
  | "other";

/** Codes of ICMP type 3. RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
const unreachable4: readonly IcmpWord[] = [
  "net-unreachable",
  "host-unreachable",
  "protocol-unreachable",
  "port-unreachable",
  "fragmentation-needed",
  "source-rejected",
  "net-unreachable",
  "host-unreachable",
  "unreachable",
  "admin-prohibited",
  "admin-prohibited",
  "net-unreachable",
  "host-unreachable",
  "admin-prohibited",
  "admin-prohibited",
  "admin-prohibited",
];

/** Codes of ICMPv6 type 1. RFC 4443, section 3.1. */
const unreachable6: readonly IcmpWord[] = [
  "net-unreachable",
  "admin-prohibited",
  "unreachable",
  "host-unreachable",
  "port-unreachable",
  "source-rejected",
  "net-unreachable",
];

/** The word for an ICMP (family 4) or ICMPv6 (family 6) type and code. */
export function icmpWord(family: 4 | 6, type: number, code: number): IcmpWord {
  if (family === 4) {
    if (type === 0) return "echo-reply";
    if (type === 3) return unreachable4[code] ?? "unreachable";
    if (type === 11) return code === 1 ? "fragment-timeout" : "ttl-exceeded";
    return type === 12 ? "parameter-problem" : "other";
  }
  if (type === 129) return "echo-reply";
  if (type === 1) return unreachable6[code] ?? "unreachable";
  if (type === 2) return "fragmentation-needed";
  if (type === 3) return code === 1 ? "fragment-timeout" : "ttl-exceeded";
  return type === 4 ? "parameter-problem" : "other";
}

/** An ICMP error and the packet that it quotes. */
export interface IcmpError {
  readonly word: IcmpWord;
  readonly type: number;
  readonly code: number;
  /** Octets that the next link takes; `null` where it is not that error, or not said (RFC 1191, section 3). */
  readonly mtu: number | null;
  /** The beginning of the packet that it speaks of. */
  readonly quoted: Uint8Array;
  /** Labels that the packet carried there. RFC 4950. */
  readonly mplsLabels: readonly number[];
}

/** Types that quote a packet. RFC 792, RFC 4443. */
const errorTypes: Readonly<Record<4 | 6, ReadonlySet<number>>> = {
  4: new Set([3, 11, 12]),
  6: new Set([1, 2, 3, 4]),
};

/*
 *   0 |  type  |  code  |      checksum       |
 *   4 |  length of quote (v4: octet 5, words of 4; v6: octet 4, words of 8) or MTU |
 *   8 |  quoted packet …, then RFC 4884 extensions after `length`, at least 128 octets on |
 */
/** The error that these octets of ICMP (without an IP header) are; `null` where they are none. */
export function decodeIcmpError(family: 4 | 6, octets: Uint8Array): IcmpError | null {
  const [type = 0, code = 0] = octets;
  if (octets.length < 8 || !errorTypes[family].has(type)) return null;
  const word = icmpWord(family, type, code);
  const said = family === 4 ? number16(octets, 6) : number16(octets, 4) * 65_536 + number16(octets, 6);
  const isTooBig = word === "fragmentation-needed";
  const words = isTooBig ? 0 : family === 4 ? (octets[5] ?? 0) * 4 : (octets[4] ?? 0) * 8;
  const end = words >= 128 && words + 8 <= octets.length ? 8 + words : octets.length;
  return {
    word,
    type,
    code,
    mtu: isTooBig && said > 0 ? said : null,
    quoted: octets.slice(8, end),
    mplsLabels: end < octets.length ? mplsLabels(octets.subarray(end)) : [],
  };
}

/** Labels in an extension structure: version 2, then objects, of which class 1 is an MPLS stack. RFC 4884, RFC 4950. */
function mplsLabels(extension: Uint8Array): readonly number[] {
  if ((extension[0] ?? 0) >> 4 !== 2) return [];
  const labels: number[] = [];
  for (let at = 4; at + 4 <= extension.length; ) {
    const length = number16(extension, at);
    if (length < 4 || at + length > extension.length) break;
    if (extension[at + 2] === 1) {
      for (let entry = at + 4; entry + 4 <= at + length; entry += 4) {
        labels.push((number16(extension, entry) << 4) | ((extension[entry + 2] ?? 0) >> 4));
      }
    }
    at += length;
  }
  return labels;
}

const number16 = (octets: Uint8Array, at: number): number => ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
