import { FlowRows, fact } from "./flow-rows.ts";
import { Prints } from "./prints.ts";

const ENDED = fact.fin0 | fact.fin1;

/** A walk over all packets must free a quarter of the room; where one did not, none is made again. */
const WORTH_A_WALK = 0.75;

/** The flows of one protocol in one capture, and their packets: bounded. Where there are too many, those of flows that went well go first. */
export class Traffic {
  readonly flows = new FlowRows();
  readonly prints = new Prints();
  /** Packets that are not kept. */
  leftOut = 0;
  /** Rows of `prints`, grouped by flow and direction, in the order of the file; filled by `end`. */
  order = new Int32Array(0);
  /** Where the rows of a flow's direction begin in `order`; one more at the end. */
  starts = new Int32Array(1);
  /** From here on nothing is kept: as if the capture ended. Nanoseconds since its first frame. */
  fullSince = Number.POSITIVE_INFINITY;
  private readonly most: number;
  private isWornOut = false;

  constructor(most: number) {
    this.most = most;
  }

  /** Whether another packet of this direction can be kept. */
  hasRoom(side: number, now: number): boolean {
    const { flows, prints } = this;
    if (prints.count === this.most && this.fullSince === Number.POSITIVE_INFINITY) this.makeRoom();
    const isGivenUp = ((flows.facts[side >> 1] ?? 0) & fact.givenUp) !== 0;
    if (!isGivenUp && prints.count < this.most) return true;
    this.leaveOut(isGivenUp ? Number.POSITIVE_INFINITY : now);
    return false;
  }

  /** Counts a packet that is not kept; from its time on the capture is as if it had ended. */
  leaveOut(now: number): void {
    this.leftOut += 1;
    if (now < this.fullSince) this.fullSince = now;
  }

  /** Groups the packets by flow and direction. */
  end(): void {
    const { flows, prints } = this;
    const starts = new Int32Array(flows.count * 2 + 1);
    const isKept = (row: number): boolean =>
      ((flows.facts[(prints.side[row] ?? 0) >> 1] ?? 0) & fact.givenUp) === 0;
    for (let row = 0; row < prints.count; row += 1) {
      if (isKept(row)) starts[(prints.side[row] ?? 0) + 1] = (starts[(prints.side[row] ?? 0) + 1] ?? 0) + 1;
      else this.leftOut += 1;
    }
    for (let side = 0; side < flows.count * 2; side += 1) {
      starts[side + 1] = (starts[side + 1] ?? 0) + (starts[side] ?? 0);
    }
    const order = new Int32Array(starts.at(-1) ?? 0);
    const next = starts.slice();
    for (let row = 0; row < prints.count; row += 1) {
      if (!isKept(row)) continue;
      const side = prints.side[row] ?? 0;
      order[next[side] ?? 0] = row;
      next[side] = (next[side] ?? 0) + 1;
    }
    this.starts = starts;
    this.order = order;
  }

  /** The rows of one direction of a flow, in the order of the file. */
  rowsOf(side: number): Int32Array {
    return this.order.subarray(this.starts[side] ?? 0, this.starts[side + 1] ?? 0);
  }

  /** Gives up the flows that ended well, as long as that gains something. */
  private makeRoom(): void {
    if (this.isWornOut) return;
    const { flows, prints } = this;
    const before = prints.count;
    for (let flow = 0; flow < flows.count; flow += 1) {
      const facts = flows.facts[flow] ?? 0;
      if ((facts & ENDED) === ENDED && (facts & fact.troubled) === 0)
        flows.facts[flow] = facts | fact.givenUp;
    }
    prints.keep((row) => ((flows.facts[(prints.side[row] ?? 0) >> 1] ?? 0) & fact.givenUp) === 0);
    this.leftOut += before - prints.count;
    this.isWornOut = prints.count > this.most * WORTH_A_WALK;
  }
}
