import { isAfter, isBefore } from "../tcp/sequence.ts";

/** Octets that wait for what comes before them, of one direction; and pieces. */
const MOST_WAITING_OCTETS = 256 * 1024;
const MOST_WAITING_PIECES = 256;
/** Octets that wait in all streams of a capture. */
const MOST_WAITING_IN_ALL = 16 * 1024 * 1024;

/** What waits in all streams of one capture. */
export interface WaitingRoom {
  octets: number;
}

/** The frame that brought something, and when, in nanoseconds since the first frame. In an object that is there, so that no time is made one. */
export interface Moment {
  readonly frame: number;
  readonly now: number;
}

/** Who reads what both directions of a connection carry. The octets are lent: what is to stay is copied. */
export interface StreamReader {
  /** How many of a direction's next octets need not be looked at: they come by `pass`. */
  passable(direction: 0 | 1): number;
  /** So many of them came, in order. */
  pass(direction: 0 | 1, octets: number, at: Moment): void;
  /** The next octets of a direction in order, with the frame that brought them; times in nanoseconds since the first frame. */
  read(direction: 0 | 1, octets: Uint8Array, frame: number, now: number): void;
  /** So many octets are not in the capture; what follows them comes next. */
  skip(direction: 0 | 1, octets: number, frame: number, now: number): void;
}

/** A segment's data where it lies in its packet; the same object may be used again and again. */
export interface Segment extends Moment {
  readonly octets: Uint8Array;
  readonly at: number;
  /** What the wire had, and what of it the capture holds. */
  readonly length: number;
  readonly captured: number;
}

interface Piece extends Moment {
  readonly start: number;
  readonly length: number;
  /** What the capture holds of it; `null` where nobody needs to look at it. */
  readonly octets: Uint8Array | null;
}

/** Puts the data of one direction into its order. Each octet is handed on once, the first copy of it. */
export class Stream {
  private next = 0;
  private isOpen = false;
  /** In order; most directions never have any. */
  private pieces: Piece[] | null = null;
  private waiting = 0;
  private readonly reader: StreamReader;
  private readonly direction: 0 | 1;
  private readonly room: WaitingRoom;

  constructor(reader: StreamReader, direction: 0 | 1, room: WaitingRoom) {
    this.room = room;
    this.reader = reader;
    this.direction = direction;
  }

  /** The sequence number of the first octet, where a SYN says it. */
  open(first: number): void {
    this.next = first;
    this.isOpen = true;
  }

  /** Takes in a segment's data, which begins at a sequence number. */
  take(start: number, segment: Segment): void {
    if (!this.isOpen) this.open(start);
    const known = (this.next - start) | 0;
    const hasNoneWaiting = this.pieces === null || this.pieces.length === 0;
    if (known === 0 && hasNoneWaiting && segment.length <= this.reader.passable(this.direction)) {
      this.handPassed(segment.length, segment);
      return;
    }
    if (known >= segment.length) return;
    if (known < 0) this.keep(start, segment);
    else this.handFrom(known, segment);
    if (this.pieces !== null) this.drain();
  }

  /** The other end has acknowledged all up to a number: what is missing before it will not come. */
  acknowledge(ack: number, at: Moment): void {
    const first = this.pieces?.[0];
    if (first === undefined || !isAfter(ack, first.start)) return;
    this.jump(first.start, at.frame, at.now);
    this.drain();
  }

  /** Nothing more comes: what waits is handed on with its gaps. */
  close(frame: number, now: number): void {
    for (let first = this.pieces?.[0]; first !== undefined; first = this.pieces?.[0]) {
      this.jump(first.start, frame, now);
      this.drain();
    }
  }

  private keep(start: number, { octets, at, length, captured, frame, now }: Segment): void {
    const end = (start + length - this.next) | 0;
    const isPassed = captured === length && end <= this.reader.passable(this.direction);
    const kept = isPassed ? null : new Uint8Array(octets.subarray(at, at + captured));
    const pieces = this.pieces ?? [];
    this.pieces = pieces;
    let index = pieces.length;
    for (let before = pieces[index - 1]; before !== undefined && isBefore(start, before.start); ) {
      index -= 1;
      before = pieces[index - 1];
    }
    const piece = { start, length, octets: kept, frame, now };
    if (index === pieces.length) pieces.push(piece);
    else pieces.splice(index, 0, piece);
    this.waiting += captured;
    this.room.octets += kept?.length ?? 0;
    while (
      this.waiting > MOST_WAITING_OCTETS ||
      pieces.length > MOST_WAITING_PIECES ||
      this.room.octets > MOST_WAITING_IN_ALL
    ) {
      const first = pieces[0];
      if (first === undefined) return;
      this.jump(first.start, frame, now);
      this.drain();
    }
  }

  private jump(to: number, frame: number, now: number): void {
    if (!isAfter(to, this.next)) return;
    this.reader.skip(this.direction, (to - this.next) | 0, frame, now);
    this.next = to;
  }

  private drain(): void {
    const { pieces } = this;
    for (let first = pieces?.[0]; first !== undefined; first = pieces?.[0]) {
      const known = (this.next - first.start) | 0;
      if (known < 0) return;
      pieces?.shift();
      const { length, octets, frame, now } = first;
      this.waiting -= octets?.length ?? length;
      this.room.octets -= octets?.length ?? 0;
      if (known >= length) continue;
      if (octets !== null)
        this.handFrom(known, { octets, at: 0, length, captured: octets.length, frame, now });
      else this.handPassed(length - known, first);
    }
  }

  /** Hands on what of a segment was not handed on yet. */
  private handFrom(known: number, segment: Segment): void {
    const { octets, at, length, captured, frame, now } = segment;
    const left = length - known;
    const { reader, direction } = this;
    if (captured === length && left <= reader.passable(direction)) {
      this.handPassed(left, segment);
      return;
    }
    this.next = (this.next + left) | 0;
    const held = Math.max(0, captured - known);
    if (held > 0) reader.read(direction, octets.subarray(at + captured - held, at + captured), frame, now);
    if (held < left) reader.skip(direction, left - held, frame, now);
  }

  /** Hands on octets that need not be looked at; where another protocol has begun since they came, they are missing. */
  private handPassed(octets: number, at: Moment): void {
    const { reader, direction } = this;
    this.next = (this.next + octets) | 0;
    if (octets <= reader.passable(direction)) reader.pass(direction, octets, at);
    else reader.skip(direction, octets, at.frame, at.now);
  }
}
