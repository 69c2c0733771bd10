import { type Hypothesis, speakingFor } from "./hypothesis.ts";
import type { Judgement } from "./judge.ts";
import { isAbnormal, isSymptom, type Observation } from "./observation.ts";
import { settledBy } from "./settled-by.ts";
import { fill, slotsOf } from "./template.ts";
import type { Alternative } from "./verdict.ts";

/** Alternatives that a verdict lists: a status that says little has this many causes, and the truth must be among them. */
const MOST_LISTED = 10;

/** The rivals, with what is left of the probability shared out among them in their order. */
export function alternativesOf(
  { root, rivals, consequences, request }: Judgement,
  left: number,
): readonly Alternative[] {
  if (root === null) return [];
  // Beside a proof, what nothing observed speaks for is no alternative: the same symptom is explained.
  const open = rivals.filter((rival) => !root.proven || isSpokenFor(rival));
  // A database that nothing tells of is thought of last: most requests that fail like this meet none. So is the end of an application's
  // process, where nothing tells of one.
  const isFarFetched = (one: Hypothesis) =>
    (one.cause.boundary === "database" || (one.cause.boundary === "app" && one.unmet > 0)) &&
    !isSpokenFor(one);
  const inOrder = [...consequences, ...open];
  // What goes before all that is of the cluster stays there; without a cluster nothing changes its place.
  const first = inOrder.findIndex(isOfCluster);
  const isFirst = (one: Hypothesis) => one.unmet === 0 && inOrder.indexOf(one) < first;
  const rankOf = (one: Hypothesis) => (isFarFetched(one) ? 2 : isOfCluster(one) || isFirst(one) ? 0 : 1);
  const listed = inOrder.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST_LISTED);
  // Each next one is taken to be half as likely as the one before: an order, put into numbers that sum up to what is left.
  const weights = listed.map((_, index) => 2 ** -index);
  const sum = weights.reduce((a, b) => a + b, 0);
  return listed.map((rival, index) => ({
    boundary: rival.cause.boundary,
    cause: rival.cause.id,
    confidence: (left * (weights[index] ?? 0)) / sum,
    wouldBeSettledBy: fill(settledBy(root, rival), slotsOf(rival, request)),
  }));
}

/** In a cluster its own network is thought of first, where nothing speaks against it: the nodes may be out of view. */
const isOfCluster = ({ cause, doubts }: Hypothesis): boolean =>
  cause.onlyIn === "cluster" && (cause.boundary === "service" || cause.boundary === "cni") && doubts === 0;

/**
 * Whether anything but the symptom itself speaks for a cause: what is out of order, or belongs to a proof of it. That a name was looked up, say,
 * is so of every request by name.
 */
function isSpokenFor(hypothesis: Hypothesis): boolean {
  const { cause, proven } = hypothesis;
  const isTelling = (seen: Observation) =>
    isAbnormal(seen) || cause.proves.some((proof) => proof[seen.name] === true);
  return proven || speakingFor(hypothesis).some((seen) => seen.holds && !isSymptom(seen) && isTelling(seen));
}
