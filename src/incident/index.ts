/**
 * One incident from the request to the saved evidence: intake, freeze, attempts, differences, experiments, verdict.
 *
 * @module
 */
export { saveBundle } from "./bundle.ts";
export { type CheckContext, check, packageVersion } from "./check.ts";
export { planOf } from "./plan.ts";
