import type { EpochMs } from "../base/index.ts";

/** Ticks of a second in /proc/PID/stat: USER_HZ, 100 on every Linux. proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

const OCTETS_PER_KIB = 1_024;

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  readonly name: string;
  /** One letter: `R` `S` `D` `T` `t` `Z` … */
  readonly state: string;
  readonly parent: number;
  /** Since boot, in ticks. */
  readonly startTicks: number;
}

/** Reads /proc/PID/stat; a name may hold spaces and brackets. `null` where it is none. proc_pid_stat(5). */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(" ");
  const [state = "", parent = ""] = fields;
  // Field 22 of the file; the name is the second.
  const startTicks = Number(fields[19] ?? Number.NaN);
  if (!/^[A-Za-z]$/.test(state) || !Number.isSafeInteger(startTicks) || startTicks < 0) return null;
  return { name: text.slice(open + 1, close).slice(0, 64), state, parent: Number(parent) || 0, startTicks };
}

/** When the host booted, by `btime` of /proc/stat, in seconds since the epoch as it gives them; `null` where it does not. */
export function bootTimeOf(text: string): EpochMs | null {
  const seconds = /^btime (\d{1,12})$/m.exec(text)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

/** When a process began. */
export const startOfProcess = (bootTime: EpochMs | null, { startTicks }: ProcessStat): EpochMs | null =>
  bootTime === null ? null : bootTime + (startTicks * 1_000) / TICKS_PER_SECOND;

/** Resident octets and threads, of /proc/PID/status; `null` for what it lacks. proc_pid_status(5). */
export function parseStatus(text: string): {
  readonly resident: number | null;
  readonly threads: number | null;
} {
  const kib = /^VmRSS:\s+(\d{1,15}) kB$/m.exec(text)?.[1];
  const threads = /^Threads:\s+(\d{1,9})$/m.exec(text)?.[1];
  return {
    resident: kib === undefined ? null : Number(kib) * OCTETS_PER_KIB,
    threads: threads === undefined ? null : Number(threads),
  };
}

/** The soft limit of open files, of /proc/PID/limits; `null` where it has none. getrlimit(2). */
export function parseOpenFileLimit(text: string): number | null {
  const soft = /^Max open files\s+(\d{1,16}|unlimited)\s/m.exec(text)?.[1];
  if (soft === undefined) return null;
  return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft);
}
