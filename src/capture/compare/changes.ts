import type { ChangedValue, PacketChanges } from "../../evidence/index.ts";
import { control } from "../tcp/sequence.ts";
import type { Direction, Pairs } from "./direction.ts";
import { optionBit } from "./prints.ts";

/** ECN's codepoint for congestion met. RFC 3168, section 5. */
const CONGESTION = 3;

/** What was done to the packets of a direction between the two places. */
export function changesOf(direction: Direction, { toDown }: Pairs): PacketChanges {
  const { up, down, upRows, downRows, sequenceOffset } = direction;
  const [one, two] = [up.prints, down.prints];
  const [hops, mss, dscp, ecn] = [new Counted(), new Counted(), new Counted(), new Counted()];
  let [windowChanged, congestionMarked, ipIdChanged, dataChanged, stripped] = [0, 0, 0, 0, 0];
  for (let here = 0; here < upRows.length; here += 1) {
    const there = toDown[here] ?? -1;
    if (there < 0) continue;
    const [row, other] = [upRows[here] ?? 0, downRows[there] ?? 0];
    hops.add((one.ttl[row] ?? 0) - (two.ttl[other] ?? 0), 0);
    if (((one.bits[row] ?? 0) & control.syn) !== 0 && one.mss[row] !== two.mss[other]) {
      mss.add(one.mss[row] ?? 0, two.mss[other] ?? 0);
    }
    stripped |= (one.options[row] ?? 0) & ~(two.options[other] ?? 0);
    if (one.window[row] !== two.window[other]) windowChanged += 1;
    const [wasClass, isClass] = [one.trafficClass[row] ?? 0, two.trafficClass[other] ?? 0];
    if (wasClass >> 2 !== isClass >> 2) dscp.add(wasClass >> 2, isClass >> 2);
    if ((wasClass & 3) !== (isClass & 3)) {
      if ((isClass & 3) === CONGESTION) congestionMarked += 1;
      else ecn.add(wasClass & 3, isClass & 3);
    }
    if (one.ipId[row] !== two.ipId[other] && (one.ipId[row] ?? -1) >= 0 && (two.ipId[other] ?? -1) >= 0) {
      ipIdChanged += 1;
    }
    if (one.hash[row] !== two.hash[other] && one.hash[row] !== 0 && two.hash[other] !== 0) dataChanged += 1;
  }
  return {
    hops: hops.most()?.from ?? null,
    mss: mss.most(),
    optionsStripped: Object.entries(optionBit).flatMap(([name, bit]) =>
      (stripped & bit) === 0 ? [] : [name],
    ),
    windowChanged,
    dscp: dscp.most(),
    ecn: ecn.most(),
    congestionMarked,
    sequenceOffset: sequenceOffset >>> 0,
    ipIdChanged,
    dataChanged,
  };
}

/** How often a value became another one. All fields that are counted have few values. */
class Counted {
  private readonly counts = new Map<number, number>();

  add(from: number, to: number): void {
    const key = from * 65_536 + to;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  most(): ChangedValue | null {
    const [best] = [...this.counts].sort(([, a], [, b]) => b - a);
    if (best === undefined) return null;
    const from = Math.floor(best[0] / 65_536);
    return { from, to: best[0] - from * 65_536, packets: best[1] };
  }
}
