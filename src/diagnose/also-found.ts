import type { Evidence } from "../evidence/index.ts";
import { confidenceOf, standingOf } from "./confidence.ts";
import { isReasonFor } from "./gives-way.ts";
import { citesOf, explains, type Hypothesis, speakingFor } from "./hypothesis.ts";
import { alongTheWay, type Judgement, orderOf } from "./judge.ts";
import { isAbnormal } from "./observation.ts";
import { foundAtOtherAddresses } from "./other-addresses.ts";
import { isUnknown } from "./unknown.ts";
import type { Found } from "./verdict.ts";

/** Proven faults, and those that the verdict needs beside it, where they account for something that the verdict does not. */
export function alsoFoundOf(
  { root, chosen, hypotheses, observations, request }: Judgement,
  records: readonly Evidence[],
): readonly Found[] {
  const abnormal = observations.filter(isAbnormal);
  const addsTo = (other: Hypothesis) =>
    abnormal.some((seen) => explains(other, seen) && (root === null || !explains(root, seen)));
  const isConsequence = ({ cause }: Hypothesis) =>
    root !== null &&
    (isReasonFor(root.cause, cause) || root.cause.refines === cause.id || cause.refines === root.cause.id);
  const found = hypotheses
    .filter((other) => other !== root && !isUnknown(other.cause) && (other.proven || chosen.includes(other)))
    .filter((other) => addsTo(other) && !isConsequence(other))
    .toSorted(alongTheWay)
    .map((other) => ({
      boundary: other.cause.boundary,
      cause: other.cause.id,
      confidence: confidenceOf(standingOf(other, { rivals: [], isEarlierUnseen: false })),
      because: citesOf(speakingFor(other)),
    }));
  const elsewhere =
    root === null || isUnknown(root.cause) ? [] : foundAtOtherAddresses(records, request, root);
  // What is told with its cause is not told again without.
  const isTold = ({ because }: Found) =>
    because.every((id) => found.some((other) => other.because.includes(id)));
  return [...found, ...elsewhere.filter((other) => !isTold(other))].toSorted(
    (a, b) => orderOf(a.boundary) - orderOf(b.boundary),
  );
}
