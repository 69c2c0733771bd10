import { isBefore } from "../tcp/sequence.ts";

/** Waits that are kept of one segment. */
const MOST_WAITS = 8;

/** The segments of one direction that were sent again, and the one that was sent most often. */
export class Copies {
  smallest = 0;
  largest = 0;
  /** Of the segment sent most often: copies, octets, and waits between them in nanoseconds. */
  most = 1;
  mostOctets = 0;
  mostWaits: readonly number[] = [];
  mostAcknowledged = false;
  private mostEnd = 0;
  private sequence = 0;
  private end = 0;
  /** The other end has the segment whose copies are counted. */
  private isTaken = false;
  private copies = 0;
  private lastAt = 0;
  private waits: number[] = [];

  /** A segment was sent again; `after` is the time since its first copy, -1 where it is not known. */
  again(sequence: number, octets: number, now: number, after: number): void {
    this.smallest = this.smallest === 0 ? octets : Math.min(this.smallest, octets);
    this.largest = Math.max(this.largest, octets);
    if (this.copies === 0 || sequence !== this.sequence) {
      // Two segments that are sent again in turn are counted by the first: the timer repeats what is acknowledged next.
      if (this.copies > 0 && !this.isTaken && !isBefore(sequence, this.sequence)) return;
      this.sequence = sequence;
      this.end = (sequence + octets) | 0;
      this.isTaken = false;
      this.copies = 1;
      this.waits = [];
      if (after >= 0) this.lastAt = now - after;
    }
    this.copies += 1;
    if (this.waits.length < MOST_WAITS && (this.waits.length > 0 || after >= 0))
      this.waits.push(now - this.lastAt);
    this.lastAt = now;
    if (this.copies <= this.most) return;
    this.most = this.copies;
    this.mostOctets = octets;
    this.mostWaits = this.waits;
    this.mostEnd = (sequence + octets) | 0;
    this.mostAcknowledged = false;
  }

  acknowledge(ack: number): void {
    if (!this.isTaken && this.copies > 0 && !isBefore(ack, this.end)) this.isTaken = true;
    if (this.most > 1 && !this.mostAcknowledged && !isBefore(ack, this.mostEnd)) this.mostAcknowledged = true;
  }
}
