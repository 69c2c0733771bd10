import type { FrameMark } from "../../evidence/index.ts";
import { http2ErrorName } from "../../wire/index.ts";
import type { CapturedHttp } from "./captured-http.ts";
import type { ConnectionFacts, ConnectionReader, End } from "./connection-reader.ts";
import { HpackDecoder } from "./hpack.ts";
import { HttpTrack } from "./http-track.ts";
import { contentOf, frameFlag, frames, frameType, MOST_SECTION, preface, wordOf } from "./http2-frames.ts";
import type { Keep } from "./keep.ts";
import { markOf } from "./mark.ts";
import { MessageHop } from "./message-hop.ts";

/** Streams that are open at once. */
const MOST_STREAMS = 1_000;
const MOST_PATH = 1_024;

type Fields = readonly (readonly [name: string, value: string])[];
interface Half {
  readonly hop: MessageHop;
  readonly hpack: HpackDecoder;
  section: Uint8Array | null;
  /** What the section that is not whole yet belongs to, and its flags. */
  sectionStream: number;
  sectionFlags: number;
}

/** Reads one connection of HTTP/2 without TLS. RFC 9113. */
export class Http2Connection implements ConnectionReader {
  readonly passable: [number, number] = [0, 0];
  private readonly facts: ConnectionFacts;
  private readonly client: End;
  private readonly kept: Keep<CapturedHttp>;
  private readonly halves: readonly [Half, Half];
  private readonly open = new Map<number, HttpTrack>();
  private count = 0;
  private end: CapturedHttp["end"] = null;
  private serverFin: FrameMark | null = null;
  private serverReset: FrameMark | null = null;
  private isLost = false;
  /** Of the server's GOAWAY: the last stream that it has taken, and why; -1 without one. */
  private lastTaken = -1;
  private goawayError: string | null = null;

  constructor(facts: ConnectionFacts, client: End, kept: Keep<CapturedHttp>) {
    this.facts = facts;
    this.client = client;
    this.kept = kept;
    this.halves = [this.half(0), this.half(1)];
  }

  get isSettled(): boolean {
    return this.open.size === 0;
  }

  read(end: End, octets: Uint8Array, frame: number, now: number): number {
    const { hop } = this.halves[end];
    hop.read(octets, frame, now);
    this.isLost ||= hop.isLost;
    this.passable[end] = hop.passable;
    return octets.length;
  }

  pass(end: End, octets: number): void {
    this.halves[end].hop.pass(octets);
    this.passable[end] = this.halves[end].hop.passable;
  }

  skip(end: End, octets: number): void {
    const { hop } = this.halves[end];
    if (!hop.skip(octets)) this.isLost = true;
    this.passable[end] = hop.passable;
  }

  ended(end: End, how: "fin" | "reset", frame: number, now: number): void {
    const mark = markOf(frame, now);
    const by = end === this.client ? "client" : "server";
    this.end ??= { by, how, mark };
    if (by === "client") return;
    if (how === "fin") this.serverFin ??= mark;
    else this.serverReset ??= mark;
  }

  finish(): void {
    for (const [stream, track] of this.open) {
      if (this.lastTaken >= 0 && stream > this.lastTaken && track.status === 0) {
        track.outcome = "goaway";
        track.error = this.goawayError;
      }
      this.hand(track, this.end);
    }
    this.open.clear();
  }

  private half(end: End): Half {
    const half: Half = {
      hop: new MessageHop(end === this.client ? preface : frames, (header, start, frame, now) =>
        this.frame(end, { header, start }, frame, now),
      ),
      hpack: new HpackDecoder(),
      section: null,
      sectionStream: 0,
      sectionFlags: 0,
    };
    return half;
  }

  private frame(
    end: End,
    { header, start }: { readonly header: Uint8Array; readonly start: Uint8Array },
    frame: number,
    now: number,
  ): void {
    const half = this.halves[end];
    if (half.hop.format === preface) {
      half.hop.format = frames;
      return;
    }
    const [high = 0, middle = 0, low = 0, type = 0, flags = 0] = header;
    const stream = new DataView(header.buffer, header.byteOffset).getUint32(5) & 0x7fff_ffff;
    const track = this.open.get(stream);
    if (type === frameType.data && track !== undefined) {
      const octets = high * 65_536 + middle * 256 + low;
      this.data(end, track, octets, { frame, now });
      if ((flags & frameFlag.endStream) !== 0) this.halfCloses(end, stream, track);
    } else if (type === frameType.headers || type === frameType.pushPromise) {
      half.sectionStream = type === frameType.headers ? stream : 0;
      half.sectionFlags = flags;
      half.section = contentOf(start, flags, type);
      if ((flags & frameFlag.endHeaders) !== 0) this.section(end, frame, now);
    } else if (type === frameType.continuation && half.section !== null) {
      half.section = Buffer.concat([half.section, start]).subarray(0, MOST_SECTION);
      if ((flags & frameFlag.endHeaders) !== 0) this.section(end, frame, now);
    } else if (type === frameType.reset && track !== undefined && start.length === 4)
      this.reset(end, stream, { track, code: wordOf(start, 0), mark: markOf(frame, now) });
    else if (type === frameType.goaway && end !== this.client && start.length === 8) {
      this.lastTaken = wordOf(start, 0) & 0x7fff_ffff;
      this.goawayError = http2ErrorName(wordOf(start, 4));
    }
  }

