import type { Duplex } from "node:stream";
import type { Clock, Ms } from "../base/index.ts";
import type { Framed } from "../wire/index.ts";

/** Why no message came: silence until the time was up, the connection's end, or octets of another protocol. */
export type LineEnd = "silent" | "closed" | "strange";

/** Octets that wait to be read: one message of the longest kind, and some. */
const MOST_WAITING = 8 * 1024 * 1024;

/** What bounds a conversation. */
export interface LineBounds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** By the monotonic clock. */
  readonly deadlineAt: Ms;
}

/** A connection on which messages are read and written, one after the other. */
export interface Line {
  /** The next message, or why there is none. @throws the signal's reason. */
  read<T>(framed: (octets: Uint8Array) => Framed<T>): Promise<T | LineEnd>;
  write(octets: Uint8Array): void;
  /** When the first octet came after the last writing; `null` where none has. */
  readonly firstAt: Ms | null;
  /** Octets that came and are not read. */
  readonly pending: Uint8Array;
  /** Another bound for what follows. */
  until(deadlineAt: Ms): void;
  /** Gives the stream back, for TLS. */
  release(): Duplex;
  /** Sends a last word, and ends the connection. */
  close(word?: Uint8Array): void;
}

/** Speaks on a connected stream. Every wait ends at the deadline; what comes too fast is held back. */
export function openLine(stream: Duplex, { clock, signal, deadlineAt }: LineBounds): Line {
  let octets: Uint8Array = new Uint8Array(0);
  let chunks: Uint8Array[] = [];
  let waiting = 0;
  let ended = stream.destroyed || stream.readableEnded;
  let until = deadlineAt;
  let firstAt: Ms | null = null;
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    firstAt ??= clock.ticks();
    chunks.push(chunk);
    waiting += chunk.length;
    if (waiting > MOST_WAITING) stream.pause();
    wake();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  const onAbort = () => wake();
  stream.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd);
  signal.addEventListener("abort", onAbort);
  const leave = () => {
    signal.removeEventListener("abort", onAbort);
    stream.on("error", () => {}); // Nobody listens any more, and an error must not end the process.
    stream.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd);
  };
  return {
    async read(framed) {
      for (;;) {
        signal.throwIfAborted();
        if (chunks.length > 0) {
          octets =
            octets.length === 0 && chunks.length === 1
              ? (chunks[0] ?? octets)
              : Buffer.concat([octets, ...chunks]);
          chunks = [];
        }
        const read = octets.length === 0 ? "more" : framed(octets);
        if (read === "strange") return read;
        if (read !== "more") {
          octets = octets.subarray(read.octets);
          waiting = octets.length;
          if (stream.isPaused()) stream.resume();
          return read.message;
        }
        if (ended) return "closed";
        if (octets.length > MOST_WAITING) return "strange";
        const left = until - clock.ticks();
        if (left <= 0) return "silent";
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    write(sent) {
      firstAt = null;
      if (!ended && stream.writable) stream.write(sent);
    },
    get firstAt() {
      return firstAt;
    },
    get pending() {
      return octets.length === 0 && chunks.length === 0 ? octets : Buffer.concat([octets, ...chunks]);
    },
    until(another) {
      until = another;
    },
    release() {
      leave();
      stream.pause();
      return stream;
    },
    close(word) {
      leave();
      if (stream.destroyed) return;
      stream.resume();
      stream.end(word, () => stream.destroy());
      // A peer that takes nothing must not keep it.
      setTimeout(() => stream.destroy(), 250).unref();
    },
  };
}

/** Whether a read ended without a message. */
export const isEnd = (read: unknown): read is LineEnd =>
  read === "silent" || read === "closed" || read === "strange";
