import { setImmediate as turn } from "node:timers/promises";
import { type CaptureDamage, createFrameReader, type FrameReader, fileContent } from "../wire/index.ts";
import { type Compression, inflate } from "./open-capture-inflate.ts";
import { type Input, openInput } from "./open-capture-input.ts";
import { refuseContent } from "./open-capture-refusal.ts";

/** How a capture is read. */
export interface ReadOptions {
  /** Ends the reading; what was read until then stands. */
  readonly signal: AbortSignal;
  /** The file is still written to: its end is awaited until the signal comes. */
  readonly follow?: boolean;
}

/** Looks at the frames that are ready: calls `reader.next()` until it is false. What it throws ends the reading. */
type FramesReady = (reader: FrameReader) => void;

/** What reading a source came to. */
export interface CaptureRead {
  /** The reader, with what the file says of itself; `null` where it was aborted before the first octets came. */
  readonly reader: FrameReader | null;
  readonly compression: Compression | null;
  /** What of the file cannot be read; all before it was. Offsets count uncompressed octets. */
  readonly damage: CaptureDamage | null;
}

/** Blocks that are read before others have their turn: so a signal is seen within milliseconds. */
const BLOCKS_BETWEEN_TURNS = 16;
/** Octets by which a file is known: enough to tell text. */
const HEAD_OCTETS = 4_096;
/** Octets of a magic number. */
const MAGIC_OCTETS = 4;

/**
 * Reads the frames of a path, or of standard input as `-`: pcap or pcapng, plain or compressed with gzip or zstd. Memory is
 * bounded whatever the file is.
 *
 * @throws FaultlineError where the source cannot be opened or is no capture.
 */
export async function readFrames(
  source: string,
  { signal, follow = false }: ReadOptions,
  onFrames: FramesReady,
): Promise<CaptureRead> {
  const input = openInput(source, { signal, follow });
  try {
    const head = await readHead(input, signal);
    if (signal.aborted) return { reader: null, compression: null, damage: null };
    const content = fileContent(head);
    if (content === "gzip" || content === "zstd") {
      const sink = new CompressedSink(source, content, onFrames);
      const take = (octets: Uint8Array) => sink.take(octets);
      const damage = await inflate({ input, compression: content, head, signal, take });
      return sink.end(damage, signal.aborted);
    }
    const reader = createFrameReader(head);
    if (reader === null) throw refuseContent(source, content, null);
    hand(reader, head, onFrames);
    await readPlain({ reader, input, signal }, onFrames);
    return { reader, compression: null, damage: reader.damage };
  } finally {
    input.close();
  }
}

/** The first octets, at least those of a magic number where there are so many. */
async function readHead(input: Input, signal: AbortSignal): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_OCTETS);
  let length = 0;
  while (length < MAGIC_OCTETS && !signal.aborted) {
    const octets = await input.read(head.subarray(length));
    if (octets === 0) break;
    length += octets;
  }
  return head.subarray(0, length);
}

/** Reads straight into the reader's memory, without a promise for each block. */
async function readPlain(
  { reader, input, signal }: { reader: FrameReader; input: Input; signal: AbortSignal },
  onFrames: FramesReady,
): Promise<void> {
  for (let blocks = 1; !reader.isOver && !signal.aborted; blocks++) {
    const answer = input.read(reader.room());
    const octets = typeof answer === "number" ? answer : await answer;
    if (signal.aborted) return;
    reader.filled(octets);
    onFrames(reader);
    if (octets === 0) return;
    if (blocks % BLOCKS_BETWEEN_TURNS === 0) await turn();
  }
}

/** Lays octets into the reader's memory and has the frames looked at. */
function hand(reader: FrameReader, octets: Uint8Array, onFrames: FramesReady): void {
  for (let at = 0; at < octets.length && !reader.isOver; ) {
    const room = reader.room();
    const part = octets.subarray(at, at + room.length);
    room.set(part);
    reader.filled(part.length);
    onFrames(reader);
    at += part.length;
  }
}

/** Takes what comes out of compressed data, and finds out what it is. */
class CompressedSink {
  readonly #source: string;
  readonly #compression: Compression;
  readonly #onFrames: FramesReady;
  #reader: FrameReader | null = null;
  /** Octets that came before the reader was known: fewer than a magic number has. */
  #early: Uint8Array = new Uint8Array();
  #octets = 0;

  constructor(source: string, compression: Compression, onFrames: FramesReady) {
    this.#source = source;
    this.#compression = compression;
    this.#onFrames = onFrames;
  }

  take(octets: Uint8Array): boolean {
    this.#octets += octets.length;
    if (this.#reader !== null) {
      hand(this.#reader, octets, this.#onFrames);
      return !this.#reader.isOver;
    }
    this.#early = Buffer.concat([this.#early, octets]);
    if (this.#early.length < MAGIC_OCTETS) return true;
    this.#reader = createFrameReader(this.#early);
    if (this.#reader === null) throw this.#refusal();
    hand(this.#reader, this.#early, this.#onFrames);
    return !this.#reader.isOver;
  }

  end(what: string | null, isAborted: boolean): CaptureRead {
    const [reader, compression] = [this.#reader, this.#compression];
    if (isAborted) return { reader, compression, damage: reader?.damage ?? null };
    if (reader === null && what === null) throw this.#refusal();
    if (reader !== null && !reader.isOver) {
      reader.filled(0);
      this.#onFrames(reader);
    }
    const damage = what === null ? (reader?.damage ?? null) : { fileOffset: this.#octets, what };
    return { reader, compression, damage };
  }

  #refusal(): Error {
    const head = this.#early.subarray(0, HEAD_OCTETS);
    return refuseContent(this.#source, fileContent(head), this.#compression);
  }
}
