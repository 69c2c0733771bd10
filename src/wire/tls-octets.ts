/**
 * Reads big-endian numbers and length-prefixed vectors off octets that may end anywhere.
 *
 * What is not there reads as 0 or as nothing, and `complete` says afterwards that something was missing: a parser
 * reads to its end and looks once. RFC 8446, section 3.4.
 */
export interface OctetReader {
  readonly complete: boolean;
  readonly remaining: number;
  /** A number of 1 to 3 octets. */
  number(octets: 1 | 2 | 3): number;
  take(octets: number): Uint8Array;
  /** A vector with its length in front, as octets. */
  vector(lengthOctets: 1 | 2 | 3): Uint8Array;
}

/** A reader over `octets`, which are not copied. */
export function readOctets(octets: Uint8Array): OctetReader {
  let at = 0;
  let complete = true;
  const take = (count: number): Uint8Array => {
    if (at + count > octets.length) complete = false;
    const taken = octets.subarray(at, at + count);
    at = Math.min(octets.length, at + count);
    return taken;
  };
  const number = (count: 1 | 2 | 3): number => take(count).reduce((value, octet) => value * 256 + octet, 0);
  return {
    get complete() {
      return complete;
    },
    get remaining() {
      return octets.length - at;
    },
    number,
    take,
    vector: (lengthOctets) => take(number(lengthOctets)),
  };
}

/** Every two-octet number of a list. */
export function readNumbers(octets: Uint8Array): readonly number[] {
  const reader = readOctets(octets);
  const numbers: number[] = [];
  while (reader.remaining >= 2) numbers.push(reader.number(2));
  return numbers;
}

/** Octets as text, one character each; only for fields that the standard makes ASCII. */
export const asAscii = (octets: Uint8Array): string => Buffer.from(octets).toString("latin1");
