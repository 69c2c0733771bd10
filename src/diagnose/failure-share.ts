import { chanceOfGroup, proportionOf, shareThatShows } from "../calc/index.ts";
import type { Series } from "../evidence/index.ts";

/** How rare a failure is, and which rarer one would not have been seen. Fractions 0–1. */
export interface FailureShare {
  readonly share: number;
  /** The true share lies between these, at 95 %. */
  readonly low: number;
  readonly high: number;
  /** A fault of more than this share would have shown at least once, at 95 %. */
  readonly wouldShow: number;
}

/** The share of failures in a series; `null` of none at all. */
export const failureShareOf = ({
  count,
  failures,
}: Pick<Series, "count" | "failures">): FailureShare | null =>
  count < 1 ? null : { ...proportionOf(failures, count), wouldShow: shareThatShows(count) };

/** Chance explains so much, and not less: what is dropped on this ground is no attempt of the request. */
const OWN_LOAD = 0.05;

/** Whether attempts fail because they are made side by side: those that are made alone do not fail, or far more seldom. */
export const failsByOwnLoad = (
  together: Pick<Series, "count" | "failures">,
  alone: Pick<Series, "count" | "failures">,
): boolean =>
  together.failures > 0 &&
  chanceOfGroup({ ...together, otherFailures: alone.failures, otherCount: alone.count }) < OWN_LOAD;
