/**
 * Reads big-endian numbers and length-prefixed vectors off octets that may end anywhere.
 *
 * What is not there reads as 0 or as nothing, and `complete` says afterwards that something was missing: a parser
 * reads to its end and looks once. RFC 8446, section 3.4.
 */
interface OctetReader {
  readonly complete: boolean;
  readonly remaining: number;
  /** A number of 1 to 3 octets. */
  number(octets: 1 | 2 | 3): number;
  take(octets: number): Uint8Array;
  /** A vector with its length in front, as octets. */
  vector(lengthOctets: 1 | 2 | 3): Uint8Array;
}

/** A reader over `octets`, which are not copied. */
export const readOctets = (octets: Uint8Array): OctetReader => new Reader(octets);

/** No closures: a capture makes a million of them. */
class Reader implements OctetReader {
  complete = true;
  private at = 0;
  private readonly octets: Uint8Array;

  constructor(octets: Uint8Array) {
    this.octets = octets;
  }

  get remaining(): number {
    return this.octets.length - this.at;
  }

  number(count: 1 | 2 | 3): number {
    const end = Math.min(this.octets.length, this.at + count);
    if (this.at + count > end) this.complete = false;
    let value = 0;
    for (; this.at < end; this.at += 1) value = value * 256 + (this.octets[this.at] ?? 0);
    return value;
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.octets.length) this.complete = false;
    const taken = this.octets.subarray(this.at, this.at + count);
    this.at = Math.min(this.octets.length, this.at + count);
    return taken;
  }

  vector(lengthOctets: 1 | 2 | 3): Uint8Array {
    return this.take(this.number(lengthOctets));
  }
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
