import { dumpSockets, KernelError, openNetlink, type SocketTable } from "../sys/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { socketAddress } from "../wire/index.ts";
import { emptyRow, type SocketSource, unmapped } from "./socket-rows.ts";

/**
 * The sockets of the vantage's network namespace as sock_diag(7) gives them, with backlogs and idle times; `null` where they cannot
 * be had that way: over ssh, in a sandbox, on a kernel without it.
 */
export function nativeSockets(vantage: Vantage): SocketSource | null {
  try {
    const table = vantage.inside(() => {
      using netlink = openNetlink("sock-diag");
      return dumpSockets(netlink);
    });
    return table === null ? null : sourceOf(table);
  } catch (error) {
    // Whatever the kernel refuses here, /proc/net/tcp may still be read.
    if (error instanceof KernelError) return null;
    throw error;
  }
}

function sourceOf({ columns, rows }: SocketTable): SocketSource {
  const shown = new Map<string, string>();
  /** Four words are a shorter way to a key than an address in words. */
  const keyOf = (row: number, end: "local" | "remote"): string => {
    const words = end === "local" ? columns.localAddress : columns.remoteAddress;
    const at = row * 4;
    return columns.family[row] === 6
      ? `${words[at]},${words[at + 1]},${words[at + 2]},${words[at + 3]}`
      : `${words[at]}`;
  };
  return {
    visit(look) {
      const row = emptyRow();
      for (let at = 0; at < rows; at += 1) {
        row.state = columns.state[at] ?? 0;
        row.localPort = columns.localPort[at] ?? 0;
        row.peerPort = columns.remotePort[at] ?? 0;
        row.local = keyOf(at, "local");
        row.peer = keyOf(at, "remote");
        if (!shown.has(row.local)) shown.set(row.local, socketAddress(columns, at, "local"));
        if (!shown.has(row.peer)) shown.set(row.peer, socketAddress(columns, at, "remote"));
        row.receiveQueue = columns.receiveQueue[at] ?? 0;
        row.timer = columns.timer[at] ?? 0;
        row.retransmits = columns.timerRetransmits[at] ?? 0;
        row.inode = columns.inode[at] ?? 0;
        row.backlog = columns.sendQueue[at] ?? 0;
        const isSeen = columns.hasInfo[at] === 1;
        row.sinceReceived = isSeen ? (columns.lastDataReceived[at] ?? 0) : -1;
        row.sinceSent = isSeen ? (columns.lastDataSent[at] ?? 0) : -1;
        row.sinceAcknowledged = isSeen ? (columns.lastAckReceived[at] ?? 0) : -1;
        look(row);
      }
    },
    nameOf: (key) => unmapped(shown.get(key) ?? key),
  };
}
