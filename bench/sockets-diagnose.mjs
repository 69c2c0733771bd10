/**
 * What `bench/sockets.ts` measures: every socket dumped with all its fields, counted by state and peer, and looked at for
 * trouble. Starts as the installed command does: from JavaScript, with Node's cache of compiled modules.
 */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { dumpSockets, openNetlink } = await import("../src/sys/index.ts");

/** TCP states and a timer by their numbers. linux/tcp_states.h; linux/inet_diag.h. */
const LISTEN = 10;
const CLOSE_WAIT = 8;
const ZERO_WINDOW_PROBE = 4;

using netlink = openNetlink("sock-diag");
const table = dumpSockets(netlink);
if (table === null) throw new Error("this kernel dumps no sockets");
const { columns, rows } = table;
const peers = new Float64Array(rows);
let troubled = 0;
for (let row = 0; row < rows; row += 1) {
  // IPv4's only word and the port, as one number below 2⁴⁸.
  peers[row] = (columns.remoteAddress[row * 4] ?? 0) * 65_536 + (columns.remotePort[row] ?? 0);
  const isFull =
    columns.state[row] === LISTEN && (columns.receiveQueue[row] ?? 0) > (columns.sendQueue[row] ?? 0);
  const isStuck =
    (columns.backoff[row] ?? 0) > 0 ||
    columns.timer[row] === ZERO_WINDOW_PROBE ||
    (columns.drops[row] ?? 0) > 0;
  const isLeft = columns.state[row] === CLOSE_WAIT && (columns.lastDataReceived[row] ?? 0) > 60_000;
  if (isFull || isStuck || isLeft) troubled += 1;
}
peers.sort();
const differing = peers.reduce(
  (count, peer, row) => (row > 0 && peer === peers[row - 1] ? count : count + 1),
  0,
);
process.stdout.write(
  `${JSON.stringify({ sockets: table.seen, byState: Object.fromEntries(table.byState), peers: differing, troubled })}\n`,
);
