import type { Look } from "./look.ts";
import { parseOpenFiles } from "./process-limits.ts";

/** File descriptors that one look follows at most: a host with more is too busy to be walked. */
const MAX_DESCRIPTORS = 20_000;

/** A process that holds a socket. */
export interface Holder {
  /** `name/pid`. */
  readonly process: string;
  /** Open files and the soft limit; `null` when that may not be seen. */
  readonly openFiles: { readonly used: number; readonly soft: number } | null;
}

/**
 * Finds the processes that hold sockets: the kernel's table has only inode numbers, /proc/PID/fd has who holds them.
 * Processes of others are seen by root alone; what is not seen is left out.
 *
 * @param inodes As /proc/net/tcp prints them.
 * @returns By inode.
 */
export async function findHolders(
  { vantage, context }: Look,
  inodes: readonly string[],
): Promise<ReadonlyMap<string, Holder>> {
  const holders = new Map<string, Holder>();
  const wanted = new Map(inodes.map((inode) => [`socket:[${inode}]`, inode]));
  if (vantage.link === undefined) return holders;
  let descriptors = 0;
  for (const pid of (await vantage.list("/proc")) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    if (holders.size === wanted.size || descriptors >= MAX_DESCRIPTORS) break;
    context.signal.throwIfAborted();
    const fds = (await vantage.list(`/proc/${pid}/fd`)) ?? [];
    descriptors += fds.length;
    const links = await Promise.all(fds.map((fd) => vantage.link?.(`/proc/${pid}/fd/${fd}`)));
    for (const link of links) {
      const inode = wanted.get(link ?? "");
      if (inode === undefined || holders.has(inode)) continue;
      const [name, limits] = await Promise.all(
        ["comm", "limits"].map((file) => vantage.read(`/proc/${pid}/${file}`)),
      );
      const soft = limits?.outcome === "read" ? parseOpenFiles(limits.text)?.soft : undefined;
      holders.set(inode, {
        process: `${name?.outcome === "read" ? name.text.trim() : "?"}/${pid}`,
        openFiles: soft === undefined ? null : { used: fds.length, soft },
      });
    }
  }
  return holders;
}
