import type { Ms } from "../../../../base/index.ts";
import type { Evidence, PoolCounts, PoolTotals } from "../../../../evidence/index.ts";
import { isInUse } from "./pools.ts";

/** One look at one pool. */
export interface PoolLook {
  readonly record: Evidence<"pool-state">;
  readonly pool: PoolCounts;
}

/** Requests that waited for a connection of a pool all of whose connections were in use. */
export interface PoolWait {
  /** The looks that show it, in their order. */
  readonly looks: readonly PoolLook[];
  /** How many wait; `null` where that is not counted. */
  readonly waiting: number | null;
  /** How many gave up, between the looks. */
  readonly gaveUp: number;
  /** One of them has waited so long at least, or so long in the mean; `null` where it is not known. */
  readonly waited: Ms | null;
  /** Somebody began to wait while it was looked: what was asked meanwhile may be that. */
  readonly isJoined: boolean;
}

/** docs/contract.md, "Status": over a second is slow. A shorter wait is a pool at work. */
const LONG: Ms = 1_000;

/** Two looks so far apart see the same wait, and not two short ones. The looks themselves are made a second apart. */
const APART: Ms = 900;

/**
 * The wait for a connection that looks at one pool show, in the order of their time; `null` where they show none. All in use is not enough,
 * nor is that somebody waits in one moment: a pool at work has both. It takes somebody who gave up, waits that came to an end after long, or
 * somebody who waits in one look and still does in a later one.
 */
export function waitOf(looks: readonly PoolLook[]): PoolWait | null {
  const windows = looks.flatMap((_, from) =>
    looks.slice(from + 1).map((__, more) => looks.slice(from, from + more + 2)),
  );
  const waits = windows.flatMap((window) => waitIn(window) ?? []);
  const isJoined = waits.some((wait) => wait.isJoined) || rises(looks);
  const best = waits.toSorted((a, b) => weightOf(b) - weightOf(a))[0];
  return best === undefined ? null : { ...best, isJoined };
}

/** Of several the one that says most: how long, then how many. */
const weightOf = ({ waited, waiting, gaveUp }: PoolWait): number =>
  (waited ?? 0) * 1_000 + (waiting ?? 0) + gaveUp;

function waitIn(looks: readonly PoolLook[]): PoolWait | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return null;
  // Where waits are counted as they begin, the first look may be the one before them.
  const begun = grown("begun", first, looks[1] ?? last) ?? 0;
  if (begun > 0 && looks.length > 2 && looks.slice(1).every(inUse) && grown("waited", first, last) === 0)
    return waitSince(looks, begun);
  if (!looks.every(inUse)) return null;
  const { waiting } = last.pool;
  const gaveUp = grown("gaveUp", first, last) ?? 0;
  const mean = meanWait(first, last);
  if (gaveUp > 0) return { looks: [first, last], waiting, gaveUp, waited: mean, isJoined: true };
  if (mean !== null && mean >= LONG)
    return { looks: [first, last], waiting, gaveUp: 0, waited: mean, isJoined: true };
  const waitsThroughout = looks.every(({ pool }) => (pool.waiting ?? 0) > 0);
  const span = between(first, last);
  // Those that got a connection meanwhile did not wait for long, and so it goes on.
  if (!waitsThroughout || mean !== null || span < APART) return null;
  const isSame = grown("ended", first, last) === 0 && grown("gaveUp", first, last) === 0;
  return { looks: [first, last], waiting, gaveUp: 0, waited: isSame ? span : null, isJoined: false };
}

/** Waits that began between the first two looks, and of which none has come to an end by the last one. */
function waitSince(looks: readonly PoolLook[], begun: number): PoolWait | null {
  const [first, second, last] = [looks[0], looks[1], looks.at(-1)];
  if (first === undefined || second === undefined || last === undefined) return null;
  const waited = between(second, last);
  if (waited < APART) return null;
  return { looks: [first, second, last], waiting: begun, gaveUp: 0, waited, isJoined: true };
}

const inUse = ({ pool }: PoolLook): boolean => isInUse(pool);

/** How long those waited in the mean that waited no more at the later look; `null` where none did, or it is not told. */
function meanWait(from: PoolLook, until: PoolLook): Ms | null {
  const waited = grown("waited", from, until);
  const ended = grown("ended", from, until) ?? grown("begun", from, until);
  return waited === null || ended === null || ended === 0 ? null : waited / ended;
}

/** By how much a total has grown; `null` where it is not told, or began anew. */
function grown(total: keyof PoolTotals, from: PoolLook, until: PoolLook): number | null {
  const [before, after] = [from.pool.totals?.[total] ?? null, until.pool.totals?.[total] ?? null];
  return before === null || after === null || after < before ? null : after - before;
}

/** The time that surely lies between two looks. */
const between = (from: PoolLook, until: PoolLook): Ms =>
  until.record.observedAt - (from.record.observedAt + from.record.took);

/** Whether more wait, or have begun to, at one look than at the one before it. */
const rises = (looks: readonly PoolLook[]): boolean =>
  looks.some((look, index) => {
    const before = looks[index - 1];
    if (before === undefined) return false;
    return (
      (look.pool.waiting ?? 0) > (before.pool.waiting ?? Number.POSITIVE_INFINITY) ||
      (grown("begun", before, look) ?? 0) > 0
    );
  });
