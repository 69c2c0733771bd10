/**
 * Netlink attributes: type, length and value, padded to 4 octets. rtnetlink(7).
 *
 *     0        2      4
 *     | length | type | value …      the length counts its own 4 octets
 */
const ATTRIBUTE_OCTETS = 4;

/** The two highest bits of a type say "nested" and "network order". linux/netlink.h. */
const TYPE_MASK = 0x3fff;
const NESTED = 0x8000;

/** Values by attribute type; what cannot be an attribute ends the reading. */
export type Attributes = ReadonlyMap<number, Uint8Array>;

/** Reads attributes from `from` to the end of `octets`, which are not copied. */
export function readAttributes(octets: Uint8Array | undefined, from = 0): Attributes {
  const attributes = new Map<number, Uint8Array>();
  if (octets === undefined) return attributes;
  for (let at = from; at + ATTRIBUTE_OCTETS <= octets.length; ) {
    const length = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8);
    const type = ((octets[at + 2] ?? 0) | ((octets[at + 3] ?? 0) << 8)) & TYPE_MASK;
    if (length < ATTRIBUTE_OCTETS || at + length > octets.length) break;
    attributes.set(type, octets.subarray(at + ATTRIBUTE_OCTETS, at + length));
    at += (length + 3) & ~3;
  }
  return attributes;
}

/** One attribute with its padding. */
export function writeAttribute(type: number, value: Uint8Array): Uint8Array {
  const length = ATTRIBUTE_OCTETS + value.length;
  const attribute = new Uint8Array((length + 3) & ~3);
  attribute.set([length & 0xff, length >> 8, type & 0xff, type >> 8]);
  attribute.set(value, ATTRIBUTE_OCTETS);
  return attribute;
}

/** An attribute whose value is attributes. */
export const writeNested = (type: number, parts: readonly Uint8Array[]): Uint8Array =>
  writeAttribute(type | NESTED, Buffer.concat(parts));

/** A number of 1, 2 or 4 octets in the host's order; `null` where it is absent or of no such size. */
export function hostNumber(value: Uint8Array | undefined): number | null {
  if (value === undefined) return null;
  const [a = 0, b = 0, c = 0, d = 0] = value;
  if (value.length === 1) return a;
  if (value.length === 2) return a | (b << 8);
  return value.length === 4 ? (a | (b << 8) | (c << 16) | (d << 24)) >>> 0 : null;
}

/** A number of up to 8 octets in network order; above 2⁵³ it is rounded. */
export const networkNumber = (value: Uint8Array | undefined): number | null =>
  value === undefined || value.length === 0 || value.length > 8
    ? null
    : value.reduce((sum, octet) => sum * 256 + octet, 0);

/** A text that ends at its first NUL. */
export function textOf(value: Uint8Array | undefined): string | null {
  if (value === undefined) return null;
  const end = value.indexOf(0);
  return Buffer.from(end === -1 ? value : value.subarray(0, end)).toString("utf8");
}

/** Four octets of a number in the host's order. */
export const hostOctets = (value: number): Uint8Array =>
  Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
