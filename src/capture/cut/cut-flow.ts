import {
  type CaptureFrame,
  createDissector,
  createPacket,
  createPcapWriter,
  type FrameReader,
  type OctetSink,
  type Packet,
  type PcapWriter,
} from "../../wire/index.ts";
import { CaptureAnalysis } from "../capture-analysis.ts";
import type { ReadOptions } from "../open-capture.ts";
import { readPieces } from "../pieces.ts";
import { blankPayload } from "./blank-payload.ts";

/** What of a capture is to be written. */
export interface CutWanted {
  readonly stream: number;
  /** Frames of others that belong to it: the look-up of its name, ICMP errors about it. */
  readonly frames: ReadonlySet<number>;
  /** Those of them whose payload stays whatever is asked: a look-up is nothing without its name. */
  readonly whole: ReadonlySet<number>;
  readonly keepsPayload: boolean;
}

/** What was written. */
export interface CutDone {
  readonly frames: number;
  /** Frames of another link type than the first one's: a pcap file holds one. */
  readonly leftOut: number;
}

/** Reads a capture again and writes the frames of one flow, with those that belong to it, as a pcap file. */
export async function cutFlow(
  files: readonly string[],
  wanted: CutWanted,
  { sink, ...options }: ReadOptions & { readonly sink: OctetSink },
): Promise<CutDone> {
  const cut = new Cut(wanted, sink);
  let frame: CaptureFrame | null = null;
  const analysis = new CaptureAnalysis({
    applications: {
      segment({ packet }, stream) {
        if (stream === wanted.stream && frame !== null) cut.write(frame, packet);
      },
      datagram: () => undefined,
      unreachable: () => undefined,
    },
  });
  await readPieces(files, options, (reader) => {
    frame = reader.frame;
    analysis.read(alsoOf(reader, (other) => cut.other(other)));
  });
  return cut;
}

/** The reader, with each frame shown to a function before it is analysed. */
const alsoOf = (
  reader: FrameReader,
  onFrame: (frame: CaptureFrame) => void,
): Pick<FrameReader, "next" | "frame"> => ({
  frame: reader.frame,
  next() {
    const isThere = reader.next();
    if (isThere) onFrame(reader.frame);
    return isThere;
  },
});

/** Writes frames in their order, each once. */
class Cut implements CutDone {
  frames = 0;
  leftOut = 0;
  private writer: PcapWriter | null = null;
  private linkType = 0;
  private last = 0;
  private readonly dissector = createDissector();
  private readonly packet = createPacket();
  private readonly wanted: CutWanted;
  private readonly sink: OctetSink;

  constructor(wanted: CutWanted, sink: OctetSink) {
    this.wanted = wanted;
    this.sink = sink;
  }

  /** Writes the frame if it was asked for by its number. */
  other(frame: CaptureFrame): void {
    if (!this.wanted.frames.has(frame.number)) return;
    this.dissector.dissect(frame, this.packet);
    this.write(frame, this.packet);
  }

  write(frame: CaptureFrame, packet: Packet): void {
    if (frame.number === this.last) return;
    this.last = frame.number;
    this.writer ??= createPcapWriter(frame.linkType, this.sink);
    if (this.frames === 0) this.linkType = frame.linkType;
    if (frame.linkType !== this.linkType) {
      this.leftOut += 1;
      return;
    }
    this.frames += 1;
    const isWhole = this.wanted.keepsPayload || this.wanted.whole.has(frame.number);
    const { captured, original, seconds, nanos } = frame;
    const blanked = { octets: blankPayload(frame, packet), at: 0, captured, original, seconds, nanos };
    this.writer.write(isWhole ? frame : blanked);
  }
}
