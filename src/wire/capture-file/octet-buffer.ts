/**
 * Octets that the memory of a reader holds; it grows where a record does not fit. Large enough that a read's own cost and the
 * copy of what is left over vanish, small enough to stay in a processor's second cache: 1 MiB took twice the time to fill.
 */
const MOST_OCTETS = 256 * 1_024;
/** What a file of some packets needs; the memory grows with the first reads that fill it. */
const FIRST_OCTETS = 64 * 1_024;
const GROWTH = 4;

/** Memory between a file, which comes bit by bit, and a reader of whole records. */
export class OctetBuffer {
  octets = new Uint8Array(FIRST_OCTETS);
  view = new DataView(this.octets.buffer);
  /** What is not read yet is `octets[start … end)`. */
  start = 0;
  end = 0;
  /** Octets of the file before `octets[0]`. */
  before = 0;
  /** The file has no more octets. */
  hasEnded = false;
  /** Octets to come that nobody wants to see. */
  owed = 0;

  /** Memory for the next octets of the file: what is not read yet moves to the front. Never empty. */
  room(): Uint8Array {
    const left = this.end - this.start;
    const size = this.octets.length;
    if (this.end === size && size < MOST_OCTETS) this.#grow(size * GROWTH);
    // Only a caller that does not read what it brought comes here.
    else if (left === size) this.#grow(size * 2);
    else if (this.start > 0) this.octets.copyWithin(0, this.start, this.end);
    this.before += this.start;
    this.start = 0;
    this.end = left;
    return this.octets.subarray(left);
  }

  /** So many octets were laid into what `room` gave; zero when the file has ended. */
  filled(octets: number): void {
    if (octets === 0) this.hasEnded = true;
    this.end += octets;
    if (this.owed > 0) this.skip(0);
  }

  /** Goes forward, also over octets that are still to come. */
  skip(octets: number): void {
    const wanted = this.owed + octets;
    const taken = Math.min(wanted, this.end - this.start);
    this.start += taken;
    this.owed = wanted - taken;
  }

  /** Forgets what is not read yet. */
  clear(): void {
    this.start = this.end;
    this.owed = 0;
  }

  #grow(size: number): void {
    const grown = new Uint8Array(size);
    grown.set(this.octets.subarray(this.start, this.end));
    this.octets = grown;
    this.view = new DataView(grown.buffer);
  }
}
