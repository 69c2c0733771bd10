import { CaptureAnalysis } from "../capture-analysis.ts";
import type { ReadOptions } from "../open-capture.ts";
import { readPieces } from "../pieces.ts";
import { type FlowFrames, KeptFrames, type WantedFrames } from "./kept-frames.ts";
import { sentFrame } from "./sent-frame.ts";

/** Reads a capture again for the frames of one flow; memory is bounded whatever the flow is. */
export async function readFlowFrames(
  files: readonly string[],
  wanted: WantedFrames,
  options: ReadOptions,
): Promise<FlowFrames> {
  const kept = new KeptFrames(wanted);
  let ordinal = 0;
  const analysis = new CaptureAnalysis({
    applications: {
      segment(seen, stream) {
        if (stream !== wanted.stream) return;
        ordinal += 1;
        kept.add(sentFrame(seen, analysis.tcp, ordinal));
      },
      datagram: () => undefined,
      unreachable: () => undefined,
    },
  });
  await readPieces(files, options, (reader) => analysis.read(reader));
  return kept.chosen();
}
