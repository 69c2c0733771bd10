import type { Expectation } from "./scenario.ts";

/** The part of a report's verdict that a score needs. */
export interface Verdict extends Pick<Expectation, "status" | "boundary" | "cause"> {
  /** The vantage or `host:port` where it is broken. */
  readonly at?: string | null;
  readonly alternatives: readonly Pick<Expectation, "boundary" | "cause">[];
  readonly confidence: number;
  readonly summary: string;
}

/** Above this a verdict that is not the true one was said as a certainty, and is wrong whatever its alternatives are. */
const SURE = 0.9;

/**
 * Whether the verdict is what is expected. Where the scenario says that a look from this vantage cannot tell, it is enough that
 * the truth is among the alternatives of a verdict that is not sure of itself.
 */
export function agrees(verdict: Verdict, expected: Expectation): boolean {
  if (!hasStatus(verdict, expected)) return false;
  const isThere = expected.at === undefined || verdict.at === expected.at;
  if (verdict.boundary === expected.boundary && verdict.cause === expected.cause) return isThere;
  return (
    expected.undecided !== undefined &&
    verdict.confidence < SURE &&
    verdict.alternatives.some(
      ({ boundary, cause }) => boundary === expected.boundary && cause === expected.cause,
    )
  );
}

/** Whether the verdict's status is one of those that are expected. */
export const hasStatus = ({ status }: Pick<Verdict, "status">, expected: Expectation): boolean =>
  status === expected.status || status === expected.orStatus;
