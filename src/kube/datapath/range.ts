import { isIP } from "node:net";

/** Addresses of IPv4 from the first to the last, as numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
  /** Length of its prefix; 32 for one address. */
  readonly bits: number;
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** An address or a range in CIDR notation, of IPv4; `null` for anything else. iproute2 writes `default` for all addresses. */
export function rangeOf(text: string): Range | null {
  if (text === "default") return { first: 0, last: 2 ** 32 - 1, bits: 0 };
  const [address = "", length = "32", ...more] = text.split("/");
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 33;
  if (isIP(address) !== 4 || bits > 32 || more.length > 0) return null;
  const size = 2 ** (32 - bits);
  const first = Math.floor(numberOf(address) / size) * size;
  return { first, last: first + size - 1, bits };
}

/** Whether a range holds another: all of it, nothing of it, or `null` for a part. */
export function holds(range: Range, inner: Range): boolean | null {
  if (inner.first >= range.first && inner.last <= range.last) return true;
  return inner.last < range.first || inner.first > range.last ? false : null;
}

/** A number as an address of IPv4. */
export const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
