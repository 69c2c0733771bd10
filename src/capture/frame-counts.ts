import type { CaptureFrame } from "../wire/index.ts";

/** A frame that is older than the one before by no more was put into the file late; by more, the clock was set back. 1 s. */
const MISORDERED_WITHIN = 1e9;
/** A clock that leaps forward by more than an hour between two frames was set, or nothing was captured. */
const LEAP = 3600e9;

/** Places in `times`. */
const [BASE_SECONDS, LAST, LATEST] = [0, 1, 2];

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
  baseNanos = 0;
  /**
   * As an array of floats: of numbers that begin as small whole ones V8 compiles code that it must throw away once they are large.
   */
  private readonly times = new Float64Array(3);

  /** Seconds since 1970 of the first frame; `baseNanos` are its nanoseconds. */
  get baseSeconds(): number {
    return this.times[BASE_SECONDS] ?? 0;
  }

  get latest(): number {
    return this.times[LATEST] ?? 0;
  }

  /** Counts a frame; when it was captured. */
  count(frame: CaptureFrame): number {
    const { times } = this;
    if (this.frames === 0) {
      times[BASE_SECONDS] = frame.seconds;
      this.baseNanos = frame.nanos;
    }
    this.frames += 1;
    this.capturedOctets += frame.captured;
    this.wireOctets += frame.original;
    if (frame.captured < frame.original) this.cut += 1;
    const now = (frame.seconds - (times[BASE_SECONDS] ?? 0)) * 1e9 + (frame.nanos - this.baseNanos);
    const step = now - (times[LAST] ?? 0);
    if (step < 0) {
      if (step >= -MISORDERED_WITHIN) this.misordered += 1;
      else {
        this.setBack += 1;
        if (this.setBackFrame === 0) this.setBackFrame = frame.number;
      }
    } else if (step > LEAP) this.leaps += 1;
    times[LAST] = now;
    if (now > (times[LATEST] ?? 0)) times[LATEST] = now;
    return now;
  }
}
