import type { Direction, Pairs } from "./direction.ts";

/** What the packets of one direction of a flow that both captures have say of where the places lie. */
export interface DirectionSigns {
  /** Packets whose TTL is smaller at the second place, and at the first. */
  readonly lessAtSecond: number;
  readonly lessAtFirst: number;
  /** The least and the greatest time at the second place less that at the first, each by its own clock; infinite where there is none. */
  readonly least: number;
  readonly most: number;
}

/** How packets can be told for sure to be the same one: the clock is taken from them alone where there are any. */
interface SamePacket {
  readonly first: number;
  readonly second: number;
  readonly isSure: boolean;
}

/** Goes through the packets of a direction that both have; `up` is the first place here, wherever it lies. */
export function signsOf(
  { up, down, upRows, downRows }: Direction,
  { toDown, keepsIds }: Pairs,
  take: (same: SamePacket) => void,
): DirectionSigns {
  let [lessAtSecond, lessAtFirst, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let here = 0; here < upRows.length; here += 1) {
    const there = toDown[here] ?? -1;
    if (there < 0) continue;
    const [row, other] = [upRows[here] ?? 0, downRows[there] ?? 0];
    const [ttl, otherTtl] = [up.prints.ttl[row] ?? 0, down.prints.ttl[other] ?? 0];
    if (otherTtl < ttl) lessAtSecond += 1;
    else if (otherTtl > ttl) lessAtFirst += 1;
    const [first, second] = [up.prints.time[row] ?? 0, down.prints.time[other] ?? 0];
    least = Math.min(least, second - first);
    most = Math.max(most, second - first);
    take({ first, second, isSure: keepsIds && (up.prints.ipId[row] ?? 0) > 0 });
  }
  return { lessAtSecond, lessAtFirst, least, most };
}

/** Whether the first place is the one nearer to the client, and how that is known; `null` where nothing tells. */
export function isFirstNearClient(
  fromClient: DirectionSigns,
  fromServer: DirectionSigns,
): { readonly isNear: boolean; readonly by: "ttl" | "time" } | null {
  const votes =
    fromClient.lessAtSecond + fromServer.lessAtFirst - fromClient.lessAtFirst - fromServer.lessAtSecond;
  if (votes !== 0) return { isNear: votes > 0, by: "ttl" };
  // There and back takes time, whatever the clocks say.
  const ifNear = fromClient.least - fromServer.most;
  const ifFar = fromServer.least - fromClient.most;
  if (!Number.isFinite(ifNear) || !Number.isFinite(ifFar)) return null;
  if (ifNear > 0) return { isNear: true, by: "time" };
  return ifFar > 0 ? { isNear: false, by: "time" } : null;
}
