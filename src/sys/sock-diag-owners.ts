import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process that has a socket open. */
export interface SocketOwner {
  readonly pid: number;
  /** As the kernel cuts it: at most 15 octets. */
  readonly name: string;
}

/** Who has which sockets. */
export interface OwnersFound {
  /** By the inode of the socket; of several processes with the same socket, the one with the lowest number. */
  readonly owners: ReadonlyMap<number, SocketOwner>;
  /** Processes whose open files this process may not see: CAP_SYS_PTRACE opens them. */
  readonly hidden: number;
  /** False where the walk ended at its bound. */
  readonly isWhole: boolean;
}

/** Finds the processes of sockets, and remembers what it found for the next question. */
export interface OwnerFinder {
  find(inodes: Iterable<number>): OwnersFound;
}

interface Known extends SocketOwner {
  /** Field 22 of /proc/PID/stat: a number that has passed to another process shows by it. */
  readonly started: string;
}

/** 5 µs each: two seconds at the most. */
const MOST_FILES = 400_000;

/**
 * A finder with an empty memory. A walk of all open files of all processes costs 5 µs for each, so it is done only for
 * inodes that are not known yet, and ends as soon as all are.
 *
 * @param proc The folder of the proc file system. proc(5).
 */
export function createOwnerFinder(proc = "/proc"): OwnerFinder {
  let known = new Map<number, Known>();
  return {
    find(inodes) {
      const wanted = new Set(inodes);
      // Inode 0 is a socket that belongs to no process: TIME_WAIT, SYN_RECV, orphans.
      wanted.delete(0);
      const owners = new Map<number, SocketOwner>();
      const starts = new Map<number, string | null>();
      const startOf = (pid: number): string | null => {
        const seen = starts.get(pid);
        if (seen !== undefined) return seen;
        const started = readStat(proc, pid)?.started ?? null;
        starts.set(pid, started);
        return started;
      };
      const kept = new Map<number, Known>();
      for (const inode of wanted) {
        const owner = known.get(inode);
        if (owner === undefined || startOf(owner.pid) !== owner.started) continue;
        kept.set(inode, owner);
        owners.set(inode, { pid: owner.pid, name: owner.name });
        wanted.delete(inode);
      }
      // What was not asked for this time is forgotten, so that the memory stays as large as the questions.
      known = kept;
      const walked = wanted.size === 0 ? NOTHING_WALKED : walk(proc, wanted);
      for (const [inode, owner] of walked.found) {
        known.set(inode, owner);
        owners.set(inode, { pid: owner.pid, name: owner.name });
      }
      return { owners, hidden: walked.hidden, isWhole: walked.isWhole };
    },
  };
}

interface Walked {
  readonly found: ReadonlyMap<number, Known>;
  readonly hidden: number;
  readonly isWhole: boolean;
}

const NOTHING_WALKED: Walked = { found: new Map(), hidden: 0, isWhole: true };

function walk(proc: string, wanted: Set<number>): Walked {
  const found = new Map<number, Known>();
  let [hidden, files] = [0, 0];
  for (const entry of readdirSync(proc)) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const folder = `${proc}/${entry}/fd`;
    const open = namesIn(folder);
    if (open === "hidden") hidden += 1;
    if (typeof open === "string") continue;
    let owner: Known | null = null;
    for (const file of open) {
      files += 1;
      if (files > MOST_FILES) return { found, hidden, isWhole: false };
      const inode = socketInode(`${folder}/${file}`);
      if (inode === "hidden") {
        hidden += 1;
        break;
      }
      if (inode === null || !wanted.has(inode)) continue;
      owner ??= readStat(proc, pid);
      if (owner === null) break;
      found.set(inode, owner);
      wanted.delete(inode);
      if (wanted.size === 0) return { found, hidden, isWhole: true };
    }
  }
  return { found, hidden, isWhole: true };
}

/** The entries of a folder of a process that may end, or not be ours to see, at any moment. */
function namesIn(folder: string): readonly string[] | "hidden" | "gone" {
  try {
    return readdirSync(folder);
  } catch (error) {
    return codeOf(error) === "EACCES" || codeOf(error) === "EPERM" ? "hidden" : "gone";
  }
}

/** `socket:[1045]` → 1045. Whoever may list the files may still not see what they are: CAP_SYS_PTRACE. proc_pid_fd(5). */
function socketInode(path: string): number | "hidden" | null {
  let link: string;
  try {
    link = readlinkSync(path);
  } catch (error) {
    if (codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return "hidden";
    // Closed meanwhile.
    if (codeOf(error) !== undefined) return null;
    throw error;
  }
  return link.startsWith("socket:[") ? Number.parseInt(link.slice(8), 10) : null;
}

/** The name stands in parentheses and may hold some itself; the start time is the twentieth field after it. */
function readStat(proc: string, pid: number): Known | null {
  let stat: string;
  try {
    stat = readFileSync(`${proc}/${pid}/stat`, "latin1");
  } catch (error) {
    if (codeOf(error) !== undefined) return null;
    throw error;
  }
  const end = stat.lastIndexOf(")");
  const started = stat.slice(end + 2).split(" ")[19];
  return end < 0 || started === undefined
    ? null
    : { pid, name: stat.slice(stat.indexOf("(") + 1, end), started };
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
