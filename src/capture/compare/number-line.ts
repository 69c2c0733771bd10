import type { Traffic } from "./traffic.ts";

/** How far a direction's sequence numbers, or acknowledgements, have come at each time; they may pass 2^32 more than once. */
export class NumberLine {
  private readonly times: Float64Array;
  private readonly most: Float64Array;

  /** @param numberOf a packet's number, or `null` where it has none */
  constructor({ prints }: Traffic, rows: Int32Array, numberOf: (row: number) => number | null) {
    this.times = new Float64Array(rows.length);
    this.most = new Float64Array(rows.length);
    let furthest: number | null = null;
    rows.forEach((row, at) => {
      const value = numberOf(row);
      if (value !== null) {
        const reached: number = furthest === null ? value : furthest + ((value - furthest) | 0);
        furthest = furthest === null ? reached : Math.max(furthest, reached);
      }
      this.times[at] = prints.time[row] ?? 0;
      this.most[at] = furthest ?? Number.NaN;
    });
  }

  /** Whether a number is reached in the end; `time` is about when its packet was sent. */
  reaches(value: number, time: number): boolean {
    const last = this.most.at(-1);
    if (last === undefined || Number.isNaN(last)) return false;
    const about = this.at(time);
    return about + ((value - about) | 0) <= last;
  }

  /** The number reached at a time; before the first one, that. */
  private at(time: number): number {
    let [low, high] = [0, this.times.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.times[middle] ?? 0) <= time) low = middle;
      else high = middle - 1;
    }
    const found = this.most[low] ?? 0;
    return Number.isNaN(found) ? (this.most.find((one) => !Number.isNaN(one)) ?? 0) : found;
  }
}
