import { closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Ms } from "../base/index.ts";
import { type EventLine, lostEvents, parseEventLine } from "./event-line.ts";
import { libc, watchFd } from "./libc.ts";
import { type NoTracefs, openTracefs } from "./tracefs.ts";
import { type EventFormat, parseEventFormat } from "./tracefs-format.ts";
import { instanceName, sweepInstances } from "./tracefs-owner.ts";

/** An event to listen to. */
export interface EventWanted {
  /** `skb/kfree_skb` */
  readonly event: string;
  /** The kernel's own test before it writes one down; `null` for all of them. */
  readonly filter?: (format: EventFormat) => string | null;
}

/** How a kernel is listened to. */
export interface ListenOptions {
  readonly events: readonly EventWanted[];
  /** Told of each event, in order, as it is read. */
  readonly onEvent: (event: EventLine) => void;
  /** More events than this within a second end the listening. */
  readonly mostPerSecond: number;
}

/** A trace instance of our own that listens. */
export interface TraceInstance {
  /** Events that this kernel does not have. */
  readonly missing: readonly string[];
  /** Number of this thread, as events name it; `null` where the marker did not come back. */
  readonly thread: number | null;
  /** What to add to a time of an event to have it on this process's monotonic clock; `null` as above. */
  readonly offset: Ms | null;
  /** Reads what is left and listens no more. The instance is then taken away; `removed` settles when it is. */
  stop(): ListenEnd;
}

/** How the listening ended. */
export interface ListenEnd {
  /** Events that the kernel had no room for. */
  readonly lost: number;
  /** It ended by itself: there were too many. */
  readonly wasTooMuch: boolean;
  readonly removed: Promise<void>;
}

/** Where the usual buffer of 1.4 MB for each CPU would be too much altogether. */
const MANY_CPUS = 8;
const SMALL_BUFFER_KB = 256;
/** Pages read at one go, so that a flood does not hold up the event loop: a page holds some 40 events. */
const READS_AT_ONE_GO = 64;
const READ_OCTETS = 64 * 1024;
const SECOND: Ms = 1_000;
const MARKER = "tracing_mark_write";

/**
 * Listens to events of this machine's kernel, of every network namespace. Changes nothing but an instance of its own; costs some
 * ten milliseconds of waiting to start and fifty to take away, nearly none of it of the CPU.
 */
export async function listenToEvents(options: ListenOptions): Promise<TraceInstance | NoTracefs> {
  const tracefs = openTracefs();
  if (typeof tracefs === "string") return tracefs;
  const folder = join(tracefs.root, "instances", instanceName());
  let swept: Promise<void> = Promise.resolve();
  const remove = async () => {
    await swept;
    try {
      await rmdir(folder);
    } catch {
      // Gone already, or never made.
    }
    tracefs.close();
  };
  try {
    await mkdir(folder);
    // The sweep waits for the kernel: not in the way of what is to be heard.
    swept = sweepInstances(tracefs.root).catch(() => {});
    return await listenIn(folder, tracefs.root, options, remove);
  } catch (error) {
    await remove();
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === null) throw error;
    return code === "EACCES" || code === "EPERM" ? "permission" : "not-supported";
  }
}

async function listenIn(
  folder: string,
  root: string,
  { events, onEvent, mostPerSecond }: ListenOptions,
  remove: () => Promise<void>,
): Promise<TraceInstance> {
  if (cpus().length > MANY_CPUS) await writeFile(join(folder, "buffer_size_kb"), `${SMALL_BUFFER_KB}`);
  const pipe = openSync(join(folder, "trace_pipe"), constants.O_RDONLY | constants.O_NONBLOCK);
  const reader = createReader(pipe, onEvent);
  let wasTooMuch = false;
  let windowBegan = performance.now();
  let countThen = 0;
  const set = (file: string, text: string) => {
    try {
      writeFileSync(join(folder, file), text);
      return true;
    } catch {
      return false;
    }
  };
  const take = () => {
    reader.read(READS_AT_ONE_GO);
    const now = performance.now();
    if (reader.count - countThen > mostPerSecond) {
      wasTooMuch = true;
      set("tracing_on", "0");
      set("events/enable", "0");
      watch.close();
    } else if (now - windowBegan > SECOND) {
      windowBegan = now;
      countThen = reader.count;
    }
  };
  const { thread, offset } = mark(folder, reader);
  const missing = events
    .filter(({ event, filter }) => {
      const format = formatOf(root, event);
      const test = format === null ? null : (filter?.(format) ?? null);
      if (format === null || (test !== null && !set(`events/${event}/filter`, test))) return true;
      return !set(`events/${event}/enable`, "1");
    })
    .map(({ event }) => event);
  const watch = watchFd(pipe, { readable: true }, take);
  let end: ListenEnd | null = null;
  return {
    missing,
    thread,
    offset,
    stop() {
      if (end !== null) return end;
      watch.close();
      set("events/enable", "0");
      // What is left is at most what the buffers hold.
      if (!wasTooMuch) reader.read(Number.POSITIVE_INFINITY);
      closeSync(pipe);
      end = { lost: reader.lost, wasTooMuch, removed: remove() };
      return end;
    },
  };
}

function formatOf(root: string, event: string): EventFormat | null {
  try {
    return parseEventFormat(readFileSync(join(root, "events", event, "format"), "latin1"));
  } catch {
    // This kernel has no such event.
    return null;
  }
}

/** Writes a line of our own among the events: it comes back with this thread's number and the time by their clock. */
function mark(
  folder: string,
  reader: Reader,
): { readonly thread: number | null; readonly offset: Ms | null } {
  let seen: EventLine | null = null;
  const nothing = { thread: null, offset: null };
  try {
    const marker = openSync(join(folder, "trace_marker"), constants.O_WRONLY);
    const now = performance.now();
    writeSync(marker, "faultline");
    closeSync(marker);
    reader.read(READS_AT_ONE_GO, (event) => {
      if (event.event === MARKER) seen = event;
    });
    return seen === null
      ? nothing
      : { thread: (seen as EventLine).thread, offset: now - (seen as EventLine).at };
  } catch {
    // Without it the events are heard all the same.
    return nothing;
  }
}

interface Reader {
  readonly count: number;
  readonly lost: number;
  /** Reads so often, or until there is nothing. */
  read(times: number, to?: (event: EventLine) => void): void;
}

function createReader(pipe: number, onEvent: (event: EventLine) => void): Reader {
  const memory = Buffer.allocUnsafe(READ_OCTETS);
  let rest = "";
  let count = 0;
  let lost = 0;
  return {
    get count() {
      return count;
    },
    get lost() {
      return lost;
    },
    read(times, to = onEvent) {
      for (let turn = 0; turn < times; turn += 1) {
        // Negative: EAGAIN, there is nothing more.
        const octets = libc.read(pipe, memory);
        if (octets <= 0) return;
        const lines = (rest + memory.toString("latin1", 0, octets)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const event = parseEventLine(line);
          if (event === null) lost += lostEvents(line);
          else {
            count += 1;
            to(event);
          }
        }
      }
    },
  };
}
