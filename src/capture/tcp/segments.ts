import { isAfter, isBefore } from "./sequence.ts";

const NONE = -1;
const FIRST_ROOM = 4096;
/** Segments remembered in all, at 24 octets each: a capture of one side alone never acknowledges any. */
const MOST_SEGMENTS = 4_000_000;
/** Segments that one direction may have unacknowledged before no more is remembered of it. Wireshark's own bound. */
export const MOST_UNACKNOWLEDGED = 10_000;

/*
 * A list has four words of its direction's row, from `LIST` on: first row, last row, how many, and whether each segment ends where
 * the next one begins or before, so that an acknowledgement needs to look at the oldest ones alone.
 */
const [HEAD, TAIL, COUNT, SORTED] = [0, 1, 2, 3];

/** Words of a segment: its start, its end, and the row that follows it in its list. */
const WORDS = 4;
const [START, END, FOLLOWS] = [0, 1, 2];

/** Segments that are on their way, of all directions: rows joined to lists by their numbers. */
export class Segments {
  /** Assigned twice from the beginning, as in `Conversations`. */
  private rows = new Int32Array(0);
  private times = new Float64Array(0);
  private used = 0;
  private free = NONE;

  constructor() {
    this.rows = new Int32Array(FIRST_ROOM * WORDS);
    this.times = new Float64Array(FIRST_ROOM);
  }

  /** Makes an empty list of the four words from `list` on. */
  clear(words: Int32Array, list: number): void {
    words[list + HEAD] = NONE;
    words[list + TAIL] = NONE;
    words[list + COUNT] = 0;
    words[list + SORTED] = 1;
  }

  /** How many segments the list has. */
  count(words: Int32Array, list: number): number {
    return words[list + COUNT] ?? 0;
  }

  /** Appends a segment; where all room is taken, it is counted and not kept. Called for each frame: hence no object is made, not of the time either. */
  append(
    words: Int32Array,
    list: number,
    start: number,
    end: number,
    { now }: { readonly now: number },
  ): void {
    words[list + COUNT] = (words[list + COUNT] ?? 0) + 1;
    const row = this.take();
    if (row === NONE) return;
    const { rows } = this;
    const to = row * WORDS;
    rows[to + START] = start;
    rows[to + END] = end;
    rows[to + FOLLOWS] = NONE;
    this.times[row] = now;
    const tail = words[list + TAIL] ?? NONE;
    if (tail === NONE) {
      words[list + HEAD] = row;
      words[list + SORTED] = 1;
    } else {
      if (isBefore(start, rows[tail * WORDS + END] ?? 0)) words[list + SORTED] = 0;
      rows[tail * WORDS + FOLLOWS] = row;
    }
    words[list + TAIL] = row;
  }

  /** Takes away what is acknowledged. */
  acknowledge(words: Int32Array, list: number, ack: number): void {
    const { rows } = this;
    let before = NONE;
    let row = words[list + HEAD] ?? NONE;
    const isSorted = words[list + SORTED] === 1;
    while (row !== NONE) {
      const at = row * WORDS;
      const next = rows[at + FOLLOWS] ?? NONE;
      if (isAfter(rows[at + END] ?? 0, ack)) {
        if (isAfter(ack, rows[at + START] ?? 0)) rows[at + START] = ack;
        if (isSorted) return;
        before = row;
      } else {
        if (before === NONE) words[list + HEAD] = next;
        else rows[before * WORDS + FOLLOWS] = next;
        if (next === NONE) words[list + TAIL] = before;
        rows[at + FOLLOWS] = this.free;
        this.free = row;
        words[list + COUNT] = (words[list + COUNT] ?? 0) - 1;
      }
      row = next;
    }
    if (words[list + HEAD] === NONE) words[list + COUNT] = 0;
  }

  /** When the oldest segment was sent that begins at a sequence number or after it; -1 where none does. */
  sentAt(words: Int32Array, list: number, sequence: number): number {
    const { rows } = this;
    for (let row = words[list + HEAD] ?? NONE; row !== NONE; row = rows[row * WORDS + FOLLOWS] ?? NONE) {
      if (!isBefore(rows[row * WORDS + START] ?? 0, sequence)) return this.times[row] ?? -1;
    }
    return -1;
  }

  private take(): number {
    if (this.free !== NONE) {
      const row = this.free;
      this.free = this.rows[row * WORDS + FOLLOWS] ?? NONE;
      return row;
    }
    if (this.used === this.times.length) {
      if (this.used >= MOST_SEGMENTS) return NONE;
      this.grow();
    }
    this.used += 1;
    return this.used - 1;
  }

  private grow(): void {
    const room = this.times.length * 2;
    const rows = new Int32Array(room * WORDS);
    rows.set(this.rows);
    const times = new Float64Array(room);
    times.set(this.times);
    [this.rows, this.times] = [rows, times];
  }
}
