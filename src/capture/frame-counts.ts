import type { CaptureFrame } from "../wire/index.ts";

/** A frame that is older than the one before by no more was put into the file late; by more, the clock was set back. 1 s. */
const MISORDERED_WITHIN = 1e9;
/** A clock that leaps forward by more than an hour between two frames was set, or nothing was captured. */
const LEAP = 3600e9;

/** What the frames of a capture say of the capture itself. Times in nanoseconds since the first frame. */
export class FrameCounts {
  frames = 0;
  tcp = 0;
  udp = 0;
  icmp = 0;
  fragments = 0;
  /** Frames without IP, or of which nothing could be read. */
  other = 0;
  capturedOctets = 0;
  wireOctets = 0;
  /** Frames of which the file does not hold all. */
  cut = 0;
  /** Frames older than the one before: put into the file late, or after a clock that was set back; the first of the latter. */
  misordered = 0;
  setBack = 0;
  setBackFrame = 0;
  leaps = 0;
  /** Seconds since 1970 of the first frame, and its nanoseconds. */
  baseSeconds = 0;
  baseNanos = 0;
  latest = 0;
  private last = 0;

  /** Counts a frame; when it was captured. */
  count(frame: CaptureFrame): number {
    if (this.frames === 0) {
      this.baseSeconds = frame.seconds;
      this.baseNanos = frame.nanos;
    }
    this.frames += 1;
    this.capturedOctets += frame.captured;
    this.wireOctets += frame.original;
    if (frame.captured < frame.original) this.cut += 1;
    const now = (frame.seconds - this.baseSeconds) * 1e9 + (frame.nanos - this.baseNanos);
    const step = now - this.last;
    if (step < 0) {
      if (step >= -MISORDERED_WITHIN) this.misordered += 1;
      else {
        this.setBack += 1;
        if (this.setBackFrame === 0) this.setBackFrame = frame.number;
      }
    } else if (step > LEAP) this.leaps += 1;
    this.last = now;
    if (now > this.latest) this.latest = now;
    return now;
  }
}
