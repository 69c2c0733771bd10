import { contentType } from "../../wire/index.ts";

/** Octets of a record's header, and the most that a record may hold. RFC 5246, section 6.2. */
const HEADER = 5;
const MOST_FRAGMENT = 16_384 + 2_048;

/** Goes from record to record of one direction, by their lengths. RFC 8446, section 5.1. */
export abstract class RecordHop {
  /** What comes is no record, or octets are missing that hold a header. */
  isLost = false;
  /** Octets of the fragment that are still to come, and whether they are looked at. */
  left = 0;
  private looks = false;
  /** The header as far as it has come, as one number: an array for each direction would cost more than all else. */
  private header = 0;
  private headerHave = 0;

  /** A record begins. Says whether its fragment is to be looked at. */
  protected abstract begin(type: number, length: number): boolean;
  /** Octets of a fragment that is looked at. */
  protected abstract fragment(octets: Uint8Array): void;
  /** Octets of such a fragment are missing. */
  protected abstract hole(): void;

  /** Octets that need not be looked at. */
  get passable(): number {
    return this.isLost ? Number.POSITIVE_INFINITY : this.looks ? 0 : this.left;
  }

  pass(octets: number): void {
    if (!this.isLost) this.left -= octets;
  }

  skip(octets: number): void {
    if (this.isLost) return;
    if (octets > this.left) this.isLost = true;
    else this.left -= octets;
    if (this.looks) this.hole();
  }

  read(octets: Uint8Array): void {
    let at = 0;
    while (at < octets.length && !this.isLost) {
      if (this.left > 0) {
        const end = Math.min(octets.length, at + this.left);
        if (this.looks) this.fragment(octets.subarray(at, end));
        this.left -= end - at;
        at = end;
        continue;
      }
      while (this.headerHave < HEADER && at < octets.length) {
        this.header = this.header * 256 + (octets[at] ?? 0);
        this.headerHave += 1;
        at += 1;
      }
      if (this.headerHave === HEADER) this.beginRecord();
    }
  }

  private beginRecord(): void {
    const type = Math.floor(this.header / 2 ** 32);
    const major = (this.header >> 24) & 255;
    const minor = (this.header >> 16) & 255;
    const length = this.header & 0xffff;
    this.headerHave = 0;
    this.header = 0;
    const isKnown = type >= contentType.changeCipherSpec && type <= contentType.applicationData + 1;
    if (!isKnown || major !== 3 || minor > 4 || length > MOST_FRAGMENT) {
      this.isLost = true;
      return;
    }
    this.left = length;
    this.looks = this.begin(type, length);
  }
}
