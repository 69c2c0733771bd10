import { decodeIpv4, decodeIpv6Words } from "../sys/index.ts";

/** A TCP socket that listens, as the kernel's table has it. */
export interface ListeningRow {
  readonly address: string;
  readonly port: number;
  readonly inode: number;
}

/** A TCP socket that listens, and the processes that hold it: `ss` names them. */
export interface HeldListener {
  readonly address: string;
  readonly port: number;
  readonly pids: readonly number[];
}

/** State LISTEN as /proc prints it. include/net/tcp_states.h. */
const LISTEN = "0A";

/** Rows that are kept at most of one table. */
const MOST_ROWS = 10_000;

/**
 * The rows in LISTEN of /proc/net/tcp or tcp6. What is no such row is passed over. proc_pid_net(5).
 *
 *     sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
 *      0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   0       0 20481 …
 */
export function listeningRows(table: string): readonly ListeningRow[] {
  const rows: ListeningRow[] = [];
  for (const line of table.split("\n")) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN || local === undefined) continue;
    const [hex = "", portHex = ""] = local.split(":");
    const address = hex.length === 8 ? decodeIpv4(hex) : decodeIpv6Words(hex);
    const port = Number.parseInt(portHex, 16);
    if (address === null || !(port >= 1 && port <= 65_535)) continue;
    rows.push({ address, port, inode: Number(inode) || 0 });
    if (rows.length === MOST_ROWS) break;
  }
  return rows;
}

/**
 * The listeners that `ss -Hltnp` prints. ss(8).
 *
 *     LISTEN 0 511 127.0.0.1:8080 0.0.0.0:* users:(("node",pid=812,fd=18),("node",pid=813,fd=18))
 */
export function listenersOfSs(text: string): readonly HeldListener[] {
  return text.split("\n", MOST_ROWS).flatMap((line): readonly HeldListener[] => {
    const [state, , , local = "", , users = ""] = line.trim().split(/\s+/, 6);
    const at = local.lastIndexOf(":");
    const port = Number(local.slice(at + 1));
    if (state !== "LISTEN" || at < 0 || !(port >= 1 && port <= 65_535)) return [];
    // An address may bear a zone or an interface behind a percent sign; `*` is all of both families.
    const written = local
      .slice(0, at)
      .replace(/%.*$/, "")
      .replace(/^\[|\]$/g, "");
    const address = written === "*" ? "::" : written.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/i, "");
    const pids = [...users.matchAll(/\bpid=(\d{1,10})\b/g)].map(([, pid]) => Number(pid));
    return [{ address, port, pids: [...new Set(pids)] }];
  });
}
