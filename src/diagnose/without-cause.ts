import type { Diagnosis, Verdict } from "./verdict.ts";

/** A verdict that names no cause and no place; the caller adds what it knows. */
export const verdictWithout = (status: Verdict["status"], summary: string): Verdict => ({
  status,
  boundary: null,
  cause: null,
  at: null,
  confidence: 0,
  summary,
  because: [],
  fix: [],
  prevention: [],
  alternatives: [],
  ruledOut: [],
});

/**
 * The diagnosis where nothing can be judged: no fault, and no health.
 *
 * @param summary Why not, in one sentence.
 */
export const notDiagnosed = (summary: string): Diagnosis => ({
  verdict: verdictWithout("inconclusive", summary),
  alsoFound: [],
  boundaries: [],
  notJudged: [],
});
