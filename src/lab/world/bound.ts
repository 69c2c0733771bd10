import { readFileSync } from "node:fs";

/** A TCP listener, or a UDP socket that is bound. */
export interface Bound {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

/** State words of /proc/net/tcp and /proc/net/udp (`include/net/tcp_states.h`). */
const LISTEN = "0A";
const UNCONNECTED = "07";

/** How many looks may pass by a count that stands still: sockets that come and go can keep it so. */
const LOOKS_BETWEEN = 20;

/**
 * Looks, each time it is called, whether the namespace of a process has the socket; `null` is never there. To read
 * the table of TCP sockets the kernel goes through its whole hash table, of all namespaces (4 ms where it has half a million
 * buckets): it is read when the number of sockets has changed.
 */
export function lookForSocket(pid: number, wanted: Bound | null): () => boolean {
  if (wanted === null) return () => false;
  const { protocol, port } = wanted;
  const tables = [protocol, `${protocol}6`].map((table) => ({ table, count: "0", passedBy: 0 }));
  return () =>
    tables.some((each) => {
      const count = countOf(pid, each.table);
      if (count === each.count && ++each.passedBy < LOOKS_BETWEEN) return false;
      each.count = count;
      each.passedBy = 0;
      return hasSocket(pid, each.table, port, protocol === "tcp" ? LISTEN : UNCONNECTED);
    });
}

/** Number of sockets of `tcp`, `tcp6`, `udp` or `udp6` in use. proc_pid_net(5), sockstat and sockstat6. */
function countOf(pid: number, table: string): string {
  const file = read(`/proc/${pid}/net/sockstat${table.endsWith("6") ? "6" : ""}`);
  return new RegExp(`^${table.toUpperCase()}: inuse (\\d+)`, "m").exec(file)?.[1] ?? "0";
}

/** Whether a table of sockets has one on a local port, in a state. proc_pid_net(5), tcp. */
function hasSocket(pid: number, table: string, port: number, state: string): boolean {
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return read(`/proc/${pid}/net/${table}`)
    .split("\n")
    .some((line) => {
      const [, local = "", , st] = line.trim().split(/\s+/);
      return local.endsWith(end) && st === state;
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process has just ended, or IPv6 is off: nothing is there either way.
    return "";
  }
}
