import type { FrameMark, Side } from "../../evidence/index.ts";
import type { CapturedTls } from "./captured-tls.ts";
import { MILLISECOND, markOf } from "./mark.ts";

/** When octets of a connection came, and the longest time without any. Times in nanoseconds. */
export class HandshakeTimes {
  /** Of the octets that are being read, or were read last; -1 before there were any. */
  frame = -1;
  now = -1;
  /** Milliseconds. */
  longest = 0;
  private from: FrameMark | null = null;
  private endedBy: Side | null = null;
  /** Of octets that were passed; -1 where none were since. */
  private passedFrame = 0;
  private passedNow = -1;

  /** Octets came that are read; how long nothing had come counts as long as the handshake goes on. */
  read(by: Side, counts: boolean, frame: number, now: number): void {
    if (counts && this.frame >= 0) {
      const took = now / MILLISECOND - this.now / MILLISECOND;
      if (took > this.longest) {
        this.from = this.mark();
        this.longest = took;
        this.endedBy = by;
      }
    }
    this.frame = frame;
    this.now = now;
    this.passedNow = -1;
  }

  /** Octets came that nobody looked at. */
  passed(frame: number, now: number): void {
    this.passedFrame = frame;
    this.passedNow = now;
  }

  /** The frame that is being read. */
  mark(): FrameMark {
    return markOf(this.frame, this.now);
  }

  /** The last octets; `null` where none came. */
  last(): FrameMark | null {
    if (this.passedNow >= 0) return markOf(this.passedFrame, this.passedNow);
    return this.frame < 0 ? null : this.mark();
  }

  longestWait(): CapturedTls["longestWait"] {
    return this.from === null ? null : { from: this.from, took: this.longest, endedBy: this.endedBy };
  }
}
