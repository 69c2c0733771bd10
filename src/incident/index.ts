/**
 * One incident from the request to the saved evidence: intake, freeze, attempts, differences, experiments, verdict.
 *
 * @module
 */

export { saveBundle } from "./bundle.ts";
export { type Bundle, readBundle } from "./bundle-read.ts";
export { type CaptureOptions, captureReport } from "./capture-report.ts";
export { type CaptureReport, captureRun } from "./capture-run.ts";
export { type CheckContext, check } from "./check.ts";
export { type Comparison, compareRuns, type Difference } from "./compare-runs.ts";
export { boundByEnd, RunEndedEarly } from "./ended-early.ts";
export type { PathAsked } from "./hops/behind.ts";
export type { HopLine, HopTask, LookTask, UpstreamAsked, UpstreamTask } from "./hops/hop-task.ts";
export { lookFromHere } from "./hops/look-upstreams.ts";
export type { KubeAsked } from "./kube/index.ts";
export { planOf } from "./plan.ts";
export { redactStrictly } from "./redact.ts";
export { scrub } from "./redact-secrets.ts";
export type { Run } from "./run.ts";
export { mustTakeFiles } from "./save-new.ts";
export { surveyHost } from "./survey/survey.ts";
export { type Outlook, onlyHere } from "./vantages.ts";
