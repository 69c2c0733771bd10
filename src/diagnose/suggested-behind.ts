import type { HopVerdict } from "./reason-behind.ts";
import type { Alternative, Verdict } from "./verdict.ts";

/** What a reason that is not proven may leave of the confidence in what it would explain. */
const AT_MOST = 0.89;

/**
 * The verdict of the next hop, less sure where something at this hop speaks for a reason behind it that nothing proves: that is an
 * alternative. docs/contract.md, "Which name", 1.
 */
export function lessSure(verdict: Verdict, own: HopVerdict, behind: HopVerdict): Verdict {
  const { root } = behind.judgement;
  if (root === null || root.cause.id !== verdict.cause || !root.proven) return verdict;
  const open = own.judgement.hypotheses.find(
    ({ cause, proven, contradictedBy, inScope }) =>
      !proven &&
      contradictedBy.length === 0 &&
      root.cause.explainedBy.includes(cause.id) &&
      cause.proves.some((proof) =>
        Object.entries(proof).some(([name, holds]) =>
          inScope.some((seen) => seen.name === name && seen.holds === holds),
        ),
      ),
  );
  if (open === undefined || verdict.alternatives.some(({ cause }) => cause === open.cause.id)) return verdict;
  const confidence = Math.min(verdict.confidence, AT_MOST);
  const alternative: Alternative = {
    boundary: open.cause.boundary,
    cause: open.cause.id,
    confidence: Number((1 - confidence).toFixed(3)),
    wouldBeSettledBy: `what ${own.judgement.request.asked.target} logged from before the first failure on, and the sockets of its host at the same time, twice`,
  };
  return { ...verdict, confidence, alternatives: [alternative, ...verdict.alternatives] };
}
