import type { Direction, Pairs } from "./direction.ts";

/** Times from place to place of the packets that both have, in nanoseconds; the least is infinite where there is none. */
export function delaysOf(direction: Direction, { toDown }: Pairs) {
  const { up, down, upRows, downRows, times } = direction;
  let [count, sum, least, most] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (let here = 0; here < upRows.length; here += 1) {
    const there = toDown[here] ?? -1;
    if (there < 0) continue;
    const took =
      times.toSender(down.prints.time[downRows[there] ?? 0] ?? 0) - (up.prints.time[upRows[here] ?? 0] ?? 0);
    count += 1;
    sum += took;
    if (took < least) least = took;
    if (took > most) most = took;
  }
  return { count, sum, least, most };
}

/** Packets that came before one that left earlier. */
export function overtakenOf({ toUp }: Pairs): number {
  let [furthest, overtaken] = [-1, 0];
  for (const here of toUp) {
    if (here < 0) continue;
    if (here < furthest) overtaken += 1;
    else furthest = here;
  }
  return overtaken;
}
