import { Chains } from "./chains.ts";
import type { Direction, Pairs } from "./direction.ts";
import type { Traffic } from "./traffic.ts";

/** Sequence numbers are looked up in boxes of 64 KiB: no IP packet spans more than two. */
const BOX_BITS = 16;
const MOST_OCTETS = 65_535;
/** Segments of one box that are looked at: 64 KiB of 1,448 octets are 46, and each may be sent again. */
const MOST_CANDIDATES = 512;

/**
 * Finds the data of packets that have no partner of the same extent: a network card cuts a large segment behind the capturing kernel,
 * or puts small ones together before it. Octets, for each position; more than the packet holds where its data came twice.
 */
export function findParts(
  direction: Direction,
  { toDown, toUp, isCopyUp, isCopyDown }: Pick<Pairs, "toDown" | "toUp" | "isCopyUp" | "isCopyDown">,
): Pick<Pairs, "foundUp" | "foundDown"> {
  const { up, down, upRows, downRows, sequenceOffset, times } = direction;
  const foundUp = new Int32Array(upRows.length);
  const foundDown = new Int32Array(downRows.length);
  const isLeft = (partner: Int32Array, isCopy: Uint8Array) => (at: number) =>
    (partner[at] ?? -1) < 0 && isCopy[at] === 0;
  if (!direction.isStream) return { foundUp, foundDown };
  const boxes = new Boxes(up, upRows, isLeft(toDown, isCopyUp));
  if (boxes.isEmpty) return { foundUp, foundDown };
  const isLeftDown = isLeft(toUp, isCopyDown);
  for (let there = 0; there < downRows.length; there += 1) {
    const row = downRows[there] ?? 0;
    const data = down.prints.data[row] ?? 0;
    if (data === 0 || data > MOST_OCTETS || !isLeftDown(there)) continue;
    const from = ((down.prints.sequence[row] ?? 0) - sequenceOffset) | 0;
    const latest = times.toSender(down.prints.time[row] ?? 0) + times.slack;
    foundDown[there] =
      data -
      boxes.missing(from, data, (here, octets) => {
        if ((up.prints.time[upRows[here] ?? 0] ?? 0) > latest) return false;
        foundUp[here] = (foundUp[here] ?? 0) + octets;
        return true;
      });
  }
  return { foundUp, foundDown };
}

/** The data segments of a list of packets, by their sequence numbers. */
export class Boxes {
  isEmpty = true;
  private readonly chains: Chains;
  private readonly traffic: Traffic;
  private readonly rows: Int32Array;

  constructor(traffic: Traffic, rows: Int32Array, isWanted: (at: number) => boolean) {
    this.traffic = traffic;
    this.rows = rows;
    this.chains = new Chains(rows.length * 2);
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] ?? 0;
      const data = traffic.prints.data[row] ?? 0;
      if (data === 0 || data > MOST_OCTETS || !isWanted(at)) continue;
      this.isEmpty = false;
      const sequence = traffic.prints.sequence[row] ?? 0;
      const [first, last] = [boxOf(sequence), boxOf((sequence + data - 1) | 0)];
      this.chains.add(first, at * 2);
      if (last !== first) this.chains.add(last, at * 2 + 1);
    }
  }

  /**
   * Octets of a stretch that none of the segments has. `takes` is told of each segment, the last one first, and how many of the octets it
   * would give; false where it is not to count.
   */
  missing(from: number, octets: number, takes: (at: number, octets: number) => boolean): number {
    const { prints } = this.traffic;
    let holes: readonly (readonly [from: number, until: number])[] = [[0, octets]];
    const [first, last] = [boxOf(from), boxOf((from + octets - 1) | 0)];
    for (const box of first === last ? [first] : [first, last]) {
      let tried = 0;
      for (
        let item = this.chains.first(box);
        item >= 0 && tried < MOST_CANDIDATES;
        item = this.chains.after(item)
      ) {
        tried += 1;
        const row = this.rows[item >> 1] ?? 0;
        const begins = ((prints.sequence[row] ?? 0) - from) | 0;
        const ends = begins + (prints.data[row] ?? 0);
        const shared = holes.reduce((sum, hole) => sum + overlap(hole, begins, ends), 0);
        if (shared > 0 && takes(item >> 1, shared))
          holes = holes.flatMap((hole) => without(hole, begins, ends));
        if (holes.length === 0) return 0;
      }
    }
    return holes.reduce((sum, [begins, ends]) => sum + ends - begins, 0);
  }
}

const boxOf = (sequence: number): number => sequence >>> BOX_BITS;

const overlap = ([from, until]: readonly [number, number], begins: number, ends: number): number =>
  Math.max(0, Math.min(until, ends) - Math.max(from, begins));

function without(
  [from, until]: readonly [number, number],
  begins: number,
  ends: number,
): readonly (readonly [number, number])[] {
  if (ends <= from || begins >= until) return [[from, until]];
  const left: (readonly [number, number])[] = [];
  if (begins > from) left.push([from, begins]);
  if (ends < until) left.push([ends, until]);
  return left;
}
