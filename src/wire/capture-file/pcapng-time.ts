import type { CaptureFrame } from "./frame.ts";

/** How an interface of a pcapng file counts time. */
export interface TickClock {
  /** Ticks in a second, and the nanoseconds of one. */
  readonly perSecond: number;
  readonly nanosPerTick: number;
  /** Whole seconds to be added. */
  readonly offsetSeconds: number;
  /** The same as `perSecond`, where numbers do not do; `null` where they do. */
  readonly exact: bigint | null;
}

/** Microseconds: how an interface counts that does not say. */
export const MICROSECONDS = 6;

/**
 * The clock of `if_tsresol`: the negative power of ten, or with the highest bit set of two, that one tick lasts.
 * draft-ietf-opsawg-pcapng, section 4.2.
 */
export function tickClock(resolution: number, offsetSeconds: number): TickClock {
  const exponent = resolution & 0x7f;
  const perSecond = (resolution & 0x80) === 0 ? 10 ** exponent : 2 ** exponent;
  const isQuick = perSecond >= FEWEST_QUICK && (perSecond <= MOST_QUICK || perSecond === 1e9);
  const exact = isQuick ? null : (resolution & 0x80) === 0 ? 10n ** BigInt(exponent) : 1n << BigInt(exponent);
  return { perSecond, nanosPerTick: 1e9 / perSecond, offsetSeconds, exact };
}

/**
 * For these ticks a second the quotient of doubles is at most one second off for every 64-bit count, and the
 * nanoseconds of what is left over are exact: 2^23 ticks times 10^9 stay below 2^53. All tools write µs or ns.
 */
const FEWEST_QUICK = 2 ** 13;
const MOST_QUICK = 2 ** 23;

/** Sets the time of a frame from the two halves of its count of ticks. */
export function setTime(frame: CaptureFrame, clock: TickClock, high: number, low: number): void {
  if (clock.exact === null) setQuickTime(frame, clock, high, low);
  else setExactTime(frame, clock, clock.exact, high, low);
}

function setQuickTime(frame: CaptureFrame, clock: TickClock, high: number, low: number): void {
  const { perSecond } = clock;
  let seconds = Math.floor((high * 0x1_0000_0000 + low) / perSecond);
  // Modulo 2^32 nothing is rounded, and what is left over fits into it even where `seconds` is one off.
  let ticks = (low - Math.imul(seconds, perSecond)) | 0;
  if (ticks < 0) {
    seconds--;
    ticks += perSecond;
  } else if (ticks >= perSecond) {
    seconds++;
    ticks -= perSecond;
  }
  frame.seconds = seconds + clock.offsetSeconds;
  frame.nanos = Math.floor(ticks * clock.nanosPerTick);
}

function setExactTime(frame: CaptureFrame, clock: TickClock, exact: bigint, high: number, low: number): void {
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  frame.seconds = Number(ticks / exact) + clock.offsetSeconds;
  frame.nanos = Number(((ticks % exact) * 1_000_000_000n) / exact);
}
