/**
 * A second look at one flow: its frames for a person to read, and cut out of the capture.
 *
 * @module
 */
export { type CutDone, type CutWanted, cutFlow } from "./cut-flow.ts";
export { readFlowFrames } from "./flow-frames.ts";
export { FrameLog } from "./frame-log.ts";
export type { FlowFrames, WantedFrames } from "./kept-frames.ts";
