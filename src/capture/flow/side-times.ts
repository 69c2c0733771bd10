import { NEVER } from "./pauses.ts";

/** Numbers of a row: times, and behind them how often each flag was seen. */
const [ROW, FLAGS] = [32, 16];
/** Those that most packets look at come first: within one line of a processor's cache. */
const [LAST, TS_VAL, LAST_DATA, TIMED, CLOSED_SINCE, RTT_LEAST, RTT_SUM, RTT_MOST] = [0, 1, 2, 3, 4, 5, 6, 7];
const [ASKED, KEEP_ALIVE, KEEP_ALIVE_INTERVAL, FIRST_DATA, FIN] = [8, 9, 10, 11, 12];

/**
 * Rows of numbers for a bounded number of ends, outside of V8's heap: as a field of an object each of them would be an object of its own,
 * to be made, copied and marked.
 */
export class TimeRows {
  readonly numbers: Float64Array;
  private readonly free: number[] = [];
  private used = 0;

  /** Memory that nobody has written to yet is only promised by the kernel. */
  constructor(ends: number) {
    this.numbers = new Float64Array(ends * ROW);
  }

  /** Where a new row begins. There are never more ends than there is room for. */
  take(): number {
    const row = this.free.pop() ?? this.used++ * ROW;
    this.numbers.fill(NEVER, row, row + FLAGS);
    this.numbers.fill(0, row + FLAGS, row + ROW);
    this.numbers[row + RTT_LEAST] = Number.POSITIVE_INFINITY;
    this.numbers[row + RTT_SUM] = 0;
    return row;
  }

  give(row: number): void {
    this.free.push(row);
  }
}

/** When an end did what: nanoseconds since the first frame, below zero for never. */
export class SideTimes {
  readonly row: number;
  private readonly numbers: Float64Array;

  constructor(rows: TimeRows) {
    this.row = rows.take();
    this.numbers = rows.numbers;
  }

  /** How often a flag of the sequence analysis was seen, by the index of its bit. */
  timesFlagged(index: number): number {
    return this.numbers[this.row + FLAGS + index] ?? 0;
  }

  /** Counts one more frame with a flag. */
  countFlag(index: number): void {
    this.numbers[this.row + FLAGS + index] = this.timesFlagged(index) + 1;
  }

  get lastAt(): number {
    return this.numbers[this.row + LAST] ?? NEVER;
  }
  set lastAt(at: number) {
    this.numbers[this.row + LAST] = at;
  }
  get closedSince(): number {
    return this.numbers[this.row + CLOSED_SINCE] ?? NEVER;
  }
  set closedSince(at: number) {
    this.numbers[this.row + CLOSED_SINCE] = at;
  }
  get askedAt(): number {
    return this.numbers[this.row + ASKED] ?? NEVER;
  }
  set askedAt(at: number) {
    this.numbers[this.row + ASKED] = at;
  }
  get keepAliveAt(): number {
    return this.numbers[this.row + KEEP_ALIVE] ?? NEVER;
  }
  set keepAliveAt(at: number) {
    this.numbers[this.row + KEEP_ALIVE] = at;
  }
  get keepAliveInterval(): number {
    return this.numbers[this.row + KEEP_ALIVE_INTERVAL] ?? NEVER;
  }
  set keepAliveInterval(took: number) {
    this.numbers[this.row + KEEP_ALIVE_INTERVAL] = took;
  }
  get firstDataAt(): number {
    return this.numbers[this.row + FIRST_DATA] ?? NEVER;
  }
  set firstDataAt(at: number) {
    this.numbers[this.row + FIRST_DATA] = at;
  }
  get lastDataAt(): number {
    return this.numbers[this.row + LAST_DATA] ?? NEVER;
  }
  set lastDataAt(at: number) {
    this.numbers[this.row + LAST_DATA] = at;
  }
  get finAt(): number {
    return this.numbers[this.row + FIN] ?? NEVER;
  }
  set finAt(at: number) {
    this.numbers[this.row + FIN] = at;
  }
  get rttLeast(): number {
    return this.numbers[this.row + RTT_LEAST] ?? NEVER;
  }
  set rttLeast(took: number) {
    this.numbers[this.row + RTT_LEAST] = took;
  }
  get rttSum(): number {
    return this.numbers[this.row + RTT_SUM] ?? NEVER;
  }
  set rttSum(took: number) {
    this.numbers[this.row + RTT_SUM] = took;
  }
  get rttMost(): number {
    return this.numbers[this.row + RTT_MOST] ?? NEVER;
  }
  set rttMost(took: number) {
    this.numbers[this.row + RTT_MOST] = took;
  }
  /** When the octets were sent by which the round trip is measured now. */
  get timedAt(): number {
    return this.numbers[this.row + TIMED] ?? NEVER;
  }
  set timedAt(at: number) {
    this.numbers[this.row + TIMED] = at;
  }
  /** The timestamp option of the last packet, no time; below zero without one. */
  get lastTsVal(): number {
    return this.numbers[this.row + TS_VAL] ?? NEVER;
  }
  set lastTsVal(value: number) {
    this.numbers[this.row + TS_VAL] = value;
  }
}
