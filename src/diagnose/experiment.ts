import type { Boundary, Ms } from "../base/index.ts";
import type { Scheme } from "../evidence/index.ts";
import { predict } from "./cause.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { ExperimentId } from "./proposition.ts";
import { isUnknown } from "./unknown.ts";
import { type ObservationName, observationNames } from "./vocabulary/index.ts";

/** Something that can be run to learn more. Data: who runs it is not this room's business. */
export interface Experiment {
  readonly id: ExperimentId;
  /** The boundary that it looks at: it is left out with it. */
  readonly boundary: Boundary;
  /** Targets that it makes sense for; `null` for all. */
  readonly schemes: readonly Scheme[] | null;
  /** What it is run for, as a sentence for the report. */
  readonly tellsApart: string;
  /** The most that it sends, and to whom, as words for the plan. */
  readonly bound: string;
  /** What it keeps to besides, where the request may not be repeated. */
  readonly unlessAllowed?: string;
  /** The observations that it can yield. */
  readonly yields: readonly ObservationName[];
  /** What it usually takes. */
  readonly cost: Ms;
  /** `none`: as harmless as the request's own connection. `repeats`: it sends the request, or one like it, again. */
  readonly risk: "none" | "repeats";
}

/** How much worse repeating a request is than waiting, when two experiments tell the same apart. */
const REPEAT_PENALTY = 1.5;

/** Added to every cost, so that an experiment that is free does not win by being free alone. */
const BASE_COST: Ms = 100;

/**
 * The experiment on which these hypotheses' tables differ most per cost, or that can prove the first of them;
 * `null` when none tells them apart.
 *
 * @param candidates The leading hypothesis first, then its rivals.
 */
export function nextExperiment(
  candidates: readonly Hypothesis[],
  experiments: readonly Experiment[],
  done: ReadonlySet<string>,
): Experiment | null {
  let best: Experiment | null = null;
  let most = 0;
  for (const experiment of experiments) {
    if (done.has(experiment.id)) continue;
    const gain = experiment.yields.reduce((sum, name) => sum + gainOf(name, candidates), 0);
    const cost = (experiment.cost + BASE_COST) * (experiment.risk === "repeats" ? REPEAT_PENALTY : 1);
    if (gain > 0 && gain / cost > most) [best, most] = [experiment, gain / cost];
  }
  return best;
}

/** What the answer to one proposition is worth: the pairs that it splits, and the proofs that wait for it. */
function gainOf(name: ObservationName, candidates: readonly Hypothesis[]): number {
  const pairs = candidates.flatMap((one, index) =>
    candidates.slice(index + 1).map((other) => distance(name, one, other)),
  );
  const proofs = candidates.filter(
    (candidate) =>
      !candidate.proven &&
      !isObserved(name, candidate) &&
      candidate.cause.proves.some((proof) => name in proof),
  );
  return pairs.reduce((sum, split) => sum + split, 0) + proofs.length;
}

/**
 * How far two hypotheses differ on an observation that nobody made: 2 where one says yes and the other no, 1 where
 * one says nothing, else 0. The unknown of a boundary predicts nothing and is told apart from nothing.
 */
export function distance(name: ObservationName, a: Hypothesis, b: Hypothesis): number {
  if (isUnknown(a.cause) || isUnknown(b.cause)) return 0;
  if (isObserved(name, a) && isObserved(name, b)) return 0;
  return Math.abs(weightOf(name, a) - weightOf(name, b));
}

/** The observation still to be made on which two hypotheses differ most; `null` when none does. */
export function bestSplit(a: Hypothesis, b: Hypothesis): ObservationName | null {
  let best: ObservationName | null = null;
  let most = 0;
  for (const name of observationNames) {
    const split = distance(name, a, b);
    if (split > most) [best, most] = [name, split];
  }
  return best;
}

/** Whether a record already answers it for this place. */
export const isObserved = (name: ObservationName, { inScope }: Hypothesis) =>
  inScope.some((observation) => observation.name === name);

function weightOf(name: ObservationName, { cause }: Hypothesis): number {
  const predicted = predict(cause, name);
  return predicted === null ? 0 : predicted ? 1 : -1;
}
