import { addressNumber, familyOf } from "../base/index.ts";

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
  const value = addressNumber(address);
  if (value === null) return null;
  const family = familyOf(address);
  const prefix = length === undefined ? bitsOf(family) : Number(length);
  if (prefix > bitsOf(family)) return null;
  const host = (1n << BigInt(bitsOf(family) - prefix)) - 1n;
  return { family, first: value & ~host, last: value | host, prefix };
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
