import type { Ms } from "../base/index.ts";
import { failsByOwnLoad, nextBurstDue } from "../diagnose/index.ts";
import { createRecorder, isDatabaseScheme, isSafeMethod, type Recorder } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { type AttemptMade, makeAttempt } from "./attempt.ts";
import { sendOnKept, waitsWithin } from "./kept-requests.ts";
import { createPace } from "./pace.ts";
import { pause } from "./pause.ts";
import { MOST_SAMPLES, type Sampled, sampledOf, seriesOf } from "./sampled.ts";
import { takeOver } from "./take-over.ts";
import { watchTraffic } from "./traffic.ts";
import type { Walk } from "./walk.ts";

/** How often and how long the request is repeated. */
export interface Repetition {
  /** Attempts in all, the first one among them. */
  readonly count: number;
  /** Sampling goes on this long; `null` for one pass. */
  readonly during: Ms | null;
  /** Places whose interfaces are read after each attempt. */
  readonly places?: readonly Vantage[];
}

/** Pause between two attempts while sampling: four in a second find what comes and goes, and load nobody. */
const PAUSE: Ms = 250;

/** Attempts that failed and are kept raw; of more than these only the count and the times are. */
const MOST_FAILURES_KEPT = 25;

/** What comes back in step so far is waited for once more, by at most this share of the time asked for: that it comes proves it. */
const MOST_LONGER = 0.5;

/** After the moment at which it is due it has this share of the wait to come. */
const MAY_BE_LATE = 0.25;

/** An attempt that is proper and takes so much longer than the first is kept raw as well: it may be slow. docs/contract.md, "Status". */
const SLOWER: Ms = 1_000;

/** Attempts that are only counted end after this time: where each of them waits for an answer, a thousand would take hours. */
const LONGEST: Ms = 600_000;

/** Connections are kept and left idle for this share of the time asked for, after it. */
const KEPT_SHARE = 1 / 3;

/** Fewer attempts than these are no sampling: nothing is sent beside them. */
export const SAMPLING = 20;

/**
 * Repeats the request as an attempt of its own each time, and reads after each what the interfaces of the places have counted. Failures and
 * what is slow are kept raw, other successes only counted, in one record. Where no time is asked for, some are made side by side; a failure
 * that only those have is of this run's own load, and no attempt.
 *
 * @param made The attempt that was made already.
 * @returns How many attempts there are now.
 */
export async function repeat(
  walk: Walk,
  made: AttemptMade,
  { count, during, places = [] }: Repetition,
): Promise<number> {
  const { clock, recorder, vantage, signal } = walk;
  if (count <= 1 && during === null) return 1;
  const first = made.record;
  const started = clock.ticks();
  const observedAt = clock.now();
  const all: Sampled[] = [sampledOf(made, null, false)];
  const samples = all.map(({ sample }) => sample);
  const held: Recorder[] = [];
  let kept = 0;
  let keptSuccess = first.value.answeredProperly;
  const traffic = watchTraffic(during === null ? [] : places);
  traffic.read(clock.now());
  const pace = createPace(during === null && mayGoTogether(walk) ? undefined : 1);
  const between = during === null ? 0 : Math.min(PAUSE, during / count);
  const wanted = () => {
    const passed = clock.ticks() - started;
    if (all.length < count) return passed < Math.max(LONGEST, during ?? 0);
    if (during === null || passed < during) return during !== null;
    if (passed >= during * (1 + MOST_LONGER)) return false;
    const next = nextBurstDue(samples);
    return next !== null && clock.now() <= next.due + next.wait * MAY_BE_LATE;
  };
  while (wanted()) {
    signal.throwIfAborted();
    const lanes = during === null ? Math.min(pace.lanes, count - all.length) : 1;
    const round = await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        const aside = createRecorder(vantage.name);
        const number = all.length + 1 + lane;
        const attempt = await makeAttempt({ ...walk, recorder: aside }, number, "reference");
        return { aside, sampled: sampledOf(attempt, aside, lanes > 1) };
      }),
    );
    for (const { aside, sampled } of round) {
      const { isProper, isTogether, sample } = sampled;
      all.push(sampled);
      if (samples.length < MOST_SAMPLES) samples.push(sample);
      const isSlower = first.value.answeredProperly && sample.took > first.value.took + SLOWER;
      const isTelling = !isProper || isSlower;
      if (isTelling ? kept >= MOST_FAILURES_KEPT : keptSuccess) continue;
      if (isTelling) kept += 1;
      if (isProper) keptSuccess = true;
      // Whether it fails by our own load is known when others were made alone.
      if (!isProper && isTogether) held.push(aside);
      else takeOver(aside, recorder);
    }
    pace.saw(round.map(({ sampled }) => ({ took: sampled.sample.took, isProper: sampled.isProper })));
    traffic.read(clock.now());
    if (during !== null && wanted()) await pause(between, signal);
  }
  const took = clock.ticks() - started;
  const { attempts, aside } = withoutOwnLoad(all);
  if (aside === undefined) for (const one of held) takeOver(one, recorder);
  traffic.record(recorder, { observedAt, took });
  const idles = during === null && count < SAMPLING ? [] : waitsWithin(within(during));
  const onKept = await sendOnKept(walk, idles);
  recorder.record("series", seriesOf({ attempts, kept: onKept, aside, asked: count }), {
    boundary: "client",
    by: "probe",
    purpose: "context",
    observedAt,
    took,
    command: first.command,
  });
  if (all.length < count)
    recorder.gap({
      boundary: "client",
      needs: `${count - all.length} more of ${count} attempts: the others took ${Math.round(took / 1000)} s`,
      reason: "bounded",
      allowBy: "Ask for fewer with --count, or give them a deadline",
    });
  return all.length;
}

const within = (during: Ms | null): Ms | null => (during === null ? null : during * KEPT_SHARE);

/** Whether attempts may be made side by side: what changes something, asks a resolver or logs in is sent one at a time. */
const mayGoTogether = ({ asked }: Walk): boolean =>
  asked.scheme !== "dns" && !isDatabaseScheme(asked.scheme) && isSafeMethod(asked.method);

/** The attempts without those that were made side by side, where only these fail; and how those ended. */
function withoutOwnLoad(all: readonly Sampled[]) {
  const together = tally(all.filter(({ isTogether }) => isTogether));
  const alone = all.filter(({ isTogether }) => !isTogether);
  return failsByOwnLoad(together, tally(alone))
    ? { attempts: alone, aside: together }
    : { attempts: all, aside: undefined };
}

const tally = (some: readonly Sampled[]) => ({
  count: some.length,
  failures: some.filter(({ isProper }) => !isProper).length,
});
