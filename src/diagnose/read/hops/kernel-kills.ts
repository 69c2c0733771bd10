import type { EpochMs } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";

/** A process that the kernel killed for memory. */
export interface KernelKill {
  readonly pid: number;
  /** At most 15 octets of it: comm. proc_pid_comm(5). */
  readonly name: string;
  /** The last part of its control group's path; `null` where the kernel does not say. */
  readonly group: string | null;
  /** `null` where the log's time has no relation to this one. */
  readonly at: EpochMs | null;
  readonly record: Evidence<"kernel-log">;
}

/** `Out of memory: Killed process 812 (shop) total-vm:…`, with `Memory cgroup` before it for a group's limit. mm/oom_kill.c. */
const killed = /\bout of memory:? Kill(?:ed)? process (\d{1,10}),? \(([^)]{1,32})\)/i;

/** `oom-kill:constraint=CONSTRAINT_MEMCG,…,task_memcg=/system.slice/shop.service,task=shop,pid=812,uid=0`. mm/oom_kill.c, dump_oom_summary(). */
const summary = /\boom-kill:[^\n]{0,400}?task_memcg=([^,]{1,300}),task=([^,]{1,32}),pid=(\d{1,10})\b/;

/** The kills that a kernel's log tells of, oldest first, each once. */
export function killsOf(record: Evidence<"kernel-log">): readonly KernelKill[] {
  const kills = new Map<number, KernelKill>();
  for (const { secondsSinceBoot, text } of record.value.lines) {
    const { readAt } = record.value;
    const at = readAt === undefined ? null : record.observedAt - (readAt - secondsSinceBoot) * 1_000;
    const [, path, task, number] = summary.exec(text) ?? [];
    const [, pid, name] = killed.exec(text) ?? [];
    if (path !== undefined && task !== undefined)
      kills.set(Number(number), {
        ...{ pid: Number(number), name: task, at, record },
        group: path.split("/").at(-1) ?? null,
      });
    else if (name !== undefined)
      kills.set(Number(pid), {
        ...{ pid: Number(pid), name, at, record },
        group: kills.get(Number(pid))?.group ?? null,
      });
  }
  return [...kills.values()];
}
