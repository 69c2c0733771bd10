/**
 * Names of the numbers in DNS messages. IANA, Domain Name System (DNS) Parameters.
 *
 * @module
 */

const typeNumbers: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  SVCB: 64,
  HTTPS: 65,
  ANY: 255,
  CAA: 257,
};

const typeNames = new Map(Object.entries(typeNumbers).map(([name, number]) => [number, name]));

/** The number of a type; `TYPE1234` of RFC 3597 as well. `null` when it is no type. */
export function typeNumber(name: string): number | null {
  const upper = name.toUpperCase();
  const known = typeNumbers[upper];
  if (known !== undefined) return known;
  const generic = /^TYPE(\d{1,5})$/.exec(upper);
  const number = generic === null ? Number.NaN : Number(generic[1]);
  return number <= 0xffff ? number : null;
}

/** The name of a type, or `TYPE1234` as RFC 3597, section 5, writes it. */
export const typeName = (number: number): string => typeNames.get(number) ?? `TYPE${number}`;

const rcodeNames: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
  6: "YXDOMAIN",
  7: "YXRRSET",
  8: "NXRRSET",
  9: "NOTAUTH",
  10: "NOTZONE",
  16: "BADVERS",
  23: "BADCOOKIE",
};

/** The name of a response code, the extended ones of RFC 6891 included. */
export const rcodeName = (number: number): string => rcodeNames[number] ?? `RCODE${number}`;

const extendedErrorNames = [
  "Other",
  "Unsupported DNSKEY Algorithm",
  "Unsupported DS Digest Type",
  "Stale Answer",
  "Forged Answer",
  "DNSSEC Indeterminate",
  "DNSSEC Bogus",
  "Signature Expired",
  "Signature Not Yet Valid",
  "DNSKEY Missing",
  "RRSIGs Missing",
  "No Zone Key Bit Set",
  "NSEC Missing",
  "Cached Error",
  "Not Ready",
  "Blocked",
  "Censored",
  "Filtered",
  "Prohibited",
  "Stale NXDOMAIN Answer",
  "Not Authoritative",
  "Not Supported",
  "No Reachable Authority",
  "Network Error",
  "Invalid Data",
  "Signature Expired before Valid",
  "Too Early",
  "Unsupported NSEC3 Iterations Value",
  "Unable to conform to policy",
  "Synthesized",
  "Invalid Query Type",
];

/** The name of an extended DNS error. RFC 8914, section 5.2, and the registry that it opens. */
export const extendedErrorName = (code: number): string => extendedErrorNames[code] ?? `Code ${code}`;
