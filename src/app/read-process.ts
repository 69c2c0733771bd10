import type { Evidence, ProcessState } from "../evidence/index.ts";
import { startOf } from "../evidence/index.ts";
import { type AppContext, type Endpoint, textOf } from "./context.ts";
import { groupsOf } from "./control-groups.ts";
import { limitsOf } from "./group-limits.ts";
import { type Holding, listenersAt } from "./holders.ts";
import type { HeldListener } from "./listeners.ts";
import { bootTimeOf, parseOpenFileLimit, parseStat, parseStatus, startOfProcess } from "./process-files.ts";
import { readUnit, unitOf } from "./unit.ts";

/** Processes that share a listener (a master and its workers) of which the state is read; over ssh each costs round trips. */
const MOST_PROCESSES = { near: 8, far: 3 } as const;

/**
 * Records the state of each process that listens on the endpoint's port at the vantage, on whatever address. Where none does, in a
 * network namespace of its own, the processes that listen there on another port: what it was meant to be is not known.
 *
 * @throws The signal's reason.
 */
export async function readProcess(
  endpoint: Endpoint,
  context: AppContext,
): Promise<readonly Evidence<"process-state">[]> {
  const { vantage, clock, recorder } = context;
  const holding = await listenersAt(context);
  if (holding === null) {
    recorder.gap({
      boundary: "app",
      needs: "which process listens",
      reason: "missing-tool",
      allowBy: `Look by hand: ss -ltnp 'sport = :${endpoint.port}'`,
    });
    return [];
  }
  const pids = pidsFor(endpoint, holding, vantage.kind);
  if (pids.length === 0) sayUnseen(endpoint, holding, context);
  const bootTime = bootTimeOf((await textOf("/proc/stat", context)) ?? "");
  const records: Evidence<"process-state">[] = [];
  for (const pid of pids.slice(0, vantage.kind === "ssh" ? MOST_PROCESSES.far : MOST_PROCESSES.near)) {
    context.signal.throwIfAborted();
    const { observedAt, ticks } = startOf(clock);
    const value = await stateOf(pid, { holding, bootTime }, context);
    // It ended meanwhile.
    if (value === null) continue;
    const { upstream } = endpoint;
    records.push(
      recorder.record("process-state", upstream === undefined ? value : { ...value, upstream }, {
        boundary: "app",
        by: "observed",
        purpose: "context",
        observedAt,
        took: clock.ticks() - ticks,
        command: `ss -ltnp 'sport = :${endpoint.port}'; cat /proc/${pid}/limits /proc/${pid}/status /proc/${pid}/cgroup; ls /proc/${pid}/fd | wc -l`,
      }),
    );
  }
  return records;
}

/** Those that listen on the address that is asked, else on any other; the oldest first: a master before its workers. */
function pidsFor(
  { address, port, upstream }: Endpoint,
  { listeners }: Holding,
  kind: AppContext["vantage"]["kind"],
): readonly number[] {
  const ofPort = listeners.filter((listener) => listener.port === port);
  const covering = address === null ? [] : ofPort.filter((listener) => covers(listener, address));
  const own = covering.length > 0 ? covering : ofPort;
  // All processes of a whole host would be too many to be meant.
  const meant =
    own.length > 0 || upstream !== undefined || (kind !== "netns" && kind !== "pid") ? own : listeners;
  return [...new Set(meant.flatMap(({ pids }) => pids))].toSorted((a, b) => a - b);
}

/** `::` takes IPv4 as well, unless a socket option says no: ipv6(7). */
const covers = (listener: HeldListener, address: string): boolean =>
  listener.address === address ||
  listener.address === "::" ||
  (listener.address === "0.0.0.0" && !address.includes(":"));

function sayUnseen(
  { port }: Endpoint,
  { listeners, denied, isBounded }: Holding,
  { recorder }: AppContext,
): void {
  const isThere = listeners.some((listener) => listener.port === port);
  // That nothing listens is seen, and told by the socket table.
  if (!isThere) return;
  recorder.gap({
    boundary: "app",
    needs: `the process that listens on port ${port}`,
    reason: isBounded ? "bounded" : denied > 0 ? "permission" : "unreadable",
    allowBy: isBounded
      ? `ss -ltnp 'sport = :${port}'`
      : "Run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH: /proc/PID/fd of other users is closed without",
  });
}

async function stateOf(
  pid: number,
  { holding, bootTime }: { readonly holding: Holding; readonly bootTime: number | null },
  context: AppContext,
): Promise<ProcessState | null> {
  const [stat, status, limits, fds, groups] = await Promise.all([
    textOf(`/proc/${pid}/stat`, context),
    textOf(`/proc/${pid}/status`, context),
    textOf(`/proc/${pid}/limits`, context),
    context.vantage.list(`/proc/${pid}/fd`),
    groupsOf(pid, context),
  ]);
  const seen = parseStat(stat ?? "");
  if (seen === null) return null;
  const { resident, threads } = parseStatus(status ?? "");
  const soft = parseOpenFileLimit(limits ?? "");
  const limited = await limitsOf(groups, context);
  const unitName = unitOf(groups.unitPath);
  const unit = unitName === null ? null : await readUnit(unitName, context);
  return {
    pid,
    name: seen.name,
    startedAt: startOfProcess(bootTime, seen),
    openFiles: fds === null || soft === null ? null : { used: fds.length, soft },
    threads: limited.tasks ?? (threads === null ? null : { used: threads, limit: null }),
    memory: resident === null ? null : { resident, limit: limited.memory },
    outOfMemoryKills: limited.outOfMemoryKills,
    cpu: limited.cpu,
    state: seen.state,
    unit: unit?.unit ?? null,
    listens: holding.listeners
      .filter(({ pids }) => pids.includes(pid))
      .map(({ address, port }) => ({ address, port })),
  };
}
