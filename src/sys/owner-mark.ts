import { readFileSync, readlinkSync } from "node:fs";

let made = 0;

/**
 * Words that say whose something is that outlives its owner: PID namespace, process, the ticks after boot at which that started,
 * and a number of its own, with `-` between them.
 */
export function ownerMark(): string {
  made += 1;
  return [pidNamespace(), process.pid, startOf(process.pid) ?? 0, made].join("-");
}

/**
 * Whether the owner that a mark names still lives. `unseen`: it is of another PID namespace, or the text is no mark, and this
 * process cannot tell.
 */
export function ownerState(mark: string): "alive" | "dead" | "unseen" {
  const [, namespace, pid, started] = /^(\d+)-(\d+)-(\d+)-\d+/.exec(mark) ?? [];
  // Zero stands for a /proc that could not be read.
  if (namespace === undefined || namespace === "0" || namespace !== pidNamespace()) return "unseen";
  return startOf(Number(pid)) === Number(started) ? "alive" : "dead";
}

/** The number of this process's PID namespace. namespaces(7). */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    // Without /proc nobody can be told apart.
    return "0";
  }
}

/** The ticks after boot at which a process started; `null` where there is none. proc_pid_stat(5), field 22. */
function startOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may hold blanks and brackets.
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    // It has ended.
    return null;
  }
}
