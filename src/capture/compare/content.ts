import { control } from "../tcp/sequence.ts";
import { Chains } from "./chains.ts";
import type { TwoTraffics } from "./match-flows.ts";
import { finished, mixed } from "./payload-hash.ts";
import type { Traffic } from "./traffic.ts";

/** Packets at the beginning of each direction that are compared one with the other. */
const COMPARED = 16;
/** Packets at the beginning of each direction that are looked for among all flows. */
const INDEXED = 64;
/** All of them together: some 40 MiB. */
const MOST_INDEXED = 1_000_000;
/** Packets that must agree. One can be chance: a keep-alive, an empty request. */
const ENOUGH = 2;
/** Candidates of one packet that are looked at. */
const MOST_CANDIDATES = 64;

/**
 * Whether two flows carry the same packets: the same data with the same timestamp or identification, which no device that ends a
 * connection and begins another one keeps.
 */
export function agree(
  { first, second }: TwoTraffics,
  match: { readonly first: number; readonly second: number; readonly flip: 0 | 1 },
): boolean {
  let votes = 0;
  for (const direction of [0, 1] as const) {
    const rows = first.rowsOf(match.first * 2 + direction);
    const others = second.rowsOf(match.second * 2 + (direction ^ match.flip));
    for (const row of rows.subarray(0, COMPARED)) {
      votes += others.subarray(0, COMPARED).reduce((most, other) => Math.max(most, likeness(row, other)), 0);
      if (votes >= ENOUGH) return true;
    }
  }
  return false;

  function likeness(row: number, other: number): number {
    const [one, two] = [first.prints, second.prints];
    const isSyn = ((one.bits[row] ?? 0) & control.syn) !== 0;
    if (one.data[row] !== two.data[other] || one.hash[row] !== two.hash[other]) return 0;
    if (isSyn ? one.bits[row] !== two.bits[other] : one.hash[row] === 0) return 0;
    const isSameTime = one.tsVal[row] !== 0 && one.tsVal[row] === two.tsVal[other];
    const isSameId = (one.ipId[row] ?? 0) > 0 && one.ipId[row] === two.ipId[other];
    return (isSameTime ? 1 : 0) + (isSameId ? 1 : 0);
  }
}

/** The data packets of one capture's flows, to be found again whatever their addresses are. */
export class ContentIndex {
  private readonly traffic: Traffic;
  private readonly isUdp: boolean;
  private readonly chains: Chains;
  /** Row of each item. */
  private readonly rows: number[] = [];

  constructor(traffic: Traffic, protocol: "tcp" | "udp", isWanted: (flow: number) => boolean) {
    this.traffic = traffic;
    this.isUdp = protocol === "udp";
    for (let side = 0; side < traffic.flows.count * 2 && this.rows.length < MOST_INDEXED; side += 1) {
      if (isWanted(side >> 1)) for (const row of this.tellingRows(traffic, side)) this.rows.push(row);
    }
    this.chains = new Chains(this.rows.length);
    for (let item = this.rows.length - 1; item >= 0; item -= 1) {
      this.chains.add(this.hash(traffic, this.rows[item] ?? 0), item);
    }
  }

  /** The flow that most of the packets of another capture's flow are in, and whether its directions are the other way round. */
  find(other: Traffic, flow: number): { readonly flow: number; readonly flip: 0 | 1 } | null {
    const votes = new Map<number, number>();
    for (const direction of [0, 1] as const) {
      for (const row of this.tellingRows(other, flow * 2 + direction))
        this.vote(other, { row, direction, votes });
    }
    const [best] = [...votes].sort(([, one], [, two]) => two - one);
    if (best === undefined || best[1] < (this.isUdp ? 1 : ENOUGH)) return null;
    return { flow: best[0] >> 1, flip: (best[0] & 1) === 0 ? 0 : 1 };
  }

  private vote(
    other: Traffic,
    {
      row,
      direction,
      votes,
    }: { readonly row: number; readonly direction: 0 | 1; readonly votes: Map<number, number> },
  ): void {
    const { prints } = this.traffic;
    const voted = new Set<number>();
    let tried = 0;
    for (let item = this.chains.first(this.hash(other, row)); item >= 0; item = this.chains.after(item)) {
      tried += 1;
      if (tried > MOST_CANDIDATES) return;
      const own = this.rows[item] ?? 0;
      const isSame =
        prints.hash[own] === other.prints.hash[row] &&
        prints.data[own] === other.prints.data[row] &&
        this.mark(this.traffic, own) === this.mark(other, row);
      if (!isSame) continue;
      const side = prints.side[own] ?? 0;
      const candidate = (side & ~1) | ((side & 1) ^ direction);
      if (!voted.has(candidate)) votes.set(candidate, (votes.get(candidate) ?? 0) + 1);
      voted.add(candidate);
    }
  }

  private tellingRows(traffic: Traffic, side: number): readonly number[] {
    const rows: number[] = [];
    for (const row of traffic.rowsOf(side)) {
      if (traffic.prints.hash[row] !== 0) rows.push(row);
      if (rows.length === INDEXED) break;
    }
    return rows;
  }

  /** What of a packet a router leaves alone and a proxy does not. */
  private mark({ prints }: Traffic, row: number): number {
    const tsVal = prints.tsVal[row] ?? 0;
    return this.isUdp || tsVal === 0 ? (prints.sequence[row] ?? 0) : tsVal;
  }

  private hash(traffic: Traffic, row: number): number {
    const { prints } = traffic;
    return finished(mixed(mixed(prints.hash[row] ?? 0, prints.data[row] ?? 0), this.mark(traffic, row) | 0));
  }
}

interface RowsOf {
  readonly traffic: Traffic;
  readonly rows: Int32Array;
}

/** By how much the sequence numbers of a direction differ, from the first data that both places have; 0 where there is none. */
export function offsetByContent(one: RowsOf, two: RowsOf): number {
  const [prints, others] = [one.traffic.prints, two.traffic.prints];
  for (const row of one.rows.subarray(0, INDEXED)) {
    if (prints.hash[row] === 0) continue;
    for (const other of two.rows.subarray(0, INDEXED)) {
      const isSame =
        prints.hash[row] === others.hash[other] &&
        prints.data[row] === others.data[other] &&
        prints.tsVal[row] === others.tsVal[other] &&
        prints.ipId[row] === others.ipId[other];
      if (isSame) return ((others.sequence[other] ?? 0) - (prints.sequence[row] ?? 0)) | 0;
    }
  }
  return 0;
}
