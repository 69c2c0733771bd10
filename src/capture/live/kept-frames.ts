import type { Ms } from "../../base/index.ts";
import type { LiveFrame } from "./ring-frame.ts";

/** Octets of one piece of memory; frames that are too old go with their whole piece. */
const PIECE_OCTETS = 1024 * 1024;
/** Before each frame: seconds, nanoseconds, captured, original, link type. */
const HEAD_OCTETS = 20;

interface Piece {
  readonly octets: Uint8Array;
  readonly view: DataView;
  end: number;
  frames: number;
  /** Milliseconds since 1970 of its newest frame. */
  newest: number;
}

/** The frames of the last while, in memory: no older ones than are asked for, and no more octets. */
export class KeptFrames {
  /** Frames that went before their time, for want of room. */
  crowdedOut = 0;
  readonly #pieces: Piece[] = [];
  readonly #last: Ms;
  readonly #most: number;

  /** @param most Octets of memory, in whole pieces of 1 MiB. */
  constructor(last: Ms, most: number) {
    this.#last = last;
    this.#most = Math.max(1, Math.floor(most / PIECE_OCTETS));
  }

  add(frame: LiveFrame): void {
    const { at, captured, seconds, nanos } = frame;
    const now = seconds * 1_000 + nanos / 1e6;
    const needed = HEAD_OCTETS + captured;
    if (needed > PIECE_OCTETS) return;
    let piece = this.#pieces.at(-1);
    if (piece === undefined || piece.end + needed > PIECE_OCTETS) piece = this.#begin(now);
    const { octets, view, end } = piece;
    view.setUint32(end, seconds);
    view.setUint32(end + 4, nanos);
    view.setUint32(end + 8, captured);
    view.setUint32(end + 12, frame.original);
    view.setUint32(end + 16, frame.linkType);
    octets.set(frame.octets.subarray(at, at + captured), end + HEAD_OCTETS);
    piece.end += needed;
    piece.frames += 1;
    if (now > piece.newest) piece.newest = now;
  }

  /** Octets of frames that are held now. */
  get octets(): number {
    return this.#pieces.reduce((sum, { end }) => sum + end, 0);
  }

  /** Those of the last while before a time, in milliseconds since 1970, oldest first. The frame is lent. */
  visit(until: number, onFrame: (frame: LiveFrame) => void): void {
    const since = until - this.#last;
    for (const { octets, view, end } of this.#pieces) {
      for (let at = 0; at < end; ) {
        const [seconds, nanos] = [view.getUint32(at), view.getUint32(at + 4)];
        const captured = view.getUint32(at + 8);
        const [original, linkType] = [view.getUint32(at + 12), view.getUint32(at + 16)];
        if (seconds * 1_000 + nanos / 1e6 >= since)
          onFrame({ octets, view, at: at + HEAD_OCTETS, captured, original, seconds, nanos, linkType });
        at += HEAD_OCTETS + captured;
      }
    }
  }

  /** A new piece, in the memory of one that is too old where there is one. */
  #begin(now: number): Piece {
    const oldest = this.#pieces[0];
    const isOld = oldest !== undefined && oldest.newest < now - this.#last;
    const isFull = this.#pieces.length >= this.#most;
    let octets: Uint8Array | null = null;
    if (oldest !== undefined && (isOld || isFull)) {
      if (!isOld) this.crowdedOut += oldest.frames;
      this.#pieces.shift();
      octets = oldest.octets;
      while ((this.#pieces[0]?.newest ?? now) < now - this.#last) this.#pieces.shift();
    }
    const memory = octets ?? new Uint8Array(PIECE_OCTETS);
    const piece = {
      octets: memory,
      view: new DataView(memory.buffer),
      end: 0,
      frames: 0,
      newest: Number.NEGATIVE_INFINITY,
    };
    this.#pieces.push(piece);
    return piece;
  }
}
