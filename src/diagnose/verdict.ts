import type { Boundary, Ms } from "../base/index.ts";

/**
 * What the run came to. docs/contract.md, "Status".
 *
 * - `healthy`: every attempt got a proper answer, and nothing that the request could have met fails or slows it.
 * - `degraded`: at least one attempt did, but others fail, an address or a resolver does, or a step is slow.
 * - `broken`: no attempt got a proper answer.
 * - `inconclusive`: attempts failed or could not be made, and no cause is likelier than not.
 */
export type VerdictStatus = "healthy" | "degraded" | "broken" | "inconclusive";

/** Another cause that the evidence leaves open. */
export interface Alternative {
  readonly boundary: Boundary;
  readonly cause: string | null;
  /** Fraction, 0–1. */
  readonly confidence: number;
  /** What to look at, and where, to tell it from the verdict. */
  readonly wouldBeSettledBy: string;
}

/** A cause that the evidence contradicts; with cause `null`, a whole boundary that the request passed. */
export interface RuledOut {
  readonly boundary: Boundary;
  readonly cause: string | null;
  /** Ids of the records that say so. */
  readonly because: readonly string[];
}

/** The first broken boundary, why, and how sure that is. */
export interface Verdict {
  readonly status: VerdictStatus;
  /** `null` when healthy, and when inconclusive without a place. */
  readonly boundary: Boundary | null;
  /** An id of the catalogue; `null` when healthy, and when no listed cause fits the boundary. */
  readonly cause: string | null;
  /** The vantage or host:port where it is broken; `null` when nothing is. */
  readonly at: string | null;
  /** Fraction, 0–1: of all verdicts said at 0.9, nine in ten are right. */
  readonly confidence: number;
  /** One sentence for the pager. */
  readonly summary: string;
  /** Ids of the records that prove it. */
  readonly because: readonly string[];
  readonly fix: readonly string[];
  readonly prevention: readonly string[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly RuledOut[];
}

/** A fault that was found and is not the first on the request's way. */
export interface Found {
  readonly boundary: Boundary;
  readonly cause: string | null;
  /** Fraction, 0–1. */
  readonly confidence: number;
  readonly because: readonly string[];
  /** What it is, where no cause of the catalogue says so. */
  readonly says?: string;
}

/**
 * How one boundary of one hop stands.
 *
 * - `unknown`: it could not be seen. `skipped`: it was not to be looked at. `not-reached`: an earlier one is broken.
 */
export type BoundaryStatus = "ok" | "degraded" | "broken" | "unknown" | "skipped" | "not-reached";

/** One boundary of the request's way, as the walk found it. */
export interface BoundaryRow {
  /** Counted from 1; the first leads from the client to what it talks to. */
  readonly hop: number;
  readonly from: string;
  readonly to: string;
  readonly id: Boundary;
  readonly status: BoundaryStatus;
  /** What the request spent in it; `null` where it was not passed or takes no time of its own. */
  readonly tookMs: Ms | null;
  readonly summary: string;
  /** Ids of the records about it. */
  readonly evidence: readonly string[];
}

/** Everything that the engine has to say of one run's evidence. The same evidence gives the same diagnosis. */
export interface Diagnosis {
  readonly verdict: Verdict;
  readonly alsoFound: readonly Found[];
  /** In the order of the walk. */
  readonly boundaries: readonly BoundaryRow[];
  /** Kinds of evidence that were there and that this engine does not know. */
  readonly notJudged: readonly string[];
}
