import type { Clock } from "../base/index.ts";
import { CaptureReading } from "../capture/index.ts";
import { startOf } from "../evidence/index.ts";
import { type CaptureReport, captureRun } from "./capture-run.ts";

/** What reading a capture is given besides its file. */
export interface CaptureOptions {
  readonly clock: Clock;
  /** Ends the reading; what was read until then is judged. */
  readonly signal: AbortSignal;
  /** Version of the package. */
  readonly version: string;
  /** Name of the point of capture; `capture` where it is not given. */
  readonly at?: string;
  /** The file is still written to: its end is awaited until the signal comes. */
  readonly follow?: boolean;
}

/**
 * Reads a capture and judges what is in it.
 *
 * @param source path of a pcap or pcapng file, plain or compressed; `-` for standard input.
 * @throws FaultlineError where it cannot be opened or is no capture.
 */
export async function captureReport(source: string, options: CaptureOptions): Promise<CaptureReport> {
  const { clock, signal, version, at = "capture", follow = false } = options;
  const { observedAt: startedAt, ticks } = startOf(clock);
  const reading = await CaptureReading.begin([source], { signal, follow });
  await reading.read({ signal, follow });
  const facts = { ...reading.finish(), vantage: at };
  const finished = { finishedAt: clock.now(), took: clock.ticks() - ticks };
  return captureRun(facts, { startedAt, ...finished, version });
}
