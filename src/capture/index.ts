/**
 * Packets → flows → what went wrong in them.
 *
 * @module
 */
export { CaptureAnalysis, type Listeners } from "./capture-analysis.ts";
export { type CaptureRead, type ReadOptions, readFrames } from "./open-capture.ts";
export { ANALYSIS_FLAGS, flagNames } from "./tcp/analysis-flags.ts";
