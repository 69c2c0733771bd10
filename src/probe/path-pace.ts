import type { Ms } from "../base/index.ts";
import type { SentProbe } from "./path-probes.ts";

/** What is known of one distance while probes go there. */
export interface HopPace {
  sent: number;
  answered: number;
  /** Sent quickly, and given up: each is sent once more, slowly. */
  givenUpQuick: number;
  /** Sent slowly, and given up. */
  givenUpSlow: number;
  lastSent: Ms;
  /** When the oldest probe that is still waited for was sent; `null` where none is. */
  oldestWaiting: Ms | null;
  /** Greatest round trip so far. */
  worst: Ms;
  /** A probe that every host answers however quickly they come: an echo or a SYN at the destination. */
  provesLoss: boolean;
}

/** A fresh distance. */
export const freshPace = (): HopPace => ({
  sent: 0,
  answered: 0,
  givenUpQuick: 0,
  givenUpSlow: 0,
  lastSent: Number.NEGATIVE_INFINITY,
  oldestWaiting: null,
  worst: 0,
  provesLoss: false,
});

/** Between two quick probes to one distance: six of them, all that a Linux router answers in a row, take an eighth of a second. */
const QUICK: Ms = 25;

/** Between two probes to a router that limits its answers: Linux sends one a second to each host. icmp_ratelimit, icmp(7). */
const SLOW: Ms = 1_060;

/** Beyond twice the usual round trip, what is not back by then holds up the next quick probe. */
const GRACE: Ms = 40;

/** Probes that a distance from which nothing ever came gets. */
const MOST_TO_SILENCE = 4;

/** How many probes a distance still has to get, those that are waited for not counted. */
export function wantedOf(hop: HopPace, count: number): number {
  // Some hosts limit echo too: what was lost in a quick row proves nothing, and as many are sent again slowly.
  if (hop.provesLoss) return Math.max(0, count * (hop.givenUpQuick > 0 ? 2 : 1) - hop.sent);
  if (hop.answered === 0) return Math.max(0, Math.min(count, MOST_TO_SILENCE) - hop.sent);
  // What was lost in a quick row is sent again slowly, as often at the most as was asked for.
  const again = Math.min(hop.givenUpQuick, count);
  return Math.max(0, count + again - hop.sent);
}

/** Whether probes to a distance go slowly: some were not answered, as by a router that limits its answers. */
export const isSlow = (hop: HopPace): boolean => hop.givenUpQuick + hop.givenUpSlow > 0;

/** When the next probe to a distance may go; `null` while it has to wait for what is on its way, or when it needs none. */
export function dueAt(hop: HopPace, count: number, now: Ms): Ms | null {
  if (wantedOf(hop, count) === 0) return null;
  if (isSlow(hop)) return hop.lastSent + SLOW;
  const isHeldUp = hop.oldestWaiting !== null && now - hop.oldestWaiting > 2 * hop.worst + GRACE;
  return isHeldUp && !hop.provesLoss ? null : hop.lastSent + QUICK;
}

/** After this a probe is not waited for any more; what comes later still counts. */
export function patienceFor(worstOfPath: Ms): Ms {
  return Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, 3 * worstOfPath));
}

/** Longer than most round trips on earth: what is farther is seen late, and still seen. */
const SHORTEST_WAIT: Ms = 300;
const LONGEST_WAIT: Ms = 1_000;

/** Counts anew by distance, since the end of the path may have moved. */
export function recount(
  paces: readonly (HopPace | undefined)[],
  probes: readonly SentProbe[],
  paceAt: (ttl: number) => HopPace,
): void {
  for (const pace of paces) {
    if (pace === undefined) continue;
    pace.sent = 0;
    pace.answered = 0;
    pace.oldestWaiting = null;
  }
  for (const probe of probes) {
    const pace = paceAt(probe.ttl);
    pace.sent += 1;
    if (probe.answer !== null) pace.answered += 1;
    pace.lastSent = Math.max(pace.lastSent, probe.sentTicks);
    if (probe.isWaiting)
      pace.oldestWaiting = Math.min(pace.oldestWaiting ?? probe.sentTicks, probe.sentTicks);
  }
}
