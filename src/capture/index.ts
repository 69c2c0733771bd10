/**
 * Packets → flows → what went wrong in them.
 *
 * @module
 */

export type { CapturedApplications } from "./application/index.ts";
export { createApplications } from "./application/index.ts";
export { CaptureAnalysis, type Listeners } from "./capture-analysis.ts";
export { type CaptureSource, compareCaptures, comparisonOf } from "./compare/index.ts";
export { type CutDone, type CutWanted, cutFlow, type FlowFrames, type WantedFrames } from "./cut/index.ts";
export { ENGINE_PACKAGE, type Exported, type ExportForm, exportCapture, exportForm } from "./export/index.ts";
export type { CaptureFacts, Incident } from "./incidents/incident.ts";
export { incidentsOf } from "./incidents/incidents.ts";
export {
  type LiveCapture,
  type LiveOptions,
  type LiveState,
  MOST_OWN_OCTETS,
  type OwnPackets,
  type OwnRecording,
  type PacketEnd,
  recordLive,
  recordOwn,
} from "./live/index.ts";
export { type CaptureRead, type ReadOptions, readFrames } from "./open-capture.ts";
export { qualityOf, startOf as startOfCapture } from "./quality.ts";
export { CaptureReading, type ReadingFacts } from "./reading.ts";
export { ANALYSIS_FLAGS, flagNames } from "./tcp/analysis-flags.ts";
