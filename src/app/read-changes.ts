import type { EpochMs, Ms } from "../base/index.ts";
import { type Evidence, type ProcessState, startOf } from "../evidence/index.ts";
import { type AppContext, textOf } from "./context.ts";
import { packageChanges } from "./package-changes.ts";
import type { Change } from "./package-log.ts";
import { bootTimeOf } from "./process-files.ts";
import { readUnit } from "./unit.ts";

/** What is known of a hop whose host is asked for changes. */
export interface ChangesAsked {
  /** When the run began: what came later is its own doing, or cannot have been the reason for it. */
  readonly until: EpochMs;
  /** Its processes, as they were read. */
  readonly processes: readonly ProcessState[];
  /** Absolute paths of the files that it is configured by. */
  readonly configurations: readonly string[];
  readonly certificates: readonly string[];
}

/** What changed longer ago was in place while all was well. */
const WINDOW: Ms = 24 * 3_600_000;

/** The most that a record holds. */
const MOST_CHANGES = 20;

/** Files of one sort that are looked at. */
const MOST_FILES = 100;

/** Two marks of one start that are closer are the same: a unit is active a moment after its process began. */
const SAME_START: Ms = 5_000;

/** Records what changed on a hop's host in the day before the run, newest first. It only suggests: what changed need not have broken anything. */
export async function readChanges(
  asked: ChangesAsked,
  context: AppContext,
): Promise<Evidence<"recent-changes"> | null> {
  const { clock, recorder, signal } = context;
  const { observedAt, ticks } = startOf(clock);
  const { until, processes, configurations, certificates } = asked;
  const from = until - WINDOW;
  const found = await Promise.all([
    packageChanges({ from, until }, context),
    fileChanges("configuration", configurations, context),
    fileChanges("certificate", certificates, context),
    restarts(processes, context),
    deployments(processes, context),
    reboot(context),
  ]);
  signal.throwIfAborted();
  const changes = found
    .flat()
    .filter(({ at }) => at >= from && at <= until)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST_CHANGES);
  // That nothing is known to have changed says nothing.
  if (changes.length === 0) return null;
  return recorder.record(
    "recent-changes",
    { changes },
    {
      boundary: "app",
      by: "observed",
      purpose: "context",
      observedAt,
      took: clock.ticks() - ticks,
      command: ["tail /var/log/dpkg.log", "uptime -s", `stat -c '%y %n' ${configurations[0] ?? "FILE"}`].join(
        "; ",
      ),
    },
  );
}

async function fileChanges(
  what: "configuration" | "certificate",
  files: readonly string[],
  { vantage }: AppContext,
): Promise<readonly Change[]> {
  const asked = [...new Set(files)].filter((file) => file.startsWith("/")).slice(0, MOST_FILES);
  const facts = await Promise.all(asked.map(async (file) => ({ file, facts: await vantage.stat?.(file) })));
  return facts.flatMap(({ file, facts: known }) =>
    known == null ? [] : [{ at: known.changedAt, what, of: file }],
  );
}

/** A start of a process, by the kernel; a start of its unit, by the service manager, where the process is an older one's child. */
async function restarts(processes: readonly ProcessState[], context: AppContext): Promise<readonly Change[]> {
  const units = [...new Set(processes.flatMap(({ unit }) => unit?.name ?? []))];
  const seen = await Promise.all(units.map((name) => readUnit(name, context)));
  const ofUnits = seen.flatMap((one): readonly Change[] =>
    one === null || one.activeSince === null
      ? []
      : [{ at: one.activeSince, what: "restart", of: one.unit.name }],
  );
  const ofProcesses = processes.flatMap(({ startedAt, name, pid, unit }): readonly Change[] =>
    startedAt === null ? [] : [{ at: startedAt, what: "restart", of: unit?.name ?? `${name} (${pid})` }],
  );
  return [
    ...ofUnits,
    ...ofProcesses.filter(({ at }) => !ofUnits.some((one) => Math.abs(one.at - at) < SAME_START)),
  ];
}

/** The program itself was replaced. */
async function deployments(
  processes: readonly ProcessState[],
  { vantage }: AppContext,
): Promise<readonly Change[]> {
  const found = await Promise.all(
    processes.map(async ({ pid }): Promise<Change | null> => {
      const [path, facts] = await Promise.all([
        vantage.link?.(`/proc/${pid}/exe`),
        vantage.stat?.(`/proc/${pid}/exe`),
      ]);
      return path == null || facts == null ? null : { at: facts.changedAt, what: "deployment", of: path };
    }),
  );
  const known = found.filter((change) => change !== null);
  return known.filter(({ of }, index) => known.findIndex((other) => other.of === of) === index);
}

async function reboot(context: AppContext): Promise<readonly Change[]> {
  const at = bootTimeOf((await textOf("/proc/stat", context)) ?? "");
  return at === null ? [] : [{ at, what: "reboot", of: context.vantage.name }];
}
