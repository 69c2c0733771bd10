import type { CaptureReading } from "../capture/index.ts";
import type { CaptureQuality } from "../evidence/index.ts";
import type { CaptureReport } from "../incident/index.ts";
import { type CapturePage, markedFrames } from "../report/index.ts";
import { guiltyFlow } from "./capture-guilty.ts";

/** What a page is made of. */
export interface PageAsked {
  readonly reading: CaptureReading;
  readonly report: CaptureReport;
  readonly captures: readonly CaptureQuality[];
  /** The stream to show; `null` for the guilty one. */
  readonly stream: number | null;
}

/** The page of a capture, with the frames of the guilty connection, for which the files are read once more. */
export async function pageOf(
  { reading, report, captures, stream }: PageAsked,
  signal: AbortSignal,
): Promise<CapturePage> {
  const { run, flows, remarks } = report;
  const flow = guiltyFlow(report, stream);
  const { files } = reading;
  const streamsAreWiresharks = files.length === 1;
  if (flow === null) return { run, flows, captures, remarks, ladder: null, streamsAreWiresharks };
  const { client, server } = flow;
  const wanted = { stream: flow.stream, marked: markedFrames(flow), client, server };
  const { frames, total } = await reading.framesOf(wanted, signal);
  signal.throwIfAborted();
  return { run, flows, captures, remarks, ladder: { flow, frames, total }, streamsAreWiresharks };
}
