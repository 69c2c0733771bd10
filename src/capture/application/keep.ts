import type { Kept } from "./captured-applications.ts";

/** Results of one kind that are kept: of those that failed the first ones, of all others the slowest and a sample. */
const MOST_FAILED = 4_000;
const MOST_SLOW = 1_000;
const MOST_SAMPLED = 1_000;
/** That wait until it is chosen among them. */
const MOST_WAITING = 500;

interface Weighed<T> {
  readonly value: T;
  /** Milliseconds. */
  readonly weight: number;
  /** In which it began. */
  readonly frame: number;
  /** Which of the orderly ones it is. */
  readonly number: number;
}

/**
 * Keeps results: those that failed, and of the orderly ones, where there are too many, the slowest and each n-th of the others, so
 * that what is usual can still be seen.
 */
export class Keep<T> {
  private readonly failed: Weighed<T>[] = [];
  private orderly: Weighed<T>[] = [];
  private leftOut = 0;
  /** Orderly ones that came. */
  private count = 0;
  /** The least weight of the slowest ones when they were chosen last. */
  private least = -1;
  private sampledEach = 1;

  /** Whether a result of this weight is kept; one that is not is counted, and need not be made. Infinity for what failed. */
  wants(weight: number): boolean {
    if (weight === Number.POSITIVE_INFINITY) {
      if (this.failed.length < MOST_FAILED) return true;
    } else {
      if (weight > this.least || this.count % this.sampledEach === 0) return true;
      this.count += 1;
    }
    this.leftOut += 1;
    return false;
  }

  /** Takes in a result that is wanted. */
  add(value: T, weight: number, frame: number): void {
    if (weight === Number.POSITIVE_INFINITY) {
      this.failed.push({ value, weight, frame, number: 0 });
      return;
    }
    this.orderly.push({ value, weight, frame, number: this.count });
    this.count += 1;
    // More may wait, so that choosing costs little for each of them.
    if (this.orderly.length >= MOST_SLOW + MOST_SAMPLED + MOST_WAITING) this.choose();
  }

  /** What is kept, in order of frames. */
  all(): Kept<T> {
    this.choose();
    const inOrder = [...this.failed, ...this.orderly].sort((one, other) => one.frame - other.frame);
    return { kept: inOrder.map(({ value }) => value), leftOut: this.leftOut };
  }

  private choose(): void {
    const { length } = this.orderly;
    if (length <= MOST_SLOW + MOST_SAMPLED) return;
    this.orderly.sort((one, other) => other.weight - one.weight || one.frame - other.frame);
    const others = this.orderly.splice(MOST_SLOW);
    this.least = this.orderly.at(-1)?.weight ?? 0;
    const isSampled = ({ number }: Weighed<T>) => number % this.sampledEach === 0;
    let sample = others.filter(isSampled);
    while (sample.length > MOST_SAMPLED) {
      this.sampledEach *= 2;
      sample = sample.filter(isSampled);
    }
    this.orderly.push(...sample);
    this.leftOut += length - this.orderly.length;
  }
}
