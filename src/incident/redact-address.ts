import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { formatAddress, parseAddress } from "./address-octets.ts";

/** Ranges whose members stay in them. IANA's registries of special-purpose addresses, RFC 6890; RFC 4291; RFC 5771. */
const classes: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 96],
  ["64:ff9b::", 96],
  ["100::", 64],
  ["2000::", 3],
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["fc00::", 8],
  ["fd00::", 8],
  ["fe80::", 64],
  ["ff00::", 16],
  ["ff02::", 16],
  ["ff05::", 16],
];

const classOctets = classes.map(([network, prefix]) => ({ octets: parseAddress(network), prefix }));

/** Addresses that are the same everywhere and so tell nothing of anybody: loopback, stubs of systemd and Docker, metadata, all-nodes. */
const common: ReadonlySet<string> = new Set([
  "0.0.0.0",
  "127.0.0.1",
  "127.0.0.11",
  "127.0.0.53",
  "127.0.0.54",
  "169.254.169.254",
  "255.255.255.255",
  "::",
  "::1",
  "ff02::1",
  "ff02::2",
]);

const localControl = new BlockList();
localControl.addSubnet("224.0.0.0", 24, "ipv4");

/**
 * Pseudonyms of addresses, by a key: the same one always gets the same, two that share a prefix of n bits share
 * exactly n bits again, and a private, loopback, link-local, multicast or documentation address stays one.
 *
 * The construction is Crypto-PAn's (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address anonymization", 2002): bit i is
 * turned by a secret function of the bits before it. The function is 0 on the way into each class, so none is left or
 * entered. An IPv4 address inside of an IPv6 one (mapped, NAT64) has the pseudonym that it has alone.
 */
export function createAddressPseudonyms(key: Uint8Array): (address: string) => string {
  const known = new Map<string, string>();
  // Made once: with an array each of the many digests would make it anew.
  const secret = createSecretKey(key);
  const pseudonymOf = (address: string): string => {
    const octets = parseAddress(address);
    const plain = formatAddress(octets);
    if (isCommonAddress(plain)) return plain;
    if (octets.length === 16 && embedsIpv4(octets)) {
      const inner = parseAddress(pseudonymOf(formatAddress(octets.subarray(12))));
      return formatAddress(Uint8Array.from([...octets.subarray(0, 12), ...inner]));
    }
    return formatAddress(turn(octets, secret));
  };
  return (address) => {
    const pseudonym = known.get(address) ?? pseudonymOf(address);
    known.set(address, pseudonym);
    return pseudonym;
  };
}

/** Whether an address is the same everywhere, so that it keeps its place under any key. */
export const isCommonAddress = (address: string): boolean =>
  common.has(address) ||
  isNetmask(parseAddress(address)) ||
  (isIP(address) === 4 && localControl.check(address));

function turn(octets: Uint8Array, key: KeyObject): Uint8Array {
  const turned = new Uint8Array(octets.length);
  for (let bit = 0; bit < octets.length * 8; bit++) {
    const flip = leadsToClass(octets, bit) ? 0 : keyedBit(octets, bit, key);
    if ((bitOf(octets, bit) ^ flip) === 1) turned[bit >> 3] = (turned[bit >> 3] ?? 0) | (128 >> (bit & 7));
  }
  return turned;
}

/** Whether the first so many bits are the beginning of a class and not yet all of it. */
const leadsToClass = (octets: Uint8Array, bits: number): boolean =>
  classOctets.some(
    ({ octets: network, prefix }) =>
      network.length === octets.length && bits < prefix && sharedBits(network, octets) >= bits,
  );

/** One secret bit that depends on the first so many bits alone. */
function keyedBit(octets: Uint8Array, bits: number, key: KeyObject): number {
  const prefix = maskTo(octets, bits);
  const digest = createHmac("sha256", key).update(Uint8Array.of(octets.length, bits)).update(prefix).digest();
  return (digest[0] ?? 0) & 1;
}

/** How many leading bits two addresses of one family share. */
export function sharedBits(a: Uint8Array, b: Uint8Array): number {
  let bits = 0;
  while (bits < a.length * 8 && bitOf(a, bits) === bitOf(b, bits)) bits++;
  return bits;
}

/** The address with all bits after the first so many at zero. */
export const maskTo = (octets: Uint8Array, bits: number): Uint8Array =>
  octets.map((octet, index) => octet & (0xff00 >> Math.min(Math.max(bits - index * 8, 0), 8)));

const bitOf = (octets: Uint8Array, bit: number): number => ((octets[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;

/** IPv4-mapped, RFC 4291, section 2.5.5.2, and the well-known prefix of NAT64, RFC 6052, section 2.1. */
const embedsIpv4 = (octets: Uint8Array): boolean =>
  ["::ffff:0:0", "64:ff9b::"].some(
    (prefix) => isIP(prefix) === 6 && sharedBits(parseAddress(prefix), octets) >= 96,
  );

/** 255.0.0.0 to 255.255.255.254: ones, then zeros. */
const isNetmask = (octets: Uint8Array): boolean =>
  octets.length === 4 &&
  octets[0] === 255 &&
  /^1+0*$/.test([...octets].map((octet) => octet.toString(2).padStart(8, "0")).join(""));
