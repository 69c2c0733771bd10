import type { ProcessState } from "../evidence/index.ts";
import { type AppContext, textOf } from "./context.ts";
import type { ControlGroups, GroupPlace } from "./control-groups.ts";

/** What control groups limit, and how often it was met. */
export interface GroupLimits {
  /** Octets; `null` for no limit. */
  readonly memory: number | null;
  readonly outOfMemoryKills: number | null;
  readonly cpu: ProcessState["cpu"];
  readonly tasks: { readonly used: number; readonly limit: number } | null;
}

/** Version 1 writes "no limit" as the largest whole number of pages: anything near it is none. Kernel, Documentation/admin-guide/cgroup-v1/memory.rst. */
const NO_LIMIT = 2 ** 62;

/** Reads what the groups of a process, and those above them, allow. Of each kind the tightest counts. */
export async function limitsOf(groups: ControlGroups, context: AppContext): Promise<GroupLimits> {
  const [memory, outOfMemoryKills, cpu, tasks] = await Promise.all([
    memoryOf(groups.memory, context),
    killsOf(groups.memory, context),
    cpuOf(groups.cpu, context),
    tasksOf(groups.pids, context),
  ]);
  return { memory, outOfMemoryKills, cpu, tasks };
}

async function memoryOf(place: GroupPlace | null, context: AppContext): Promise<number | null> {
  const file = place?.version === 1 ? "memory.limit_in_bytes" : "memory.max";
  const limits = await eachOf(place, file, context);
  const finite = limits
    .map(({ text }) => numberOf(text))
    .filter((limit) => limit !== null && limit < NO_LIMIT);
  return finite.length === 0 ? null : Math.min(...finite.map(Number));
}

/** `oom_kill` counts the group and those below it. Kernel, Documentation/admin-guide/cgroup-v2.rst, memory.events. */
async function killsOf(place: GroupPlace | null, context: AppContext): Promise<number | null> {
  const [own] = place?.folders ?? [];
  // The root group has no such file.
  if (own === undefined || place === null) return null;
  const file = place.version === 1 ? "memory.oom_control" : "memory.events";
  return fieldOf((await textOf(`${own}/${file}`, context)) ?? "", "oom_kill");
}

async function cpuOf(place: GroupPlace | null, context: AppContext): Promise<ProcessState["cpu"]> {
  if (place === null) return null;
  const quotas =
    place.version === 2
      ? (await eachOf(place, "cpu.max", context)).map(({ folder, text }) => ({
          folder,
          quota: quotaOf(text),
        }))
      : await Promise.all(
          (await eachOf(place, "cpu.cfs_quota_us", context)).map(async ({ folder, text }) => ({
            folder,
            quota: quotaOf(`${text.trim()} ${(await textOf(`${folder}/cpu.cfs_period_us`, context)) ?? ""}`),
          })),
        );
  const tightest = quotas
    .flatMap(({ folder, quota }) => (quota === null ? [] : [{ folder, quota }]))
    .toSorted((a, b) => a.quota - b.quota)[0];
  if (tightest === undefined) return null;
  return parseCpuStat((await textOf(`${tightest.folder}/cpu.stat`, context)) ?? "", tightest.quota);
}

/** `QUOTA PERIOD`, in microseconds, as processors; `null` for `max` or -1: no quota. */
export function quotaOf(text: string): number | null {
  const [, quota, period] = /^(\d{1,15})\s+(\d{1,15})\s*$/.exec(text.trim()) ?? [];
  return quota === undefined || !(Number(period) > 0) ? null : Number(quota) / Number(period);
}

/** The counts of cpu.stat; `null` where it has none. Version 1 counts the time in nanoseconds, version 2 in microseconds. */
export function parseCpuStat(text: string, quota: number): ProcessState["cpu"] {
  const [periods, throttled] = [fieldOf(text, "nr_periods"), fieldOf(text, "nr_throttled")];
  if (periods === null || throttled === null) return null;
  const [micros, nanos] = [fieldOf(text, "throttled_usec"), fieldOf(text, "throttled_time")];
  return { periods, throttled, throttledFor: micros === null ? (nanos ?? 0) / 1e6 : micros / 1e3, quota };
}

async function tasksOf(place: GroupPlace | null, context: AppContext): Promise<GroupLimits["tasks"]> {
  const limited = await Promise.all(
    (await eachOf(place, "pids.max", context)).map(async ({ folder, text }) => ({
      limit: numberOf(text),
      used: numberOf((await textOf(`${folder}/pids.current`, context)) ?? ""),
    })),
  );
  const known = limited.flatMap(({ limit, used }) =>
    limit === null || used === null ? [] : [{ used, limit }],
  );
  // The one with the least room left is met first.
  return known.toSorted((a, b) => a.limit - a.used - (b.limit - b.used))[0] ?? null;
}

async function eachOf(place: GroupPlace | null, file: string, context: AppContext) {
  const read = await Promise.all(
    (place?.folders ?? []).map(async (folder) => ({
      folder,
      text: await textOf(`${folder}/${file}`, context),
    })),
  );
  return read.flatMap(({ folder, text }) => (text === null ? [] : [{ folder, text }]));
}

const numberOf = (text: string): number | null => (/^\d{1,19}\s*$/.test(text) ? Number(text) : null);

/** A line `name number` of a control group's file. */
function fieldOf(text: string, name: string): number | null {
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return line === undefined ? null : numberOf(line.slice(name.length + 1));
}
