/**
 * From evidence to a verdict: readers, observations, cause tables, and one pure function. No I/O at all.
 *
 * @module
 */
export { type CatalogueRow, catalogue, catalogueRow } from "./catalogue.ts";
export { type Cause, predict } from "./cause.ts";
export { causes } from "./causes/index.ts";
export { calibrationVersion, confidenceOf, standingOf } from "./confidence.ts";
export { diagnose, planNext, standingOfVerdict } from "./diagnose.ts";
export type { Experiment } from "./experiment.ts";
export { experiments } from "./experiments.ts";
export { type FailureShare, failsByOwnLoad, failureShareOf } from "./failure-share.ts";
export type { Observation } from "./observation.ts";
export type { ExperimentId, Proposition } from "./proposition.ts";
export { originOf, type ResetOrigin, resetsOf, wordsOfOrigin } from "./read/capture/index.ts";
export { nextBurstDue } from "./read/host/index.ts";
export { readers } from "./read/index.ts";
export type { ReferenceRequest, Window } from "./request.ts";
export { type BudgetRow, timeoutBudget } from "./timeout-budget.ts";
export type {
  Alternative,
  BoundaryRow,
  BoundaryStatus,
  Diagnosis,
  Found,
  RuledOut,
  Verdict,
  VerdictStatus,
} from "./verdict.ts";
export { type ObservationName, observationNames, vocabulary } from "./vocabulary/index.ts";
export { ownerOf } from "./way.ts";
export { notDiagnosed } from "./without-cause.ts";
