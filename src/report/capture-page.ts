import type { CapturedFlow, CaptureQuality, FlowFrame } from "../evidence/index.ts";
import type { Run } from "./run.ts";

/** The flow that is shown frame by frame. */
export interface Ladder {
  readonly flow: CapturedFlow;
  /** In order; those in between that nobody needs are left out. */
  readonly frames: readonly FlowFrame[];
  /** Frames of the flow in all. */
  readonly total: number;
}

/** A capture told to a person: the verdict, and what the files hold. */
export interface CapturePage {
  readonly run: Run;
  /** One for each point of capture. */
  readonly captures: readonly CaptureQuality[];
  /** Names of the points, in the same order, where the user gave them. */
  readonly places?: readonly string[];
  /** Connections in the order in which they began. */
  readonly flows: readonly CapturedFlow[];
  /** What is worth knowing beside the verdict, and no fault by itself. */
  readonly remarks: readonly string[];
  /** `null` where no flow is worth it, or its frames cannot be had again. */
  readonly ladder: Ladder | null;
  /** The stream numbers are those that Wireshark gives: one file, and nothing of it left out. */
  readonly streamsAreWiresharks: boolean;
}
