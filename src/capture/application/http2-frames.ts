import type { MessageFormat } from "./message-hop.ts";

/** Octets of the preface, before the client's frames. RFC 9113, section 3.4. */
const PREFACE = 24;
/** Types of frames. RFC 9113, section 6. */
export const frameType = {
  data: 0,
  headers: 1,
  reset: 3,
  pushPromise: 5,
  goaway: 7,
  continuation: 9,
} as const;
/** Flags of frames. RFC 9113, section 6. */
export const frameFlag = { endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const;
/** A field section longer than this is not read. */
export const MOST_SECTION = 32 * 1024;
/** The largest frame that is taken: what SETTINGS_MAX_FRAME_SIZE allows at most is 16 MiB, what is used is far less. */
const MOST_FRAME = 0xff_ffff;

/** | length 3 | type 1 | flags 1 | stream 4 | … RFC 9113, section 4.1. */
export const frames: MessageFormat = {
  headerOctets: 9,
  lengthOf: ([high = 0, middle = 0, low = 0, type = 0]) =>
    type > 0x20 ? -1 : Math.min(MOST_FRAME, high * 65_536 + middle * 256 + low),
  looksAt: ([, , , type]) =>
    type === frameType.headers || type === frameType.continuation || type === frameType.pushPromise
      ? MOST_SECTION
      : type === frameType.goaway
        ? 8
        : type === frameType.reset
          ? 4
          : 0,
};
/** Before the first frame of a client. */
export const preface: MessageFormat = { headerOctets: 9, lengthOf: () => PREFACE - 9, looksAt: () => 0 };

/** A number of four octets. */
export const wordOf = (octets: Uint8Array, at: number): number =>
  new DataView(octets.buffer, octets.byteOffset).getUint32(at);

/** The field section of HEADERS or PUSH_PROMISE without padding, priority and promised stream. RFC 9113, sections 6.2 and 6.6. */
export function contentOf(start: Uint8Array, flags: number, type: number): Uint8Array {
  const padding = (flags & frameFlag.padded) === 0 ? 0 : (start[0] ?? 0);
  const from =
    ((flags & frameFlag.padded) === 0 ? 0 : 1) +
    (type === frameType.pushPromise ? 4 : (flags & frameFlag.priority) === 0 ? 0 : 5);
  return start.subarray(from, Math.max(from, start.length - padding));
}
