import { isIP } from "node:net";

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
  const kind = isIP(address);
  if ((kind !== 4 && kind !== 6) || more.length > 0) return null;
  const whole = BITS[kind];
  const bits = length === undefined ? whole : /^\d{1,3}$/.test(length) ? Number(length) : whole + 1;
  if (bits > whole) return null;
  const free = BigInt(whole - bits);
  const first = (numberOf(address, kind) >> free) << free;
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
export const textOf = ({ family, first, bits }: Range): string => `${addressOf(first, family)}/${bits}`;

function numberOf(address: string, family: Family): bigint {
  if (family === 4) return address.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  // What the URL standard writes has no address of IPv4 at its end; a zone is no part of it.
  const [head = "", tail] = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname
    .slice(1, -1)
    .split("::");
  const [front, back] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array.from({ length: 8 - (front?.length ?? 0) - (back?.length ?? 0) }, () => "0");
  return [...(front ?? []), ...zeros, ...(back ?? [])].reduce(
    (sum, word) => (sum << 16n) + BigInt(`0x${word}`),
    0n,
  );
}

function addressOf(value: bigint, family: Family): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const words = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}
