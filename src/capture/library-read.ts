import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import {
  type CaptureDamage,
  createDissector,
  createFrameReader,
  createPacket,
  type FrameReader,
  fileContent,
  type Packet,
} from "../wire/index.ts";
import { refuseContent } from "./open-capture-refusal.ts";

/** A path, or the octets of a capture bit by bit. */
export type CaptureOctets = string | AsyncIterable<Uint8Array>;

/** How a capture is read. */
export interface ReadCaptureOptions {
  /** Ends the reading; what was read until then stands. */
  readonly signal?: AbortSignal;
}

/** One frame of a capture. `octets` and `packet` are lent until the next frame is asked for. */
export interface FrameRead {
  /** Counted from 1. */
  readonly number: number;
  /** Whole seconds since 1970, and nanoseconds after them. */
  readonly seconds: number;
  readonly nanos: number;
  /** LINKTYPE_ number. */
  readonly linkType: number;
  /** Octets that the frame had on the wire; `octets` may be fewer. */
  readonly wireOctets: number;
  readonly octets: Uint8Array;
  /** Its innermost IP packet; `null` where it has none. */
  readonly packet: Packet | null;
}

const MAGIC_OCTETS = 4;
const PIECE_OCTETS = 256 * 1_024;

/**
 * The frames of a capture, pcap or pcapng, plain or compressed with gzip or zstd, in bounded memory. What it returns in the end is
 * the damage: all before it was read.
 *
 * @throws FaultlineError where the source is no capture; what opening or reading it throws is Node's own error.
 */
export async function* readCapture(
  source: CaptureOctets,
  { signal }: ReadCaptureOptions = {},
): AsyncGenerator<FrameRead, CaptureDamage | null> {
  const dissector = createDissector();
  const packet = createPacket();
  const readers = readersOf(source, signal);
  for (;;) {
    const { value, done } = await readers.next();
    if (done === true) return value;
    while (signal?.aborted !== true && value.next()) {
      const { frame } = value;
      yield {
        number: frame.number,
        seconds: frame.seconds,
        nanos: frame.nanos,
        linkType: frame.linkType,
        wireOctets: frame.original,
        octets: frame.octets.subarray(frame.at, frame.at + frame.captured),
        packet: dissector.dissect(frame, packet) ? packet : null,
      };
    }
    if (signal?.aborted === true) return null;
  }
}

/** The reader of a capture, each time that it has been handed more octets. */
export async function* readersOf(
  source: CaptureOctets,
  signal?: AbortSignal,
): AsyncGenerator<FrameReader, CaptureDamage | null> {
  const name = typeof source === "string" ? source : "-";
  const octets =
    typeof source === "string" ? createReadStream(source, { highWaterMark: PIECE_OCTETS }) : source;
  const pieces = octets[Symbol.asyncIterator]();
  let reader: FrameReader | null = null;
  let taken = 0;
  try {
    let head: Uint8Array = new Uint8Array();
    for (let isOver = false; head.length < MAGIC_OCTETS && !isOver; ) {
      const next = await pieces.next();
      isOver = next.done === true;
      if (!isOver) head = Buffer.concat([head, next.value]);
    }
    const content = fileContent(head);
    const isCompressed = content === "gzip" || content === "zstd";
    const plain = isCompressed ? inflated(content, head, pieces) : rejoined(head, pieces);
    let early: Uint8Array = new Uint8Array();
    for await (const piece of plain) {
      if (signal?.aborted === true) return null;
      let rest = piece;
      if (reader === null) {
        early = Buffer.concat([early, piece]);
        if (early.length < MAGIC_OCTETS) continue;
        reader = createFrameReader(early);
        if (reader === null) throw refuseContent(name, fileContent(early), isCompressed ? content : null);
        rest = early;
      }
      for (let at = 0; at < rest.length && !reader.isOver; ) {
        const room: Uint8Array = reader.room();
        const part = rest.subarray(at, at + room.length);
        room.set(part);
        reader.filled(part.length);
        at += part.length;
        yield reader;
      }
      taken += rest.length;
      if (reader.isOver) return reader.damage;
    }
    if (reader === null) throw refuseContent(name, fileContent(early), isCompressed ? content : null);
    reader.filled(0);
    yield reader;
    return reader.damage;
  } catch (error) {
    // Of zlib: compressed data that is damaged, or does not go on.
    if (!(error instanceof Error && "code" in error && /^(Z|ZSTD)_/.test(String(error.code)))) throw error;
    return { fileOffset: taken, what: "the compressed data is damaged or breaks off" };
  } finally {
    await pieces.return?.();
  }
}

async function* rejoined(head: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (;;) {
    const { value, done } = await pieces.next();
    if (done === true) return;
    yield value;
  }
}

async function* inflated(
  compression: "gzip" | "zstd",
  head: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const engine = compression === "gzip" ? createGunzip() : createZstdDecompress();
  const source = Readable.from(rejoined(head, pieces), { objectMode: false });
  source.on("error", (error) => engine.destroy(error));
  try {
    yield* source.pipe(engine);
  } finally {
    source.destroy();
    engine.destroy();
  }
}
