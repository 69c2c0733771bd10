import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";

/** The name of an instance begins so. */
const PREFIX = "faultline";

/** The most that are taken away at one start: each takes the kernel tens of milliseconds. */
const MOST_SWEPT = 16;

let made = 0;

/**
 * A name that says whose instance it is: PID namespace, process, the ticks after boot at which that started, and a number
 * of its own.
 */
export function instanceName(): string {
  made += 1;
  return [PREFIX, pidNamespace(), process.pid, startOf(process.pid) ?? 0, made].join("-");
}

/**
 * Takes away instances whose owner is dead: they outlive a process that is killed. Whoever lives holds its `trace_pipe` open, and
 * the kernel then refuses (EBUSY); a process that is only about to open it is known by its name.
 */
export async function sweepInstances(root: string): Promise<void> {
  const folder = join(root, "instances");
  const dead = readdirSync(folder).filter((name) => name.startsWith(`${PREFIX}-`) && !isAlive(name));
  for (const name of dead.slice(0, MOST_SWEPT)) {
    try {
      await rmdir(join(folder, name));
    } catch {
      // It lives after all, or another start took it away first.
    }
  }
}

/** Whether the owner is a process that this one can see. In another PID namespace it cannot; the kernel decides. */
function isAlive(name: string): boolean {
  const [, namespace, pid, started] = name.split("-");
  return namespace === pidNamespace() && startOf(Number(pid)) === Number(started);
}

/** The number of this process's PID namespace. namespaces(7). */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    // Without /proc nobody can be told apart: the kernel decides.
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
