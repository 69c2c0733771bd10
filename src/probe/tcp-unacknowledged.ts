import { isIPv6, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { localVantage } from "../vantage/index.ts";

/**
 * Whether the peer's kernel has acknowledged every octet that was sent on a connection: its send queue is empty.
 * Read from /proc/net/tcp (proc(5), tx_queue); `null` where that cannot be seen.
 */
export async function isAcknowledged(connection: Duplex): Promise<boolean | null> {
  if (!(connection instanceof Socket) || connection.destroyed) return null;
  const { localPort, remotePort, localAddress = "" } = connection;
  if (localPort === undefined || remotePort === undefined || connection.writableLength > 0) return null;
  const file = await localVantage("own").read(isIPv6(localAddress) ? "/proc/net/tcp6" : "/proc/net/tcp");
  return file.outcome === "read" ? readSendQueue(file.text, localPort, remotePort) : null;
}

/**
 * Whether the send queue of the one connection between two ports is empty; `null` where the table has not exactly
 * one established connection between them.
 *
 *     sl  local_address rem_address   st tx_queue rx_queue …
 *      0: 0100007F:1F90 0100007F:D3F2 01 00000000:00000000 …
 */
export function readSendQueue(table: string, localPort: number, remotePort: number): boolean | null {
  const asHex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(
    `^\\s*\\d+: [0-9A-F]+:${asHex(localPort)} [0-9A-F]+:${asHex(remotePort)} 0[18] ([0-9A-F]{8}):`,
    "gm",
  );
  const queues = [...table.matchAll(line)].map(([, queue = ""]) => Number.parseInt(queue, 16));
  const [only] = queues;
  return queues.length === 1 && only !== undefined ? only === 0 : null;
}
