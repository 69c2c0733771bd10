import type { Kept } from "./captured-applications.ts";

/** Results of one kind that are kept. */
const MOST_KEPT = 20_000;

interface Weighed<T> {
  readonly value: T;
  /** Milliseconds, or infinity for what failed. */
  readonly weight: number;
  /** In which it began. */
  readonly frame: number;
}

/** Keeps results: those that failed first, then the slowest, where there are too many. */
export class Keep<T> {
  private weighed: Weighed<T>[] = [];
  private leftOut = 0;
  private readonly most: number;

  constructor(most = MOST_KEPT) {
    this.most = most;
  }

  add(value: T, weight: number, frame: number): void {
    this.weighed.push({ value, weight, frame });
    // Twice as many may wait, so that choosing costs little for each of them.
    if (this.weighed.length >= 2 * this.most) this.choose();
  }

  /** What is kept, in order of frames. */
  all(): Kept<T> {
    this.choose();
    const inOrder = this.weighed.toSorted((one, other) => one.frame - other.frame);
    return { kept: inOrder.map(({ value }) => value), leftOut: this.leftOut };
  }

  private choose(): void {
    const over = this.weighed.length - this.most;
    if (over <= 0) return;
    // Not their difference: it is no number for two infinite weights.
    this.weighed.sort((one, other) =>
      one.weight === other.weight ? one.frame - other.frame : one.weight < other.weight ? 1 : -1,
    );
    this.weighed.length = this.most;
    this.leftOut += over;
  }
}
