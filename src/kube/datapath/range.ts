import { addressNumber, familyOf, numberAddress } from "../../base/index.ts";

/** IPv4 or IPv6. */
export type Family = 4 | 6;

/** Addresses of one family from the first to the last, as numbers. */
export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  /** Length of its prefix; that of the family's addresses for one address. */
  readonly bits: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** An address or a range in CIDR notation; `null` for anything else. iproute2 writes `default` for all addresses of a family. */
export function rangeOf(text: string, family: Family = 4): Range | null {
  if (text === "default") return { family, first: 0n, last: (1n << BigInt(BITS[family])) - 1n, bits: 0 };
  const [address = "", length, ...more] = text.split("/");
  // A zone is no part of an address on the wire.
  const value = addressNumber(address.replace(/%.*$/, ""));
  if (value === null || more.length > 0) return null;
  const kind = familyOf(address);
  const whole = BITS[kind];
  const bits = length === undefined ? whole : /^\d{1,3}$/.test(length) ? Number(length) : whole + 1;
  if (bits > whole) return null;
  const free = BigInt(whole - bits);
  const first = (value >> free) << free;
  return { family: kind, first, last: first + (1n << free) - 1n, bits };
}

/** The ranges that texts write, those of one family alone. */
export const rangesOf = (texts: readonly string[], family: Family): readonly Range[] =>
  texts.flatMap((text) => {
    const range = rangeOf(text, family);
    return range?.family === family ? [range] : [];
  });

/** Whether a range holds another: all of it, nothing of it, or `null` for a part. */
export function holds(range: Range, inner: Range): boolean | null {
  if (range.family !== inner.family) return false;
  if (inner.first >= range.first && inner.last <= range.last) return true;
  return inner.last < range.first || inner.first > range.last ? false : null;
}

/** The first address of a range, or the one behind it where there is one, as a range of itself. */
export function oneOf({ family, first, last }: Range, behind: 0n | 1n = 0n): Range {
  const address = first + behind > last ? last : first + behind;
  return { family, first: address, last: address, bits: BITS[family] };
}

/** It is one address. */
export const isOne = ({ first, last }: Range): boolean => first === last;

/** A range as it is written: `10.244.1.0/24`. */
export const textOf = ({ family, first, bits }: Range): string => `${numberAddress(first, family)}/${bits}`;
