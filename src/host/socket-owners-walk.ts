import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { Vantage } from "../vantage/index.ts";
import type { OwnerOf } from "./owner-tally.ts";
import { parseOpenFiles } from "./process-limits.ts";

/** What one walk may cost at most, at 6 µs for a descriptor on an idle machine. */
const bounds = {
  asked: { descriptors: 200_000, milliseconds: 3_000 },
  inPassing: { descriptors: 20_000, milliseconds: 200 },
} as const;
/** The event loop gets its turn after so many milliseconds of reading. */
const TURN = 20;

/** Which process holds which socket, and how many files it has open. */
export interface SocketHolders {
  readonly ownerOf: OwnerOf;
  /** Open files of a process that was seen, and its soft limit. */
  readonly openFilesOf: (pid: number) => { readonly used: number; readonly soft: number } | null;
  /** Processes whose files may not be seen. */
  readonly denied: number;
  /** The bound was met: processes were left out. */
  readonly isBounded: boolean;
}

const nobody: SocketHolders = {
  ownerOf: () => undefined,
  openFilesOf: () => null,
  denied: 0,
  isBounded: false,
};

/** How far a walk goes. */
export interface WalkRules {
  /** The inodes of the sockets. */
  readonly wanted: ReadonlySet<number>;
  readonly signal: AbortSignal;
  readonly bound: keyof typeof bounds;
  /** The processes that alone are of interest. */
  readonly isWanted?: ((owner: { readonly pid: number; readonly name: string }) => boolean) | undefined;
}

/**
 * Walks /proc/PID/fd of the processes of the vantage until every socket has its owner: the kernel's tables have inodes alone. A
 * process that ends meanwhile is left out. Another host's are not walked: each descriptor would be a round trip.
 *
 * @throws The signal's reason.
 */
export async function walkHolders(
  vantage: Vantage,
  { wanted, signal, bound, isWanted }: WalkRules,
): Promise<SocketHolders> {
  if (vantage.kind === "ssh") return nobody;
  const owners = new Map<number, { readonly pid: number; readonly name: string }>();
  const used = new Map<number, number>();
  let descriptors = 0;
  let denied = 0;
  const start = performance.now();
  let turn = start;
  for (const pid of nearestFirst((await vantage.list("/proc")) ?? [])) {
    if (owners.size === wanted.size) break;
    if (descriptors >= bounds[bound].descriptors || turn - start > bounds[bound].milliseconds)
      return { ...holdersOf(owners, used), denied, isBounded: true };
    if (performance.now() - turn > TURN) {
      await setImmediate();
      signal.throwIfAborted();
      turn = performance.now();
    }
    if (isWanted?.({ pid, name: nameOf(pid) }) === false) continue;
    const fds = listFiles(pid);
    if (fds === "denied") denied += 1;
    if (typeof fds === "string") continue;
    descriptors += fds.length;
    used.set(pid, fds.length);
    let owner: { readonly pid: number; readonly name: string } | null = null;
    for (const fd of fds) {
      const inode = inodeOf(pid, fd);
      if (inode === "denied") {
        denied += 1;
        break;
      }
      if (inode === null || !wanted.has(inode) || owners.has(inode)) continue;
      owner ??= { pid, name: nameOf(pid) };
      owners.set(inode, owner);
    }
  }
  return { ...holdersOf(owners, used), denied, isBounded: false };
}

/** Processes of the own network namespace first: those of others hold its sockets seldom, and may be many. */
function nearestFirst(names: readonly string[]): readonly number[] {
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const own = namespaceOf("self");
  const isNear = new Set(pids.filter((pid) => namespaceOf(pid) === own));
  return [...isNear, ...pids.filter((pid) => !isNear.has(pid))];
}

function namespaceOf(pid: number | "self"): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null; // It ended, or is another user's.
  }
}

const holdersOf = (
  owners: ReadonlyMap<number, { readonly pid: number; readonly name: string }>,
  used: ReadonlyMap<number, number>,
) => ({
  ownerOf: (inode: number) => owners.get(inode),
  openFilesOf(pid: number) {
    const files = used.get(pid);
    const soft = parseOpenFiles(readText(`/proc/${pid}/limits`))?.soft;
    return files === undefined || soft === undefined ? null : { used: files, soft };
  },
});

function listFiles(pid: number): readonly string[] | "denied" | "gone" {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? "denied" : "gone";
  }
}

/** Listing the files takes the user's own right to the folder, what each is takes CAP_SYS_PTRACE over the process. proc_pid_fd(5). */
function inodeOf(pid: number, fd: string): number | "denied" | null {
  try {
    const link = readlinkSync(`/proc/${pid}/fd/${fd}`);
    return link.startsWith("socket:[") ? Number(link.slice("socket:[".length, -1)) : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? "denied" : null; // Else closed between the listing and now.
  }
}

const nameOf = (pid: number): string => readText(`/proc/${pid}/comm`).trim() || "?";

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process ended, or is another user's.
  }
}
