import { isAfter, isBefore } from "../tcp/sequence.ts";

/** Holes that are remembered of one direction; older ones are given up, and then neither lost nor filled. */
const MOST_HOLES = 16;
/** An IP identification counts up: a difference below this was sent that many packets before. */
const SENT_BEFORE = 4096;
/** What fills a hole so soon was sent before the hole was seen, where nothing else tells: 3 ms, as for the flag `out_of_order`. */
const SOON = 3e6;

interface Hole {
  start: number;
  readonly end: number;
  readonly ipId: number;
  readonly tsVal: number;
  readonly at: number;
}

/** Where in the order of its sender a packet stands. */
interface PacketOrder {
  readonly ipId: number;
  readonly tsVal: number;
  /** Nanoseconds since the first frame. */
  readonly now: number;
}

/**
 * What was not seen in the order of the sequence numbers. A hole that fills shows a loss before the point of capture, or a changed order;
 * one that is acknowledged without being filled shows a loss of the capture.
 */
export class Holes {
  lostBefore = 0;
  reordered = 0;
  missedByCapture = 0;
  private holes: Hole[] = [];

  open(start: number, end: number, order: PacketOrder): void {
    if (this.holes.length === MOST_HOLES) this.holes.shift();
    this.holes.push({ start, end, ...order, at: order.now });
  }

  /** Whether a segment falls into a hole, which it then fills. */
  fill(start: number, end: number, order: PacketOrder): boolean {
    const found = this.holes.findIndex((hole) => isBefore(start, hole.end) && isAfter(end, hole.start));
    const hole = this.holes[found];
    if (hole === undefined) return false;
    if (wasSentBefore(order, hole)) this.reordered += 1;
    else this.lostBefore += 1;
    this.holes.splice(found, 1);
    if (isAfter(start, hole.start)) this.holes.push({ ...hole, end: start });
    if (isBefore(end, hole.end)) this.holes.push({ ...hole, start: end });
    return true;
  }

  /** The receiver has all up to a number, so it has what lies in the holes before it. */
  acknowledge(ack: number): void {
    if (!this.holes.some(({ end }) => !isAfter(end, ack))) return;
    const open = this.holes.filter(({ end }) => isAfter(end, ack));
    this.missedByCapture += this.holes.length - open.length;
    this.holes = open;
  }

  get isEmpty(): boolean {
    return this.holes.length === 0;
  }
}

function wasSentBefore(late: PacketOrder, hole: Hole): boolean {
  if (late.ipId > 0 && hole.ipId > 0) {
    const behind = (hole.ipId - late.ipId) & 0xffff;
    return behind > 0 && behind < SENT_BEFORE;
  }
  if (late.tsVal >= 0 && hole.tsVal >= 0 && late.tsVal !== hole.tsVal)
    return ((late.tsVal - hole.tsVal) | 0) < 0;
  return late.now - hole.at < SOON;
}
