import type { EpochMs } from "../base/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** Ticks of a second in /proc/PID/stat: USER_HZ, 100 on every Linux. proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

/** One process of a vantage. */
export interface ProcessSeen {
  readonly pid: number;
  readonly parent: number;
  /** Its arguments, joined by spaces: what a process gives as its title. */
  readonly title: string;
  readonly startedAt: EpochMs;
}

/** Processes with a command's name, with the time of their start. Empty where /proc cannot be read. */
export async function processesNamed(name: string, vantage: Vantage): Promise<readonly ProcessSeen[]> {
  const bootTime = Number(/^btime (\d+)$/m.exec(await textOf("/proc/stat", vantage))?.[1] ?? Number.NaN);
  if (Number.isNaN(bootTime)) return [];
  const pids = ((await vantage.list("/proc")) ?? []).filter((each) => /^\d+$/.test(each));
  const found = await Promise.all(
    pids.map(async (pid): Promise<ProcessSeen | null> => {
      const stat = await textOf(`/proc/${pid}/stat`, vantage);
      const end = stat.lastIndexOf(")");
      if (stat.slice(stat.indexOf("(") + 1, end) !== name) return null;
      const fields = stat.slice(end + 2).split(" ");
      const title = (await textOf(`/proc/${pid}/cmdline`, vantage)).replaceAll("\0", " ").trim();
      const ticks = Number(fields[19]);
      return Number.isFinite(ticks)
        ? {
            pid: Number(pid),
            parent: Number(fields[1]),
            title,
            startedAt: (bootTime + ticks / TICKS_PER_SECOND) * 1_000,
          }
        : null;
    }),
  );
  return found.filter((each) => each !== null);
}

async function textOf(path: string, vantage: Vantage): Promise<string> {
  const read = await vantage.read(path);
  return read.outcome === "read" ? read.text : "";
}
