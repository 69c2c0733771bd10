import { type PoolsRead, readPools } from "../../app/index.ts";
import type { Ms } from "../../base/index.ts";
import type { Gap } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { pause } from "../pause.ts";
import type { Walk } from "../walk.ts";
import type { PathAsked } from "./behind.ts";
import type { PlacedEntry } from "./hop-requests.ts";

/** When the pools are looked at, since a request was sent: those of one that hangs, twice before the shortest usual timer of a proxy ends it. */
const MOMENTS: readonly Ms[] = [500, 1_500, 3_000, 6_000, 10_000];

/** Looks of one run: one before all, and those during the request and during the requests of the hops, with one after each. */
export const MOST_LOOKS = 1 + 2 * (MOMENTS.length + 1);

/** How long the request itself is put off for the look before it. */
const MOST_PUT_OFF: Ms = 1_000;

/** Looks at the pools of applications while requests are under way. What is seen is recorded when it is known which hops they are. */
export interface PoolWatch extends Disposable {
  /** Looks while something is under way that lasts, and once after it. @returns What came of it, as soon as it is there. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Waits for the looks that are under way, and records all. */
  record(placed: readonly PlacedEntry[]): Promise<void>;
}

/** An application whose metrics are named, and from where they are asked for. */
interface AppWatched {
  /** Its place in the path. */
  readonly index: number;
  readonly url: URL;
  readonly vantage: Vantage;
  readonly reads: PoolsRead[];
}

/**
 * Watches the pools of the applications of a path whose metrics are named, nothing where there are none. The first look is made before
 * anything is sent, so that what comes with the request shows.
 */
export async function watchPools(
  walk: Walk,
  path: Pick<PathAsked, "entries"> | undefined,
  others: readonly Vantage[],
): Promise<PoolWatch> {
  const vantages = new Map([walk.vantage, ...others].map((one) => [one.name, one]));
  const wanted = walk.boundaries.has("database") ? (path?.entries ?? []) : [];
  const apps = wanted.flatMap((entry, index): readonly AppWatched[] => {
    if (entry.kind !== "app" || entry.metrics === null) return [];
    const vantage = vantages.get(metricsFrom(wanted, index) ?? walk.vantage.name);
    if (vantage !== undefined) return [{ index, url: new URL(entry.metrics), vantage, reads: [] }];
    walk.recorder.gap(unplaced(metricsFrom(wanted, index) ?? ""));
    return [];
  });
  const stop = new AbortController();
  const signal = AbortSignal.any([walk.signal, stop.signal]);
  const looks: Promise<void>[] = [];
  const keep = (looking: Promise<void>) => {
    looks.push(looking);
    // Waited for when all is recorded; until then it is nobody's.
    looking.catch(() => {});
    return looking;
  };
  const look = async () => {
    await Promise.all(apps.map((app) => lookOnce(app, walk, signal)));
  };
  if (apps.length > 0) {
    const seen = new AbortController();
    const first = keep(look()).finally(() => seen.abort());
    await Promise.race([first, pauseUnless(MOST_PUT_OFF, AbortSignal.any([signal, seen.signal]))]);
  }
  return {
    during(work) {
      if (apps.length > 0) void keep(lookWhile(work, look, { clock: walk.clock, signal }));
      return work;
    },
    async record(placed) {
      await Promise.all(looks);
      walk.signal.throwIfAborted();
      for (const app of apps) recordAll(app, placed[app.index]?.hop ?? 1, walk);
    },
    [Symbol.dispose]: () => stop.abort(),
  };
}

/** The vantage that metrics are asked from: their own, else that of the hop before; `null` for the start. docs/contract.md, "Configuration". */
export const metricsFrom = (entries: PathAsked["entries"], index: number): string | null =>
  entries[index]?.at ?? entries[index - 1]?.at ?? null;

const unplaced = (at: string): Gap => ({
  boundary: "database",
  needs: `the application's connection pools, by its metrics as ${at} sees them`,
  reason: "not-asked",
  allowBy: `Name ${at} under vantages: in the configuration`,
});

async function lookOnce({ url, vantage, reads }: AppWatched, walk: Walk, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { clock, secrets } = walk;
  const { trust } = secrets;
  reads.push(await readPools(url, { vantage, clock, signal, trust: trust.pem }));
}

/** Looks at each moment until the work is over, and then once more. Whoever waits for the work is told how it ended. */
async function lookWhile(
  work: Promise<unknown>,
  look: () => Promise<void>,
  { clock, signal }: Pick<Walk, "clock" | "signal">,
): Promise<void> {
  const begun = clock.ticks();
  const done = new AbortController();
  const end = () => done.abort();
  work.then(end, end);
  const ended = AbortSignal.any([signal, done.signal]);
  for (const moment of MOMENTS) {
    await pauseUnless(moment - (clock.ticks() - begun), ended);
    if (ended.aborted) break;
    await look();
  }
  await Promise.race([work, aborted(signal)]).catch(() => {});
  await look();
}

/** Waits, no longer than until a signal. */
async function pauseUnless(time: Ms, signal: AbortSignal): Promise<void> {
  if (signal.aborted || time <= 0) return;
  await pause(time, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Each look at what the application tells; and what it does not, where no look was told it. */
function recordAll({ vantage, reads }: AppWatched, hop: number, { recorder }: Walk): void {
  const own = recorder.ofHop(hop).at(vantage.name);
  for (const { state, observedAt, took, command } of reads) {
    if (state === null) continue;
    own.record("pool-state", state, {
      ...{ boundary: "database", by: "observed", purpose: "context", observedAt, took, command },
    });
  }
  const isTold = reads.some(({ state }) => state !== null);
  for (const { state, gap } of reads) if (gap !== null && (state !== null || !isTold)) own.gap(gap);
}
