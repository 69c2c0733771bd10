import type { ClockComparison } from "../../evidence/index.ts";

/** Stretches of the comparison of which the least delay is kept; more tell the drift no better. */
const WINDOWS = 128;
/** A drift is told from queueing over so many stretches, and so long: 5 s. */
const ENOUGH_WINDOWS = 4;
const ENOUGH_NS = 5e9;
/** No quartz is worse: 1,000 parts in a million. What is more was a clock that was set. */
const MOST_DRIFT = 1e-3;
/** Time stamps of two kernels, or of two interfaces, are no better: 5 µs. */
const STAMPED_WITHIN = 5_000;
const NS = 1e6;

/** A line through clock differences: `offset + drift × time` in nanoseconds, over the first place's time. */
export interface ClockLine {
  readonly offset: number;
  readonly drift: number;
  /** Nanoseconds; `null` where packets of one direction only were matched. */
  readonly uncertainty: number | null;
  readonly isSteady: boolean;
}

/**
 * The second place's clock less the first's, from the packets that both have. What goes there takes `delay + difference`, what goes back
 * `delay - difference`: the least of both bound the difference. RFC 5905, section 8.
 */
export class ClockEstimate {
  private readonly span: number;
  private readonly there = new Float64Array(WINDOWS).fill(Number.POSITIVE_INFINITY);
  private readonly back = new Float64Array(WINDOWS).fill(Number.POSITIVE_INFINITY);
  private readonly thereAt = new Float64Array(WINDOWS);
  private readonly backAt = new Float64Array(WINDOWS);
  private samplesThere = 0;
  private samplesBack = 0;

  /** @param span nanoseconds that the first capture takes */
  constructor(span: number) {
    this.span = Math.max(1, span);
  }

  /** A packet that both places saw, at these times in nanoseconds since the first capture's first frame, each by its own clock. */
  add(isThere: boolean, first: number, second: number): void {
    const at = Math.min(WINDOWS - 1, Math.max(0, Math.floor((first / this.span) * WINDOWS)));
    const [least, leastAt] = isThere ? [this.there, this.thereAt] : [this.back, this.backAt];
    const took = isThere ? second - first : first - second;
    if (isThere) this.samplesThere += 1;
    else this.samplesBack += 1;
    if (took >= (least[at] ?? 0)) return;
    least[at] = took;
    leastAt[at] = first;
  }

  /** `null` where no packet was added. */
  line(): ClockLine | null {
    const plain = this.level(0);
    if (plain === null) return null;
    const drift = this.slope();
    const leant = drift === 0 ? null : this.level(drift);
    const isTold =
      leant !== null &&
      leant.uncertainty !== null &&
      leant.uncertainty >= 0 &&
      Math.abs(drift) * this.span > 2 * leant.uncertainty + STAMPED_WITHIN;
    const chosen = isTold && leant !== null ? leant : plain;
    if (chosen.uncertainty === null || chosen.uncertainty >= -STAMPED_WITHIN) {
      const uncertainty = chosen.uncertainty === null ? null : Math.max(0, chosen.uncertainty);
      return { ...chosen, uncertainty, isSteady: true };
    }
    // Delays cannot be negative: a clock was set, and the offset holds for a part of the time only.
    return { ...plain, uncertainty: this.spread(plain.offset), isSteady: false };
  }

  /** What the line says, as plain data. */
  summary(line: ClockLine): ClockComparison {
    return {
      offset: line.offset / NS,
      uncertainty: line.uncertainty === null ? null : line.uncertainty / NS,
      drift: line.drift,
      isSteady: line.isSteady,
      samplesThere: this.samplesThere,
      samplesBack: this.samplesBack,
    };
  }

  /** The least delays of both directions about a line with this slope. */
  private level(drift: number): Omit<ClockLine, "isSteady"> | null {
    let [there, back] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let window = 0; window < WINDOWS; window += 1) {
      there = Math.min(there, (this.there[window] ?? 0) - drift * (this.thereAt[window] ?? 0));
      back = Math.min(back, (this.back[window] ?? 0) + drift * (this.backAt[window] ?? 0));
    }
    const [hasThere, hasBack] = [Number.isFinite(there), Number.isFinite(back)];
    if (hasThere && hasBack) return { offset: (there - back) / 2, drift, uncertainty: (there + back) / 2 };
    if (hasThere) return { offset: there, drift, uncertainty: null };
    return hasBack ? { offset: -back, drift, uncertainty: null } : null;
  }

  /** Least squares over the middles of the stretches, those with short round trips before the others. */
  private slope(): number {
    let [weights, times, middles, windows, first, last] = [0, 0, 0, 0, Number.POSITIVE_INFINITY, 0];
    const each = (take: (time: number, middle: number, weight: number) => void): void => {
      for (let window = 0; window < WINDOWS; window += 1) {
        const [there, back] = [this.there[window] ?? 0, this.back[window] ?? 0];
        if (!Number.isFinite(there) || !Number.isFinite(back)) continue;
        const half = Math.max(STAMPED_WITHIN, Math.abs(there + back) / 2);
        const time = ((this.thereAt[window] ?? 0) + (this.backAt[window] ?? 0)) / 2;
        take(time, (there - back) / 2, 1 / (half * half));
      }
    };
    each((time, middle, weight) => {
      weights += weight;
      times += weight * time;
      middles += weight * middle;
      windows += 1;
      first = Math.min(first, time);
      last = Math.max(last, time);
    });
    if (windows < ENOUGH_WINDOWS || last - first < ENOUGH_NS) return 0;
    const [meanTime, meanMiddle] = [times / weights, middles / weights];
    let [shared, squares] = [0, 0];
    each((time, middle, weight) => {
      shared += weight * (time - meanTime) * (middle - meanMiddle);
      squares += weight * (time - meanTime) ** 2;
    });
    const slope = squares === 0 ? 0 : shared / squares;
    return Math.abs(slope) > MOST_DRIFT ? 0 : slope;
  }

  private spread(offset: number): number {
    let most = 0;
    for (let window = 0; window < WINDOWS; window += 1) {
      const [there, back] = [this.there[window] ?? 0, this.back[window] ?? 0];
      if (Number.isFinite(there)) most = Math.max(most, Math.abs(there - offset));
      if (Number.isFinite(back)) most = Math.max(most, Math.abs(back + offset));
    }
    return most;
  }
}
