/**
 * Captures of the same time at several places, laid side by side.
 *
 * @module
 */
export { type CaptureSource, compareCaptures } from "./compare.ts";
export { comparisonOf } from "./comparison-of.ts";
