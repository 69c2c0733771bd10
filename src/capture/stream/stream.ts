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

/** Who reads what both directions of a connection carry. The octets are lent: what is to stay is copied. */
export interface StreamReader {
  /** The next octets of a direction in order, with the frame that brought them; times in nanoseconds since the first frame. */
  read(direction: 0 | 1, octets: Uint8Array, frame: number, now: number): void;
  /** So many octets are not in the capture; what follows them comes next. */
  skip(direction: 0 | 1, octets: number, frame: number, now: number): void;
}

interface Piece {
  readonly start: number;
  readonly octets: Uint8Array;
  /** Octets that belong to the piece and were cut off by the snap length. */
  readonly cut: number;
  readonly frame: number;
  readonly now: number;
}

const NONE: readonly Piece[] = [];

/** Puts the data of one direction into its order. Each octet is handed on once, the first copy of it. */
export class Stream {
  private next = 0;
  private isOpen = false;
  /** Most directions never have any. */
  private pieces: readonly Piece[] = NONE;
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

  /** Takes in a segment's data. `length` is what the wire had, `octets` what the capture holds of it. */
  take(start: number, octets: Uint8Array, length: number, frame: number, now: number): void {
    if (!this.isOpen) this.open(start);
    if (start === this.next && this.pieces.length === 0) {
      this.hand(octets, length - octets.length, frame, now);
      return;
    }
    const end = (start + length) | 0;
    if (!isAfter(end, this.next)) return;
    if (isAfter(start, this.next))
      this.keep({ start, octets: new Uint8Array(octets), cut: length - octets.length, frame, now });
    else this.handFrom({ start, octets, cut: length - octets.length, frame, now });
    this.drain();
  }

  /** Takes octets that nobody needs to look at, if they are the next ones: false where they are not. */
  pass(start: number, length: number): boolean {
    if (!this.isOpen || start !== this.next || this.pieces.length > 0) return false;
    this.next = (this.next + length) | 0;
    return true;
  }

  /** The other end has acknowledged all up to a number: what is missing before it will not come. */
  acknowledge(ack: number, frame: number, now: number): void {
    if (!this.isOpen || this.pieces.length === 0 || !isAfter(ack, this.next)) return;
    const first = this.pieces[0];
    if (first === undefined || !isAfter(ack, first.start)) return;
    this.jump(first.start, frame, now);
    this.drain();
  }

  /** Nothing more comes: what waits is handed on with its gaps. */
  close(frame: number, now: number): void {
    while (this.pieces.length > 0) {
      const first = this.pieces[0];
      if (first !== undefined) this.jump(first.start, frame, now);
      this.drain();
    }
  }

  private keep(piece: Piece): void {
    const at = this.pieces.findIndex((other) => isBefore(piece.start, other.start));
    this.pieces = this.pieces.toSpliced(at < 0 ? this.pieces.length : at, 0, piece);
    this.waiting += piece.octets.length;
    this.room.octets += piece.octets.length;
    while (
      this.waiting > MOST_WAITING_OCTETS ||
      this.pieces.length > MOST_WAITING_PIECES ||
      this.room.octets > MOST_WAITING_IN_ALL
    ) {
      const first = this.pieces[0];
      if (first === undefined) return;
      this.jump(first.start, piece.frame, piece.now);
      this.drain();
    }
  }

  private jump(to: number, frame: number, now: number): void {
    if (isAfter(to, this.next)) this.reader.skip(this.direction, (to - this.next) | 0, frame, now);
    if (isAfter(to, this.next)) this.next = to;
  }

  private drain(): void {
    for (;;) {
      const first = this.pieces[0];
      if (first === undefined || isAfter(first.start, this.next)) return;
      this.pieces = this.pieces.length === 1 ? NONE : this.pieces.slice(1);
      this.waiting -= first.octets.length;
      this.room.octets -= first.octets.length;
      this.handFrom(first);
    }
  }

  /** Hands on what of a piece was not handed on yet. */
  private handFrom({ start, octets, cut, frame, now }: Piece): void {
    const known = (this.next - start) | 0;
    const left = octets.length + cut - known;
    if (left <= 0) return;
    const fresh = octets.subarray(Math.min(known, octets.length));
    this.hand(fresh, left - fresh.length, frame, now);
  }

  private hand(octets: Uint8Array, cut: number, frame: number, now: number): void {
    this.next = (this.next + octets.length + cut) | 0;
    if (octets.length > 0) this.reader.read(this.direction, octets, frame, now);
    if (cut > 0) this.reader.skip(this.direction, cut, frame, now);
  }
}
