import { isAfter, isBefore } from "./sequence.ts";

const NONE = -1;
const FIRST_ROOM = 4096;
/** Segments remembered in all, at 20 octets each: a capture of one side alone never acknowledges any. */
const MOST_SEGMENTS = 4_000_000;
/** Segments that one direction may have unacknowledged before no more is remembered of it. Wireshark's own bound. */
export const MOST_UNACKNOWLEDGED = 10_000;

/*
 * A list has four words of its direction's row, from `LIST` on: first row, last row, how many, and whether each segment ends where
 * the next one begins or before, so that an acknowledgement needs to look at the oldest ones alone.
 */
const [HEAD, TAIL, COUNT, SORTED] = [0, 1, 2, 3];
/** Words of a list. */
export const LIST_WORDS = 4;

/** Segments that are on their way, of all directions: rows in columns, joined to lists by their numbers. */
export class Segments {
  private starts = new Int32Array(FIRST_ROOM);
  private ends = new Int32Array(FIRST_ROOM);
  private nexts = new Int32Array(FIRST_ROOM);
  private times = new Float64Array(FIRST_ROOM);
  private used = 0;
  private free = NONE;

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

  /** Appends a segment; where all room is taken, it is counted and not kept. Called for each frame: hence no object. */
  append(words: Int32Array, list: number, start: number, end: number, at: number): void {
    words[list + COUNT] = (words[list + COUNT] ?? 0) + 1;
    const row = this.take();
    if (row === NONE) return;
    this.starts[row] = start;
    this.ends[row] = end;
    this.times[row] = at;
    this.nexts[row] = NONE;
    const tail = words[list + TAIL] ?? NONE;
    if (tail === NONE) {
      words[list + HEAD] = row;
      words[list + SORTED] = 1;
    } else {
      if (isBefore(start, this.ends[tail] ?? 0)) words[list + SORTED] = 0;
      this.nexts[tail] = row;
    }
    words[list + TAIL] = row;
  }

  /** Takes away what is acknowledged; the time of the oldest copy of the segment that ends just there, -1 where none does. */
  acknowledge(words: Int32Array, list: number, ack: number): number {
    let sentAt = -1;
    let before = NONE;
    let row = words[list + HEAD] ?? NONE;
    const isSorted = words[list + SORTED] === 1;
    while (row !== NONE) {
      const next = this.nexts[row] ?? NONE;
      const end = this.ends[row] ?? 0;
      if (isAfter(end, ack)) {
        if (isAfter(ack, this.starts[row] ?? 0)) this.starts[row] = ack;
        if (isSorted) return sentAt;
        before = row;
      } else {
        if (end === ack && sentAt < 0) sentAt = this.times[row] ?? 0;
        if (before === NONE) words[list + HEAD] = next;
        else this.nexts[before] = next;
        if (next === NONE) words[list + TAIL] = before;
        this.nexts[row] = this.free;
        this.free = row;
        words[list + COUNT] = (words[list + COUNT] ?? 0) - 1;
      }
      row = next;
    }
    if (words[list + HEAD] === NONE) words[list + COUNT] = 0;
    return sentAt;
  }

  /** When the oldest segment was sent that begins at a sequence number or after it; -1 where none does. */
  sentAt(words: Int32Array, list: number, sequence: number): number {
    for (let row = words[list + HEAD] ?? NONE; row !== NONE; row = this.nexts[row] ?? NONE) {
      if (!isBefore(this.starts[row] ?? 0, sequence)) return this.times[row] ?? -1;
    }
    return -1;
  }

  private take(): number {
    if (this.free !== NONE) {
      const row = this.free;
      this.free = this.nexts[row] ?? NONE;
      return row;
    }
    if (this.used === this.starts.length) {
      if (this.used >= MOST_SEGMENTS) return NONE;
      this.grow();
    }
    this.used += 1;
    return this.used - 1;
  }

  private grow(): void {
    const room = this.starts.length * 2;
    const [starts, ends, nexts] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
    starts.set(this.starts);
    ends.set(this.ends);
    nexts.set(this.nexts);
    const times = new Float64Array(room);
    times.set(this.times);
    [this.starts, this.ends, this.nexts, this.times] = [starts, ends, nexts, times];
  }
}
