import type { EpochMs, Ms } from "../../../base/index.ts";
import type { SeriesSample } from "../../../evidence/index.ts";
import type { Bursts } from "./bursts.ts";

/** A SYN that was lost is sent again after a second. RFC 6298, section 2. */
const SENT_AGAIN: Ms = 900;
/** An attempt whose SYN was lost ends after a second: a shorter period cannot be told from its multiples. */
const SHORTEST_PERIOD: Ms = 1_200;
/** A period is one where it was seen so often. */
const LEAST_PERIODS = 4;
/** By so much of itself a period may be wrong over the whole series: how finely periods are tried. */
const PHASE_STEP = 0.02;
/** The losses lie within so much of the period. */
const WIDEST = 0.5;
/** Of a long series the newest attempts are looked at: enough to tell a period, and each is laid over all others for each period. */
const MOST_SAMPLES = 60;

/** A SYN that was sent: the first one of an attempt, or the one that was answered in its place. */
interface Try {
  readonly at: EpochMs;
  readonly isLost: boolean;
}

/**
 * The bursts of losses that are so frequent that many attempts meet one: each loses its first SYN, and then waits for a second, through
 * what would have been the quiet between. That the second SYN was answered says that it was quiet then; so do the attempts without loss.
 * A period is one at which all losses lie together, and nothing else among them. `null` where chance would do as well.
 *
 * @param mostChance How often losses by chance may look like this: a fraction, 0–1.
 */
export function burstsOfLostSyns(samples: readonly SeriesSample[], mostChance: number): Bursts | null {
  const least = Math.min(...samples.flatMap(({ handshake }) => (handshake === null ? [] : [handshake])));
  const newest = samples.slice(-MOST_SAMPLES);
  const tries = newest.flatMap(triesIn(least));
  const lost = tries.filter(({ isLost }) => isLost);
  const [first, last] = [lost[0], lost.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span = last.at - first.at;
  const longest = span / LEAST_PERIODS;
  if (longest < SHORTEST_PERIOD) return null;
  // Periods that differ by less than this put the same tries into the same order.
  const periods = 1 + LEAST_PERIODS * span * (1 / SHORTEST_PERIOD - 1 / longest);
  if (chanceOfTogether(tries.length, lost.length) * periods > mostChance) return null;
  // From the longest: at half of a period losses that lie together still do.
  const possible: Ms[] = [];
  for (let period = longest; period >= SHORTEST_PERIOD; period -= (period * period * PHASE_STEP) / span) {
    if (areTogether(tries, period)) possible.push(period);
    else if (possible.length > 0) break;
  }
  const [most, fewest] = [possible[0], possible.at(-1)];
  if (most === undefined || fewest === undefined) return null;
  const isLate = samples.map((sample) => triesIn(least)(sample)[0]?.isLost === true);
  return { period: (most + fewest) / 2, isLate, lastStart: last.at };
}

/** The SYNs of an attempt, where a handshake without loss takes the least of all. */
const triesIn =
  (least: Ms) =>
  ({ at, failedAt, took, handshake, synsAgain }: SeriesSample): readonly Try[] => {
    if (handshake === null) return failedAt === "connect" && took >= SENT_AGAIN ? [{ at, isLost: true }] : [];
    const later = handshake - least;
    if (later < SENT_AGAIN) return [{ at, isLost: false }];
    // This process had to wait, for its processor say: no SYN was sent again.
    if (synsAgain === 0) return [];
    return [
      { at, isLost: true },
      { at: at + later, isLost: false },
    ];
  };

/** Whether, laid over each other period by period, all losses lie side by side, in a part of the period of which nothing else is seen. */
function areTogether(tries: readonly Try[], period: Ms): boolean {
  const phases = tries
    .map(({ at, isLost }) => ({ phase: at % period, isLost }))
    .toSorted((a, b) => a.phase - b.phase);
  const begins = phases.filter(({ isLost }, index) => isLost && !(phases.at(index - 1)?.isLost ?? true));
  const [begin] = begins;
  if (begin === undefined || begins.length > 1) return false;
  const lasting = phases
    .filter(({ isLost }) => isLost)
    .map(({ phase }) => (phase - begin.phase + period) % period);
  return Math.max(...lasting) <= period * WIDEST;
}

/** How likely it is that so many of all, drawn by chance, are neighbours on a circle: the places of a run, of all ways to choose. */
function chanceOfTogether(all: number, chosen: number): number {
  let ways = 1;
  for (let index = 0; index < chosen; index += 1) ways *= (all - index) / (chosen - index);
  return all / ways;
}
