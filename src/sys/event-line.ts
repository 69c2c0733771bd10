import type { Ms } from "../base/index.ts";

/** One line of `trace_pipe`, its payload still text. */
export interface EventLine {
  /** Number of the thread that was running, as the first PID namespace counts; whoever was interrupted, in an interrupt. */
  readonly thread: number;
  /** Whether the thread did it itself, and not an interrupt that came while it ran. */
  readonly isOwnDoing: boolean;
  readonly cpu: number;
  /** By the clock of the trace instance. */
  readonly at: Ms;
  /** `kfree_skb` */
  readonly event: string;
  /** `skbaddr=… reason: NETFILTER_DROP` */
  readonly payload: string;
}

/**
 * Reads one line; `null` for what is none, such as `CPU:1 [LOST 12 EVENTS]`. Linux Documentation/trace/ftrace.rst.
 *
 *     <idle>-0       [001] ..s2.  1234.567890: kfree_skb: skbaddr=00000000d1a2b3c4 …
 *     name-thread    [cpu] flags  seconds    : event    : payload
 */
export function parseEventLine(line: string): EventLine | null {
  // The name of a process may hold anything; it is written 16 wide (`trace_print_context()`).
  const open = line.indexOf(" [", NAME_WIDTH);
  const close = line.indexOf("] ", open);
  if (line[NAME_WIDTH] !== "-" || open < 0 || close < 0) return null;
  const timeEnds = line.indexOf(": ", close);
  const nameEnds = line.indexOf(": ", timeEnds + 2);
  if (timeEnds < 0 || nameEnds < 0) return null;
  const thread = Number(line.slice(NAME_WIDTH + 1, open));
  const cpu = Number(line.slice(open + 2, close));
  // The third flag: a dot, or the kind of interrupt (`s`, `h`, `H`, `z`, `Z`).
  const isOwnDoing = line[close + 4] === ".";
  const seconds = Number(line.slice(line.lastIndexOf(" ", timeEnds) + 1, timeEnds));
  const event = line.slice(timeEnds + 2, nameEnds);
  if (!isCount(thread) || !isCount(cpu) || !(seconds >= 0) || !/^\w+$/.test(event)) return null;
  return {
    thread,
    isOwnDoing,
    cpu,
    at: Math.round(seconds * 1e6) / 1_000,
    event,
    payload: line.slice(nameEnds + 2),
  };
}

const NAME_WIDTH = 16;
const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;

/** How many events a line says were lost before it; 0 where it says no such thing. */
export function lostEvents(line: string): number {
  const lost = /^CPU:\d+ \[LOST (\d+)? ?EVENTS\]/.exec(line);
  // Without a number the kernel does not know how many.
  return lost === null ? 0 : Number(lost[1] ?? 1);
}

/** The word after `name` (with its `=` or `: `) in a payload, up to the next blank; `null` where it is not. */
export function wordAfter(payload: string, name: string): string | null {
  let begins = payload.indexOf(name);
  // `port=` is not `sport=`.
  while (begins > 0 && payload[begins - 1] !== " ") begins = payload.indexOf(name, begins + 1);
  if (begins < 0) return null;
  begins += name.length;
  const ends = payload.indexOf(" ", begins);
  const word = ends < 0 ? payload.slice(begins) : payload.slice(begins, ends);
  return word === "" ? null : word;
}
