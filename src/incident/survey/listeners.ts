import { decodeIpv4, decodeIpv6Words } from "../../sys/index.ts";
import type { Vantage } from "../../vantage/index.ts";

/** A TCP socket that listens in a network namespace. */
export interface Listening {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** TCP_LISTEN, as /proc/net/tcp writes it. include/net/tcp_states.h. */
const LISTEN = "0A";

/** Sockets of one namespace that are told of. */
const MOST = 500;

/** Open files that are looked at for the owner of a socket, of all processes together. */
const MOST_FILES = 50_000;

/** What listens in the network namespace of a process. */
export async function listenersOf(vantage: Vantage, pid: number | "self"): Promise<readonly Listening[]> {
  const tables = await Promise.all(["tcp", "tcp6"].map((table) => vantage.read(`/proc/${pid}/net/${table}`)));
  return tables.flatMap((read) => (read.outcome === "read" ? parseListening(read.text) : [])).slice(0, MOST);
}

/** The listening sockets of /proc/net/tcp or /proc/net/tcp6; a line that is none of its form is left out. */
export function parseListening(text: string): readonly Listening[] {
  return text.split("\n").flatMap((line): readonly Listening[] => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const [, address = "", port = ""] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(local) ?? [];
    if (state !== LISTEN || address === "" || !/^\d+$/.test(inode)) return [];
    const decoded = address.length === 8 ? decodeIpv4(address) : decodeIpv6Words(address);
    return decoded === null ? [] : [{ address: decoded, port: Number.parseInt(port, 16), inode }];
  });
}

/** Which process holds each of some sockets, by inode: the first one, where several do. */
export async function ownersOf(
  vantage: Vantage,
  pids: readonly number[],
  inodes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const owners = new Map<string, number>();
  let looked = 0;
  for (const pid of pids) {
    if (owners.size === inodes.size || looked > MOST_FILES) break;
    const files = (await vantage.list(`/proc/${pid}/fd`)) ?? [];
    looked += files.length;
    const links = await Promise.all(
      files.slice(0, MOST_FILES).map((fd) => vantage.link?.(`/proc/${pid}/fd/${fd}`)),
    );
    for (const link of links) {
      const inode = /^socket:\[(\d+)\]$/.exec(link ?? "")?.[1];
      if (inode !== undefined && inodes.has(inode) && !owners.has(inode)) owners.set(inode, pid);
    }
  }
  return owners;
}
