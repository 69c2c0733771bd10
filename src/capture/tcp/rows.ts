import type { Segments } from "./segments.ts";

/*
 * What is known of a direction: 16 words of 32 bits and 2 numbers of 64 bits in one row. Sequence numbers are signed words.
 * Two rows make a conversation: 2 n runs from the first end of its key to the second, 2 n + 1 back.
 */

/** Words of a direction's row. */
export const WORDS = 16;
/** The highest sequence number seen, with what it carried; 0 while none is known. */
export const NEXT = 0;
/** The highest number that the other side may acknowledge without having seen what is not in the capture; 0 while none is known. */
export const MAX_ACK = 1;
/** The acknowledgement field of the last packet, whatever its flags. */
export const LAST_ACK = 2;
/** The window field of the last packet, not scaled; -1 before the first. */
export const WINDOW = 3;
/** Shift of the window; `SCALE_UNKNOWN` or `SCALE_UNUSED` without one. */
export const SCALE = 4;
export const SCALE_UNKNOWN = -1;
export const SCALE_UNUSED = -2;
/** Duplicate acknowledgements in a row; -1 mutes, and counts as many. */
export const DUPLICATES = 5;
/** The initial sequence number. */
export const BASE = 6;
/** Facts of one bit. */
export const FACTS = 7;
export const HAS_BASE = 1;
/** A SYN was sent, and no acknowledgement of another packet yet: the window is not scaled. */
export const BEFORE_FIRST_ACK = 2;
/** The last packet was a keep-alive, or a probe of a zero window. */
export const SENT_KEEP_ALIVE = 4;
export const SENT_WINDOW_PROBE = 8;
/** MPTCP subtype of the last packet, -1 without. */
export const MPTCP = 8;
/** The segments that are on their way, as a list. */
export const LIST = 12;

/** Numbers of a direction's row, in nanoseconds since the first frame of the capture where they are times. */
export const NUMBERS = 2;
export const NEXT_AT = 0;
export const LAST_ACK_AT = 1;

/** Numbers of a conversation's row, in nanoseconds since the first frame of the capture. */
export const TIMES = 2;
/** The last SYN that asks for a connection. */
export const SYN_AT = 0;
/** From that SYN to the first packet that acknowledges and is no SYN; 0 while there is none. */
export const FIRST_RTT = 1;

/** The first room, and the last one that is doubled. */
const [FIRST_ROOM, LAST_DOUBLED] = [1_024, 65_536];

/**
 * Room for conversations after so many: twice as much, and once there are many, all that can ever be needed. Memory that
 * nobody has written to yet is only promised by the kernel; to copy hundreds of MiB would need both copies for a while.
 */
export function roomAfter(room: number, most: number): number {
  return room < LAST_DOUBLED ? Math.min(Math.max(FIRST_ROOM, room * 2), most) : most;
}

/** The rows of all conversations; they grow with them. */
export class Rows {
  words = new Int32Array(0);
  numbers = new Float64Array(0);
  times = new Float64Array(0);
  /** Which steps of a connection were seen: one octet a conversation, see `completeness`. */
  steps = new Uint8Array(0);
  private rows = 0;
  private readonly most: number;

  /** @param most conversations */
  constructor(most: number) {
    this.most = most;
  }

  /** Lays out the rows of a conversation that begins now. */
  begin(conversation: number, segments: Segments): void {
    if (conversation >= this.rows) this.grow();
    for (let direction = conversation * 2; direction < conversation * 2 + 2; direction += 1) {
      const row = direction * WORDS;
      this.words[row + WINDOW] = -1;
      this.words[row + SCALE] = SCALE_UNKNOWN;
      this.words[row + MPTCP] = -1;
      segments.clear(this.words, row + LIST);
    }
    this.times[conversation * TIMES + SYN_AT] = -1;
  }

  private grow(): void {
    this.rows = roomAfter(this.rows, this.most);
    this.words = enlarged(this.words, new Int32Array(this.rows * 2 * WORDS));
    this.numbers = enlarged(this.numbers, new Float64Array(this.rows * 2 * NUMBERS));
    this.times = enlarged(this.times, new Float64Array(this.rows * TIMES));
    this.steps = enlarged(this.steps, new Uint8Array(this.rows));
  }
}

function enlarged<T extends Int32Array | Float64Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
