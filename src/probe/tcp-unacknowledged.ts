import { isIPv6, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Ms } from "../base/index.ts";
import { localVantage } from "../vantage/index.ts";

/** What the kernel says of the octets that were sent on a connection and not acknowledged yet. proc(5), /proc/net/tcp. */
export interface SendQueue {
  /** Octets behind the last one that was acknowledged. */
  readonly octets: number;
  /** How often the first of them was sent again, by the retransmission timer, since the peer last acknowledged anything. */
  readonly retransmits: number;
}

/**
 * So often has TCP sent the same octets again, and nothing acknowledged them: as many tries as a connect makes before its silence
 * counts. Linux takes 3 s for it on a short path (after 0.2, 0.6, 1.4 and 3 s; RFC 6298, section 5, TCP_RTO_MIN 200 ms), and a
 * path that loses one packet in three does it to one request in 240.
 */
const TELLING_RETRANSMITS = 4;

/** The fourth retransmission of a short path has gone out by then. */
const FIRST_LOOK: Ms = 3_300;

/** A longer path needs longer; a host with many sockets has a long table, which is not to be read often. */
const NEXT_LOOK: Ms = 2_000;

/**
 * Whether the peer's kernel has acknowledged every octet that was sent on a connection: its send queue is empty.
 * `null` where that cannot be seen.
 */
export async function isAcknowledged(connection: Duplex): Promise<boolean | null> {
  if (!(connection instanceof Socket) || connection.writableLength > 0) return null;
  const queue = await sendQueueOf(connection);
  return queue === null ? null : queue.octets === 0;
}

/**
 * Looks now and then whether what was sent on a connection is acknowledged, and tells once where TCP has sent it again in vain.
 * A peer that acknowledges is never told of, however long its answer takes.
 *
 * @param isSent Whether there is nothing more to send: the look then ends with the first empty queue.
 * @returns Ends the watch.
 */
export function watchUnacknowledged(
  connection: Duplex,
  isSent: () => boolean,
  onUnacknowledged: () => void,
): () => void {
  let ended = false;
  let timer = setTimeout(look, FIRST_LOOK);
  function look(): void {
    void sendQueueOf(connection).then((queue) => {
      if (ended || queue === null || (queue.octets === 0 && isSent())) return;
      if (queue.octets > 0 && queue.retransmits >= TELLING_RETRANSMITS) onUnacknowledged();
      else timer = setTimeout(look, NEXT_LOOK);
    });
  }
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

async function sendQueueOf(connection: Duplex): Promise<SendQueue | null> {
  if (!(connection instanceof Socket) || connection.destroyed) return null;
  const { localPort, remotePort, localAddress = "" } = connection;
  if (localPort === undefined || remotePort === undefined) return null;
  const file = await localVantage("own").read(isIPv6(localAddress) ? "/proc/net/tcp6" : "/proc/net/tcp");
  return file.outcome === "read" ? readSendQueue(file.text, localPort, remotePort) : null;
}

/**
 * The send queue of the one connection between two ports; `null` where the table has not exactly one established connection
 * between them. Retransmissions count only while their timer (1) runs: with 4 it is a closed window that is probed.
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt …
 *      0: 0100007F:1F90 0100007F:D3F2 01 00000000:00000000 00:00000000 00000000 …
 */
export function readSendQueue(table: string, localPort: number, remotePort: number): SendQueue | null {
  const asHex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(
    `^\\s*\\d+: [0-9A-F]+:${asHex(localPort)} [0-9A-F]+:${asHex(remotePort)} 0[18] ([0-9A-F]{8}):[0-9A-F]{8} ([0-9A-F]{2}):[0-9A-F]{8} ([0-9A-F]{8})`,
    "gm",
  );
  const queues = [...table.matchAll(line)].map(([, octets = "", timer = "", retransmits = ""]) => ({
    octets: Number.parseInt(octets, 16),
    retransmits: timer === "01" ? Number.parseInt(retransmits, 16) : 0,
  }));
  return queues.length === 1 ? (queues[0] ?? null) : null;
}
