import { contentType } from "../../wire/index.ts";

/** Octets of a record's header, and the most that a record may hold. RFC 5246, section 6.2. */
const HEADER = 5;
const MOST_FRAGMENT = 16_384 + 2_048;

/** Who is told of records. */
export interface RecordTaker {
  /** A record begins. Says whether its fragment is to be looked at. */
  begin(type: number, length: number, frame: number, now: number): boolean;
  /** Octets of a fragment that is looked at. */
  fragment(octets: Uint8Array, frame: number, now: number): void;
  /** Octets of such a fragment are missing. */
  hole(): void;
}

/** Goes from record to record of one direction, by their lengths. RFC 8446, section 5.1. */
export class RecordHop {
  /** What comes is no record, or octets are missing that hold a header. */
  isLost = false;
  /** Octets of the fragment that are still to come, and whether they are looked at. */
  left = 0;
  private looks = false;
  private readonly header = new Uint8Array(HEADER);
  private have = 0;

  /** Octets that need not be looked at. */
  get passable(): number {
    return this.isLost ? Number.POSITIVE_INFINITY : this.looks ? 0 : this.left;
  }

  pass(octets: number): void {
    if (!this.isLost) this.left -= octets;
  }

  skip(octets: number, taker: RecordTaker): void {
    if (this.isLost) return;
    if (octets > this.left) this.isLost = true;
    else this.left -= octets;
    if (this.looks) taker.hole();
  }

  read(octets: Uint8Array, mark: { readonly frame: number; readonly now: number }, taker: RecordTaker): void {
    let at = 0;
    while (at < octets.length && !this.isLost) {
      if (this.left > 0) {
        const end = Math.min(octets.length, at + this.left);
        if (this.looks) taker.fragment(octets.subarray(at, end), mark.frame, mark.now);
        this.left -= end - at;
        at = end;
        continue;
      }
      while (this.have < HEADER && at < octets.length) {
        this.header[this.have] = octets[at] ?? 0;
        this.have += 1;
        at += 1;
      }
      if (this.have === HEADER) this.begin(mark, taker);
    }
  }

  private begin({ frame, now }: { readonly frame: number; readonly now: number }, taker: RecordTaker): void {
    const [type = 0, major = 0, minor = 0, high = 0, low = 0] = this.header;
    const length = high * 256 + low;
    this.have = 0;
    const isKnown = type >= contentType.changeCipherSpec && type <= contentType.applicationData + 1;
    if (!isKnown || major !== 3 || minor > 4 || length > MOST_FRAGMENT) {
      this.isLost = true;
      return;
    }
    this.left = length;
    this.looks = taker.begin(type, length, frame, now);
  }
}
