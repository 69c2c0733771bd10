import type { AnalysisFlag, CapturedFlow, CaptureQuality } from "../evidence/index.ts";
import type { CaptureDamage, FrameReader } from "../wire/index.ts";
import { type CapturedApplications, createApplications } from "./application/index.ts";
import { CaptureAnalysis } from "./capture-analysis.ts";
import { type CaptureOctets, type ReadCaptureOptions, readersOf } from "./library-read.ts";
import { type CaptureRead, readFrames } from "./open-capture.ts";
import { qualityOf } from "./quality.ts";
import { flagNames } from "./tcp/analysis-flags.ts";

/** The flags of one frame, and its connection: what Wireshark calls `tcp.stream`. */
export interface FrameFlags {
  readonly frame: number;
  readonly stream: number;
  readonly flags: readonly AnalysisFlag[];
}

export interface AnalyzeOptions extends ReadCaptureOptions {
  /** Read what the connections carry: DNS, TLS, HTTP and others. Without it, half of the time. Default: true. */
  readonly protocols?: boolean;
  /** Called for each frame with a flag; then `flags` of the result stays empty. */
  readonly onFlags?: (flags: FrameFlags) => void;
  /** Called for the flows that are given up early where there are too many to keep; the others are in the result. */
  readonly onFlow?: (flow: CapturedFlow) => void;
}

/** What a capture says. Times of frames are milliseconds since the first one. */
export interface Analysis {
  /** What the file says of itself, its damage among it: judge it before the rest. */
  readonly quality: CaptureQuality;
  readonly flows: readonly CapturedFlow[];
  /** At most 100,000, and how many more there were. */
  readonly flags: readonly FrameFlags[];
  readonly flagsLeftOut: number;
  /** `null` where they were not asked for. */
  readonly applications: CapturedApplications | null;
}

const MOST_FLAGS = 100_000;

/**
 * Analyses a whole capture in one pass and bounded memory.
 *
 * @throws FaultlineError where the source cannot be opened or is no capture.
 */
export async function analyze(source: CaptureOctets, options: AnalyzeOptions = {}): Promise<Analysis> {
  const { signal = new AbortController().signal, onFlow } = options;
  const applications = options.protocols === false ? null : createApplications();
  const flags: FrameFlags[] = [];
  let flagsLeftOut = 0;
  const keep = (one: FrameFlags) => {
    if (flags.length < MOST_FLAGS) flags.push(one);
    else flagsLeftOut += 1;
  };
  const take = options.onFlags ?? keep;
  const analysis = new CaptureAnalysis({
    keepsFlows: true,
    onFlags: (frame, stream, mask) => take({ frame, stream, flags: flagNames(mask) }),
    ...(onFlow === undefined ? {} : { onFlow }),
    ...(applications === null ? {} : { applications }),
  });
  const read =
    typeof source === "string"
      ? await readFrames(source, { signal }, (reader) => analysis.read(reader))
      : await readOctets(source, signal, analysis);
  const flows = analysis.tracks?.flows() ?? [];
  return {
    quality: qualityOf({ source: typeof source === "string" ? source : "-", read, analysis, flows }),
    flows,
    flags,
    flagsLeftOut,
    applications: applications?.finish() ?? null,
  };
}

async function readOctets(
  source: CaptureOctets,
  signal: AbortSignal,
  analysis: CaptureAnalysis,
): Promise<CaptureRead> {
  const readers = readersOf(source, signal);
  let reader: FrameReader | null = null;
  let damage: CaptureDamage | null = null;
  for (;;) {
    const { value, done } = await readers.next();
    if (done === true) {
      damage = value;
      break;
    }
    reader = value;
    analysis.read(value);
  }
  return { reader, compression: null, damage };
}
