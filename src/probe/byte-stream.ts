import type { Duplex } from "node:stream";
import type { Ms } from "../base/index.ts";

/** Why no more octets came. */
export type StreamEnd = "closed" | "reset" | "timed-out";

/** Reads a stream by the octet counts that a handshake needs, and leaves what comes after unread. */
export interface ByteStream {
  /** The next `count` octets, or why they did not come. */
  take(count: number): Promise<Uint8Array | StreamEnd>;
  /** Octets up to the first that `isWhole` accepts, at most `limit`. */
  takeUntil(isWhole: (octets: Uint8Array) => boolean, limit: number): Promise<Uint8Array | StreamEnd>;
  /** Octets that came before the stream ended, was silent or reached the limit. */
  readonly pending: Uint8Array;
  /** Gives the stream back, paused, with what was read too far. */
  release(): void;
}

/**
 * Takes a connected stream for a handshake before the protocol proper begins.
 *
 * @throws The reason of `signal`.
 */
export function readBytes(stream: Duplex, signal: AbortSignal, timeout: Ms): ByteStream {
  let pending: Uint8Array = new Uint8Array(0);
  let ended: StreamEnd | null = stream.destroyed ? "reset" : stream.readableEnded ? "closed" : null;
  let wake: () => void = () => {};

  function onData(octets: Buffer): void {
    pending = Buffer.concat([pending, octets]);
    wake();
  }
  function onEnd(): void {
    ended ??= "closed";
    wake();
  }
  function onGone(): void {
    ended ??= "reset";
    wake();
  }
  function onAbort(): void {
    wake();
  }
  const timer = setTimeout(() => {
    ended ??= "timed-out";
    wake();
  }, timeout);
  stream.on("data", onData).on("end", onEnd).on("close", onGone).on("error", onGone);
  signal.addEventListener("abort", onAbort);

  async function takeUntil(
    isWhole: (octets: Uint8Array) => boolean,
    limit: number,
  ): Promise<Uint8Array | StreamEnd> {
    for (;;) {
      signal.throwIfAborted();
      const end = wholeEnd(pending, isWhole, limit);
      if (end !== null) {
        const taken = pending.subarray(0, end);
        pending = pending.subarray(end);
        return taken;
      }
      if (ended !== null) return ended;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    take: (count) => takeUntil((octets) => octets.length >= count, count),
    takeUntil,
    get pending() {
      return pending;
    },
    release() {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      stream.off("data", onData).off("end", onEnd).off("close", onGone);
      stream.pause();
      stream.on("error", () => {}); // `onGone` goes, and an error that nobody hears would end the process.
      stream.off("error", onGone);
      if (pending.length > 0 && !stream.readableEnded && !stream.destroyed)
        stream.unshift(Buffer.from(pending));
    },
  };
}

/** How many octets are taken: the fewest that are accepted, or all at the limit. */
function wholeEnd(
  octets: Uint8Array,
  isWhole: (octets: Uint8Array) => boolean,
  limit: number,
): number | null {
  if (octets.length >= limit) return limit;
  return octets.length > 0 && isWhole(octets) ? octets.length : null;
}
