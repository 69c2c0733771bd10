import type { AppContext } from "./context.ts";
import { COMMAND_PATIENCE, textOf } from "./context.ts";
import { type HeldListener, type ListeningRow, listenersOfSs, listeningRows } from "./listeners.ts";

/** File descriptors that one look follows at most: some 200 ms on an idle machine. */
const MOST_DESCRIPTORS = 20_000;

/** Links that are followed side by side. */
const AT_ONCE = 256;

/** What listens at a vantage, and which processes hold it. */
export interface Holding {
  readonly listeners: readonly HeldListener[];
  /** Processes whose files may not be seen. */
  readonly denied: number;
  /** The bound was met before every process was looked at. */
  readonly isBounded: boolean;
}

/** Who listens on TCP at the vantage; `null` where that cannot be seen at all. A process of another network namespace is none of it. */
export async function listenersAt(context: AppContext): Promise<Holding | null> {
  const { vantage } = context;
  if (vantage.kind === "ssh") return bySs(context);
  const [ipv4, ipv6] = await Promise.all([
    textOf("/proc/net/tcp", context),
    textOf("/proc/net/tcp6", context),
  ]);
  if (ipv4 === null) return bySs(context);
  const rows = [ipv4, ipv6 ?? ""].flatMap(listeningRows);
  if (vantage.link === undefined) return bySs(context);
  return walk(rows, context);
}

/** By `ss` there: each descriptor would be a round trip. */
async function bySs({ vantage }: AppContext): Promise<Holding | null> {
  const ran = await vantage.run(["ss", "-Hltnp"], { timeout: COMMAND_PATIENCE });
  if (ran.outcome !== "ran" || ran.status !== 0) return null;
  const listeners = listenersOfSs(ran.stdout);
  return { listeners, denied: listeners.filter(({ pids }) => pids.length === 0).length, isBounded: false };
}

async function walk(rows: readonly ListeningRow[], { vantage, signal }: AppContext): Promise<Holding> {
  const pidsOf = new Map(rows.map(({ inode }) => [inode, new Set<number>()]));
  let descriptors = 0;
  let denied = 0;
  let isBounded = false;
  for (const pid of (await vantage.list("/proc")) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    signal.throwIfAborted();
    if (descriptors >= MOST_DESCRIPTORS) {
      isBounded = true;
      break;
    }
    const fds = await vantage.list(`/proc/${pid}/fd`);
    if (fds === null) denied += 1;
    const left = [...(fds ?? [])].slice(0, MOST_DESCRIPTORS);
    descriptors += left.length;
    while (left.length > 0) {
      const some = left.splice(0, AT_ONCE);
      for (const link of await Promise.all(some.map((fd) => vantage.link?.(`/proc/${pid}/fd/${fd}`)))) {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(link ?? "") ?? [];
        if (inode !== undefined) pidsOf.get(Number(inode))?.add(Number(pid));
      }
    }
  }
  const listeners = rows.map(({ address, port, inode }) => ({
    address,
    port,
    pids: [...(pidsOf.get(inode) ?? [])],
  }));
  return { listeners, denied, isBounded };
}