  private data(
    end: End,
    track: HttpTrack,
    octets: number,
    { frame, now }: { frame: number; now: number },
  ): void {
    if (end === this.client) {
      track.asked(frame, now);
      track.requestBodyOctets += octets;
    } else {
      track.answered(frame, now);
      track.bodyOctets += octets;
    }
  }

  private section(end: End, frame: number, now: number): void {
    const half = this.halves[end];
    const fields = half.section === null ? null : half.hpack.decode(half.section);
    half.section = null;
    if (fields === null) {
      // The table is not known any more: no section behind it can be read.
      half.hop.isLost = true;
      this.isLost = true;
      return;
    }
    const stream = half.sectionStream;
    if (stream === 0) return;
    if (end === this.client) this.request(stream, fields, frame, now);
    const track = this.open.get(stream);
    if (track === undefined) return;
    if (end !== this.client) this.answer(track, fields, frame, now);
    if ((half.sectionFlags & frameFlag.endStream) !== 0) this.halfCloses(end, stream, track);
  }

  private request(stream: number, fields: Fields, frame: number, now: number): void {
    const known = this.open.get(stream);
    if (known !== undefined) {
      known.asked(frame, now);
      return;
    }
    if (this.open.size === MOST_STREAMS) return;
    const textOf = (name: string) => fields.find(([one]) => one === name)?.[1] ?? null;
    const track = new HttpTrack();
    this.count += 1;
    track.onConnection = this.count;
    track.http2Stream = stream;
    const method = textOf(":method") ?? "";
    track.request = {
      method,
      path: (textOf(":path") ?? "").replace(/[?#].*$/, "").slice(0, MOST_PATH),
      host: textOf(":authority") ?? textOf("host"),
      isAbsolute: false,
      headOctets: 0,
      body: { by: "chunks" },
      expectsContinue: textOf("expect") === "100-continue",
      saysClose: false,
    };
    track.asked(frame, now);
    this.open.set(stream, track);
  }

  private answer(track: HttpTrack, fields: Fields, frame: number, now: number): void {
    track.answered(frame, now);
    const status = Number(fields.find(([name]) => name === ":status")?.[1]);
    // Without a status they are trailers.
    if (!(status >= 100) || track.status !== 0) return;
    if (status < 200) {
      track.interimStatus(status);
      track.answerFrame = -1;
      return;
    }
    track.endsBy = "frames";
    const length = fields.find(([name]) => name === "content-length")?.[1] ?? "";
    track.promisedOctets = /^\d{1,15}$/.test(length) ? Number(length) : null;
    track.head({ version: "2", status, reason: "", fields, headOctets: 0 }, new Uint8Array(0));
  }

  private halfCloses(end: End, stream: number, track: HttpTrack): void {
    if (end === this.client) {
      track.requestIsWhole = true;
      return;
    }
    track.answerIsWhole = track.status !== 0;
    this.open.delete(stream);
    this.hand(track, null);
  }

  private reset(
    end: End,
    stream: number,
    { track, code, mark }: { track: HttpTrack; code: number; mark: FrameMark },
  ): void {
    // After a whole answer a server says so that it needs no more of the request. RFC 9113, section 8.1.
    track.outcome = "stream-reset";
    track.error = http2ErrorName(code) ?? "NO_ERROR";
    this.open.delete(stream);
    this.hand(track, { by: end === this.client ? "client" : "server", how: "reset", mark });
  }

  private hand(track: HttpTrack, end: CapturedHttp["end"]): void {
    const { weight } = track;
    if (!this.kept.wants(weight)) return;
    const { serverFin, serverReset, isLost } = this;
    const how = { end, serverFin, serverReset, isLost, protocol: "h2" as const };
    this.kept.add(track.result(this.facts, this.client, how), weight, track.requestFrame);
  }
}
