import { decodeDigits } from "./socket-lines.ts";

/** States of the kernel, by their numbers. include/net/tcp_states.h. */
export const tcpStates = [
  "",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "SYN_RECV",
] as const;

/** Timers of a socket, by the numbers of /proc/net/tcp and sock_diag. net/ipv4/tcp_ipv4.c, get_tcp4_sock. */
export const timers = { none: 0, retransmit: 1, keepalive: 2, timeWait: 3, zeroWindowProbe: 4 } as const;

/** One socket as a source shows it. The same object is filled again for the next one: keep nothing of it. */
export interface SocketRow {
  state: number;
  /** Addresses in the writing of the source; `nameOf` of it makes them readable. */
  local: string;
  localPort: number;
  peer: string;
  peerPort: number;
  /** Octets not read; of a listener, connections that wait. */
  receiveQueue: number;
  timer: number;
  retransmits: number;
  /** 0 where no process holds it. */
  inode: number;
  /** Of a listener; -1 where it is not seen. */
  backlog: number;
  /** Milliseconds since data came, since data went, since an acknowledgement came; -1 where they are not seen. */
  sinceReceived: number;
  sinceSent: number;
  sinceAcknowledged: number;
}

/** Shows each socket of a network namespace, in the kernel's order. */
export interface SocketSource {
  visit(look: (row: Readonly<SocketRow>) => void): void;
  /** An address of a row, readable. */
  nameOf(address: string): string;
}

/** A row to be filled. */
export const emptyRow = (): SocketRow => ({
  state: 0,
  local: "",
  localPort: 0,
  peer: "",
  peerPort: 0,
  receiveQueue: 0,
  timer: 0,
  retransmits: 0,
  inode: 0,
  backlog: -1,
  sinceReceived: -1,
  sinceSent: -1,
  sinceAcknowledged: -1,
});

/** The sockets of /proc/net/tcp and tcp6: neither a backlog nor an idle time is in them. A line that does not fit is left out. */
export const procSockets = (texts: readonly string[]): SocketSource => ({
  visit(look) {
    const row = emptyRow();
    for (const text of texts) for (const line of linesOf(text)) if (fill(row, line)) look(row);
  },
  nameOf: (digits) => unmapped(decodeDigits(digits) ?? digits),
});

/** An IPv4 address behind a socket of the other family is what it is. RFC 4291, section 2.5.5.2. */
export const unmapped = (address: string): string =>
  address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address;

function* linesOf(text: string): Generator<string> {
  let start = text.indexOf("\n") + 1;
  while (start > 0 && start < text.length) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    yield text.slice(start, end);
    start = end + 1;
  }
}

/**
 *     sl: local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode …      all but sl, uid, timeout, inode in hexadecimal
 */
function fill(row: SocketRow, line: string): boolean {
  const [, local = "", peer = "", state = "", queues = "", timer = "", retransmits = "", , , inode = ""] =
    line.trim().split(/\s+/);
  const hex = (text: string) => Number.parseInt(text, 16);
  row.state = hex(state);
  row.local = local.slice(0, -5);
  row.localPort = hex(local.slice(-4));
  row.peer = peer.slice(0, -5);
  row.peerPort = hex(peer.slice(-4));
  row.receiveQueue = hex(queues.slice(9));
  row.timer = hex(timer.slice(0, 2));
  row.retransmits = hex(retransmits);
  row.inode = Number(inode);
  return (
    (tcpStates[row.state] ?? "") !== "" &&
    [row.localPort, row.peerPort, row.receiveQueue, row.timer, row.retransmits, row.inode].every(
      Number.isInteger,
    )
  );
}
