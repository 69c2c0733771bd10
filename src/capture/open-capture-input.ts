import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { isatty } from "node:tty";
import { refuseOpening } from "./open-capture-refusal.ts";

/** Octets of a source, one piece after the other. */
export interface Input {
  /** Lays the next octets into `into` and says how many; 0 at the end, and when it was aborted. Files answer at once. */
  read(into: Uint8Array): number | Promise<number>;
  /** Goes back to the beginning; false where a source comes only once. */
  rewind(): boolean;
  close(): void;
}

/** How a source is read. */
interface InputOptions {
  readonly signal: AbortSignal;
  /** The end of a file is not the end: it is still written to. */
  readonly follow: boolean;
}

/** How often the end of a file that grows is looked at: soon enough for a person who watches. */
const LOOK_AGAIN_MS = 200;

/**
 * Opens a path, or standard input as `-`.
 *
 * @throws FaultlineError where there is nothing that can be read.
 */
export function openInput(source: string, options: InputOptions): Input {
  let fd: number | null = null;
  try {
    // Without O_NONBLOCK a FIFO that nobody writes to would hold the whole process.
    fd = source === "-" ? 0 : openSync(source, constants.O_RDONLY | constants.O_NONBLOCK);
    const kind = fstatSync(fd);
    if (kind.isDirectory()) throw withCode("EISDIR");
    if (isatty(fd)) throw withCode("TTY");
    if (kind.isFIFO() || kind.isSocket()) return pipeInput(fd, options.signal);
    const input = fileInput({ fd, source, mayRewind: kind.isFile() }, options);
    // What others opened is theirs to close, and where it began is not known.
    return source === "-" ? { ...input, rewind: () => false, close: () => undefined } : input;
  } catch (error) {
    if (fd !== null && fd !== 0) closeSync(fd);
    throw refuseOpening(source, error) ?? error;
  }
}

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

/** Reads a file straight into the reader's memory; only its end is awaited, and only where it grows. */
function fileInput(
  { fd, source, mayRewind }: { fd: number; source: string; mayRewind: boolean },
  { signal, follow }: InputOptions,
): Input {
  // Null: where the last read ended.
  let position: number | null = null;
  const readOn = (into: Uint8Array): number => {
    try {
      const octets = readSync(fd, into, 0, into.length, position);
      if (position !== null) position += octets;
      return octets;
    } catch (error) {
      throw refuseOpening(source, error) ?? error;
    }
  };
  const grown = async (into: Uint8Array): Promise<number> => {
    while (!signal.aborted) {
      // An abort is no failure here: the loop sees it.
      await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      const octets = signal.aborted ? 0 : readOn(into);
      if (octets > 0) return octets;
    }
    return 0;
  };
  return {
    read(into) {
      const octets = readOn(into);
      return octets === 0 && follow ? grown(into) : octets;
    },
    rewind() {
      position = 0;
      return mayRewind && !follow;
    },
    close: () => closeSync(fd),
  };
}

/** Reads a pipe, whose writer waits while nobody reads. */
function pipeInput(fd: number, signal: AbortSignal): Input {
  const socket = new Socket({ fd, readable: true, writable: false });
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const stop = () => socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  let left: Uint8Array = new Uint8Array();
  const next = async (): Promise<Uint8Array> => {
    try {
      const { done, value } = await chunks.next();
      return done === true ? new Uint8Array() : value;
    } catch (error) {
      if (signal.aborted) return new Uint8Array();
      throw error;
    }
  };
  return {
    async read(into) {
      if (left.length === 0) left = await next();
      const taken = left.subarray(0, into.length);
      into.set(taken);
      left = left.subarray(taken.length);
      return taken.length;
    },
    rewind: () => false,
    close() {
      signal.removeEventListener("abort", stop);
      socket.destroy();
    },
  };
}
