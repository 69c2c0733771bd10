/**
 * `faultline/capture`: captures read and analysed, without the rest of Faultline. docs/capture-library.md.
 *
 * @module
 */
export type { CapturedFlow, CaptureQuality, FlowSide } from "../evidence/index.ts";
export type { CapturedApplications } from "./application/index.ts";
export { type Analysis, type AnalyzeOptions, analyze, type FrameFlags } from "./library-analyze.ts";
export { type FrameRead, type ReadCaptureOptions, readCapture } from "./library-read.ts";
