import { isIP } from "node:net";

/** A network: the address's bits as a number, and how many of them count. */
export interface Network {
  readonly family: 4 | 6;
  /** With the bits behind the prefix cleared. */
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** Reads `192.0.2.0/24`, `2001:db8::/32`, or an address alone as the network of itself; `null` where it is neither. RFC 4632. */
export function parseNetwork(text: string): Network | null {
  const [, address = "", length] = /^([0-9a-fA-F:.]+)(?:\/([0-9]{1,3}))?$/.exec(text.trim()) ?? [];
  const value = addressValue(address);
  if (value === null) return null;
  const family = isIP(address) === 6 ? 6 : 4;
  const prefix = length === undefined ? bitsOf(family) : Number(length);
  if (prefix > bitsOf(family)) return null;
  const host = (1n << BigInt(bitsOf(family) - prefix)) - 1n;
  return { family, first: value & ~host, last: value | host, prefix };
}

/** The address as a number; `null` where it is none. RFC 4291, section 2.2. */
export function addressValue(address: string): bigint | null {
  if (isIP(address) === 4) return address.split(".").reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  if (isIP(address) !== 6) return null;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const embedded = tail === null ? null : addressValue(tail[2] ?? "");
  const text =
    tail === null || embedded === null
      ? address
      : `${tail[1]}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`;
  const [head = "", rest] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":"));
  const before = words(head);
  const after = rest === undefined ? [] : words(rest);
  const zeros = new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const all = rest === undefined ? before : [...before, ...zeros, ...after];
  return all.reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
}

/** The number as an address; IPv6 without the shortening of RFC 5952. */
export function addressText(value: bigint, family: 4 | 6): string {
  const [count, width] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: count },
    (_, at) => (value >> (BigInt(count - 1 - at) * width)) & ((1n << width) - 1n),
  );
  return parts.map((part) => part.toString(family === 4 ? 10 : 16)).join(family === 4 ? "." : ":");
}

/** Whether a network holds an address or the whole of another network. */
export const holds = (network: Network, other: Network): boolean =>
  network.family === other.family && network.first <= other.first && other.last <= network.last;

/** Whether two networks share an address. */
export const overlaps = (a: Network, b: Network): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

/** Of the networks that hold an address, the one with the longest prefix; `null` where none does. RFC 1812, section 5.2.4.3. */
export function longestMatch(address: string, networks: readonly string[]): string | null {
  const wanted = parseNetwork(address);
  if (wanted === null) return null;
  return networks.reduce<string | null>((best, text) => {
    const network = parseNetwork(text);
    if (network === null || !holds(network, wanted)) return best;
    const known = best === null ? null : parseNetwork(best);
    return known === null || network.prefix > known.prefix ? text : best;
  }, null);
}
