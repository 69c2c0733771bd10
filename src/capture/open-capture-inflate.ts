import { createGunzip, createZstdDecompress } from "node:zlib";
import type { Input } from "./open-capture-input.ts";

/** How a capture is compressed. */
export type Compression = "gzip" | "zstd";

/** What is decompressed, and into what. */
interface Inflation {
  readonly input: Input;
  readonly compression: Compression;
  /** Octets of the input that were read already. */
  readonly head: Uint8Array;
  readonly signal: AbortSignal;
  /** Takes what comes out, whose memory is not its own to keep; false when nothing more is wanted. */
  readonly take: (octets: Uint8Array) => boolean;
}

/** Octets of compressed data that are handed over at once. */
const PIECE_OCTETS = 16 * 1_024;
/** Octets that come out at once: they bound the memory, whatever the data claims to hold. */
const OUTPUT_OCTETS = 256 * 1_024;

/**
 * Decompresses until the input ends, is damaged, or is aborted. Says what is damaged, and `null` where nothing is. Data in
 * several members (gzip) or frames (zstd) is one file. RFC 1952, section 2.2; RFC 8878, section 3.
 */
export async function inflate(inflation: Inflation): Promise<string | null> {
  const { input, take } = inflation;
  let taken = 0;
  const count = (octets: Uint8Array) => {
    taken += octets.length;
    return take(octets);
  };
  const end = await run({ ...inflation, take: count }, Number.POSITIVE_INFINITY);
  if (end.damage === null || end.isCut || !input.rewind()) return end.damage;
  // Node keeps for itself what came out of a piece before its damage. Octet by octet, it does not.
  let known = taken;
  const skip = (octets: Uint8Array) => {
    const fresh = octets.subarray(Math.min(known, octets.length));
    known -= octets.length - fresh.length;
    return fresh.length === 0 || take(fresh);
  };
  await run({ ...inflation, head: new Uint8Array(), take: skip }, end.offset);
  return end.damage;
}

/** How far a run came. */
interface RunEnd {
  readonly damage: string | null;
  /** The data is whole as far as it goes. */
  readonly isCut: boolean;
  /** Octets of the input before the piece in which it ended. */
  readonly offset: number;
}

/** One run over the input; from the octet `slowly` on it is handed over octet by octet. */
async function run({ input, compression, head, signal, take }: Inflation, slowly: number): Promise<RunEnd> {
  const memory = new Uint8Array(PIECE_OCTETS);
  let engine = new Engine(compression, take);
  let piece = head;
  let offset = 0;
  const end = () => ({ damage: engine.damage, isCut: engine.isCut, offset });
  try {
    for (;;) {
      while (piece.length > 0) {
        const part = piece.subarray(0, Math.max(1, slowly - offset));
        await engine.write(part);
        if (signal.aborted || engine.isStopped || engine.damage !== null) return end();
        const read = part.length - (engine.isOver ? engine.unread : 0);
        offset += read;
        piece = piece.subarray(read);
        if (!engine.isOver) continue;
        engine.close();
        engine = new Engine(compression, take);
      }
      const answer = input.read(memory);
      const octets = typeof answer === "number" ? answer : await answer;
      if (signal.aborted) return end();
      if (octets === 0) break;
      piece = memory.subarray(0, octets);
    }
    if (!engine.isNew) await engine.finish();
    return end();
  } finally {
    engine.close();
  }
}

/** One decompressor of Node. All that comes out of a piece has been taken when `write` is done with it. */
class Engine {
  /** What is damaged, in words; `null` where nothing is. */
  damage: string | null = null;
  /** What is damaged is only that the data does not go on. */
  isCut = false;
  /** The data has ended by itself. */
  isOver = false;
  /** Nothing more is wanted. */
  isStopped = false;
  readonly #stream: ReturnType<typeof createGunzip | typeof createZstdDecompress>;
  #given = 0;
  #wake: () => void = () => undefined;
  #bug: unknown = null;

  constructor(compression: Compression, take: (octets: Uint8Array) => boolean) {
    const stream =
      compression === "gzip"
        ? createGunzip({ chunkSize: OUTPUT_OCTETS })
        : createZstdDecompress({ chunkSize: OUTPUT_OCTETS });
    this.#stream = stream;
    stream.on("data", (octets: Uint8Array) => {
      try {
        if (!this.isStopped) this.isStopped = !take(octets);
      } catch (error) {
        // Thrown in an event it would end the process; the one who waits for the piece shall see it.
        this.#bug = error;
        this.isStopped = true;
      }
      if (this.isStopped) this.#wake();
    });
    stream.on("end", () => {
      this.isOver = true;
      this.#wake();
    });
    stream.on("error", (error: NodeJS.ErrnoException) => {
      this.damage =
        error.code === "Z_BUF_ERROR"
          ? `the ${compression} data breaks off`
          : `the ${compression} data is damaged`;
      this.#wake();
    });
  }

  /** Octets of the last piece that lie behind the end of the data. */
  get unread(): number {
    return Math.max(0, this.#given - this.#stream.bytesWritten);
  }

  /** It was given nothing yet. */
  get isNew(): boolean {
    return this.#given === 0;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#given += piece.length;
    await this.#until((done) => this.#stream.write(piece, (error) => (error ? undefined : done())));
  }

  /** No more pieces: what is not whole now is damaged. */
  async finish(): Promise<void> {
    await this.#until(() => this.#stream.end());
  }

  close(): void {
    this.#stream.destroy();
  }

  async #until(begin: (done: () => void) => void): Promise<void> {
    if (this.damage === null && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        begin(resolve);
      });
    }
    if (this.#bug !== null) throw this.#bug;
  }
}
