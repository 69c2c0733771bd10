import { decodeClientHello, decodeServerHello, groupName, versionName } from "../../wire/index.ts";
import type { CapturedTls } from "./captured-tls.ts";
import { markOf } from "./mark.ts";
import { isWholeClientHello } from "./tls-hello-scan.ts";

const MOST_NAME = 255;
const MOST_LISTED = 16;
const MESSAGE_AND_RECORD_HEADER = 9;
const RECORD_HEADER = 5;

/** Values without meaning that clients strew in. RFC 8701. */
const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);

/** The ClientHello of a connection, decoded only where it is asked for. Times in nanoseconds. */
export class SeenClientHello {
  private readonly firstFrame: number;
  private readonly firstAt: number;
  private lastFrame: number;
  lastAt: number;
  private octets = 0;
  private segments = 0;
  private body: Uint8Array | null = null;

  constructor(frame: number, now: number) {
    this.firstFrame = frame;
    this.firstAt = now;
    this.lastFrame = -1;
    this.lastAt = now;
  }

  /** A piece of the message came; `length` is what the message has, its header included. */
  piece(length: number, octets: number, frame: number, now: number): void {
    if (this.body !== null) return;
    const come = this.octets === 0 ? MESSAGE_AND_RECORD_HEADER + octets : this.octets + octets;
    this.octets = Math.min(come, length + RECORD_HEADER);
    this.segments += frame === this.lastFrame ? 0 : 1;
    this.lastFrame = frame;
    this.lastAt = now;
  }

  /** All of it came. */
  whole(body: Uint8Array): void {
    if (this.body === null && isWholeClientHello(body)) this.body = new Uint8Array(body);
  }

  get frame(): number {
    return this.firstFrame;
  }

  result(): NonNullable<CapturedTls["clientHello"]> {
    const decoded = this.body === null ? null : decodeClientHello(this.body);
    return {
      first: markOf(this.firstFrame, this.firstAt),
      last: markOf(this.lastFrame, this.lastAt),
      octets: this.octets,
      segments: this.segments,
      isWhole: decoded !== null,
      serverName: decoded?.serverName?.slice(0, MOST_NAME) ?? null,
      alpn: decoded?.alpn.filter((name) => !/[^!-~]/.test(name)).slice(0, MOST_LISTED) ?? [],
      versions:
        decoded?.versions
          .filter((version) => !isGrease(version))
          .slice(0, MOST_LISTED)
          .map(versionName) ?? [],
    };
  }
}

/** What a ServerHello chose, with the frame that brought it. */
export function chosenIn(body: Uint8Array, frame: number, now: number): CapturedTls["serverHello"] {
  const decoded = decodeServerHello(body);
  if (decoded === null) return null;
  return {
    mark: markOf(frame, now),
    version: versionName(decoded.version),
    cipher: `0x${decoded.cipher.toString(16).padStart(4, "0")}`,
    group: decoded.group === null ? null : groupName(decoded.group),
    alpn: decoded.alpn,
  };
}
