import {
  copySocketColumns,
  createSocketColumns,
  decodeSocket,
  encodeSocketRequest,
  type SocketColumns,
  type SocketEntry,
  socketEntry,
  TCP_STATES,
  type TcpState,
  tcpStateBits,
  tcpStateName,
} from "../wire/index.ts";
import { isTableAbsent, type Netlink } from "./netlink.ts";

/** Sockets of one network namespace at one moment, by columns. */
export interface SocketTable {
  readonly protocol: "tcp" | "udp";
  readonly columns: SocketColumns;
  /** Rows of the columns in use. */
  readonly rows: number;
  /** Sockets seen; more than `rows` where the bound left some out. */
  readonly seen: number;
  /** All that were seen, whether they have a row or not. */
  readonly byState: ReadonlyMap<TcpState, number>;
}

/** Which sockets to dump. */
export interface SocketDump {
  readonly protocol?: "tcp" | "udp";
  readonly families?: readonly (4 | 6)[];
  /** Left out: all, with TIME_WAIT, SYN_RECV and LISTEN. */
  readonly states?: readonly TcpState[];
  /** At most so many rows are kept; the others are counted. */
  readonly most?: number;
}

const SOCK_DIAG_BY_FAMILY = 20;
const ALL_STATES = 0xffff_ffff;
/** Enough for most hosts. More at once go to the bound: memory that is never written is never taken. */
const FIRST_ROWS = 4096;
/** About 200 octets each: 50 MiB. */
const MOST_ROWS = 262_144;

/**
 * Dumps the sockets of the namespace of a "sock-diag" socket; `null` where the kernel has no such table for any family.
 *
 * @throws KernelError. sock_diag(7).
 */
export function dumpSockets(netlink: Netlink, asked: SocketDump = {}): SocketTable | null {
  const { protocol = "tcp", families = [4, 6], states, most = MOST_ROWS } = asked;
  const bits = states === undefined ? ALL_STATES : tcpStateBits(states);
  const counts = new Uint32Array(256);
  // One object for all rows: a hundred thousand would keep the collector busy.
  const into = { columns: createSocketColumns(Math.min(FIRST_ROWS, most)), row: 0 };
  let [rows, seen, tables] = [0, 0, 0];
  for (const family of families) {
    const before = { rows, seen, counts: counts.slice() };
    const request = {
      call: "SOCK_DIAG_BY_FAMILY",
      type: SOCK_DIAG_BY_FAMILY,
      body: encodeSocketRequest({ family, protocol, states: bits }),
    };
    try {
      netlink.dump(request, {
        begin: () => {
          // Rows of a dump that was cut short are void, and those to come must find zeros.
          if (rows > before.rows)
            into.columns = copySocketColumns(into.columns, {
              rows: before.rows,
              room: into.columns.state.length,
            });
          ({ rows, seen } = before);
          counts.set(before.counts);
        },
        row: (view, at) => {
          // struct inet_diag_msg has the state second.
          const state = view.getUint8(at.from + 1);
          seen += 1;
          counts[state] = (counts[state] ?? 0) + 1;
          if (rows >= most) return;
          if (rows === into.columns.state.length)
            into.columns = copySocketColumns(into.columns, { rows, room: most });
          into.row = rows;
          if (decodeSocket(view, at, into)) rows += 1;
        },
      });
      tables += 1;
    } catch (error) {
      if (!isTableAbsent(error)) throw error;
    }
  }
  return tables === 0 ? null : { protocol, columns: into.columns, rows, seen, byState: namedCounts(counts) };
}

function namedCounts(counts: Uint32Array): ReadonlyMap<TcpState, number> {
  const byState = new Map<TcpState, number>();
  for (let state = 0; state < TCP_STATES; state += 1) {
    const count = counts[state] ?? 0;
    const name = tcpStateName(state);
    if (count > 0) byState.set(name, (byState.get(name) ?? 0) + count);
  }
  return byState;
}

/** The rows that a test of their columns picks, as objects; at most `most`. */
export function socketsOf(
  table: SocketTable,
  isWanted: (columns: SocketColumns, row: number) => boolean,
  most = 1000,
): readonly SocketEntry[] {
  const wanted: SocketEntry[] = [];
  for (let row = 0; row < table.rows && wanted.length < most; row += 1)
    if (isWanted(table.columns, row)) wanted.push(socketEntry(table.columns, row));
  return wanted;
}
