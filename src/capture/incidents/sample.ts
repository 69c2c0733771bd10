import type { Ms } from "../../base/index.ts";
import type { Draft } from "./attempts.ts";
import type { LookUpBefore } from "./joined-look-ups.ts";

/** Attempts that are taken down of one incident: with at most four records each, less than 200 records. */
const MOST_FAILING = 30;
const MOST_PROPER = 15;
/** Of the proper ones, those that come first in the capture whatever they took: the rest are those that took longest. */
const FIRST_PROPER = 5;

/** The attempts that are taken down: failing ones before all, then the slowest and some ordinary ones; in order of time. */
export function sampleOf(drafts: readonly Draft[], lookUpBefore: LookUpBefore): readonly Draft[] {
  const failing = drafts.filter(({ failedAt }) => failedAt !== null);
  const proper = drafts.filter(({ failedAt }) => failedAt === null);
  const slowest = proper
    .slice(FIRST_PROPER)
    .toSorted((a, b) => slownessOf(b, lookUpBefore) - slownessOf(a, lookUpBefore));
  const chosen = new Set([
    // A flood of handshakes that are never finished must not push aside what befalls the others.
    ...failing.toSorted((a, b) => Number(isHalfMade(a)) - Number(isHalfMade(b))).slice(0, MOST_FAILING),
    ...proper.slice(0, FIRST_PROPER),
    ...slowest.slice(0, MOST_PROPER - FIRST_PROPER),
  ]);
  const begun = new Set<number>();
  return drafts
    .filter((draft) => chosen.has(draft))
    .map((draft) => {
      const { stream } = draft.seen.flow;
      const isFirst = !begun.has(stream);
      begun.add(stream);
      return isFirst === draft.isFirst ? draft : { ...draft, isFirst };
    });
}

const isHalfMade = ({ connect }: Draft): boolean => connect === "half-made";

/** What an attempt was held up by: its look-up, its handshake, its first octet, its stalls. */
function slownessOf({ seen: { flow }, connect, tls, http, isFirst }: Draft, lookUpBefore: LookUpBefore): Ms {
  const stalled = flow.stalls.reduce((sum, { took }) => sum + took, 0);
  const made = connect === null || connect === "half-made" ? 0 : connect.took;
  const lookUp = isFirst ? lookUpBefore(flow.stream) : null;
  const lookedUp = lookUp === null ? 0 : lookUp.until - lookUp.from;
  return lookedUp + made + (tls?.value.took ?? 0) + (http?.value.phases.firstByte ?? 0) + stalled;
}
