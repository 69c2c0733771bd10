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
import { FragmentFrames } from "./fragment-frames.ts";

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
  /** Frames with earlier fragments of its datagrams that could not be written any more. */
  readonly fragmentsLeftOut: number;
}

/**
 * Reads a capture again and writes the frames of one flow, with those that belong to it, as a pcap file. Where datagrams of them came in
 * fragments, which is known only at the last one, it is read and written once more with all of them.
 *
 * @param options `begin` empties what is written to and says where the octets go; called before each writing. `null` where it was written
 * to already and cannot be emptied.
 */
export async function cutFlow(
  files: readonly string[],
  wanted: CutWanted,
  { begin, ...options }: ReadOptions & { readonly begin: () => OctetSink | null },
): Promise<CutDone> {
  const sink = begin();
  if (sink === null) throw new Error("there is always a first writing");
  const { done, fragments } = await writeOnce(files, wanted, { sink, ...options });
  if (fragments.size === 0 || options.signal.aborted) return done;
  const anew = begin();
  if (anew === null) return { ...done, fragmentsLeftOut: fragments.size };
  const whole = [...fragments].flatMap(([piece, of]) => (wanted.whole.has(of) ? [piece] : []));
  const all = {
    ...wanted,
    frames: new Set([...wanted.frames, ...fragments.keys()]),
    whole: new Set([...wanted.whole, ...whole]),
  };
  return (await writeOnce(files, all, { sink: anew, ...options })).done;
}

/** @returns what was written, and the fragments of it, each with the frame that made its datagram whole. */
async function writeOnce(
  files: readonly string[],
  wanted: CutWanted,
  { sink, ...options }: ReadOptions & { readonly sink: OctetSink },
) {
  const cut = new Cut(wanted, sink);
  const pieces = new FragmentFrames();
  const fragments = new Map<number, number>();
  let frame: CaptureFrame | null = null;
  const look = (packet: Packet, isWanted: boolean) => {
    if (frame === null || !packet.isReassembled) return;
    const { number } = frame;
    for (const piece of pieces.madeWholeBy(frame)) if (isWanted) fragments.set(piece, number);
  };
  const analysis = new CaptureAnalysis({
    onFragment: (packet, fragment) => pieces.see(packet, fragment),
    applications: {
      segment({ packet }, stream) {
        const isWanted = stream === wanted.stream;
        look(packet, isWanted);
        if (isWanted && frame !== null) cut.write(frame, packet);
      },
      datagram: (packet, number) => look(packet, wanted.frames.has(number)),
      unreachable: () => undefined,
    },
  });
  await readPieces(files, options, (reader) => {
    frame = reader.frame;
    analysis.read(alsoOf(reader, (other) => cut.other(other)));
  });
  return { done: { frames: cut.frames, leftOut: cut.leftOut, fragmentsLeftOut: 0 }, fragments };
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
class Cut {
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
