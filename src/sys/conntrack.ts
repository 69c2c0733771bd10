import {
  addressOctets,
  addressWords,
  type ConntrackColumns,
  type ConntrackCounters,
  type ConntrackEntry,
  type ConntrackFill,
  conntrackEntry,
  createConntrackColumns,
  decodeConntrack,
  decodeConntrackCounters,
  decodeConntrackFill,
  growConntrackColumns,
} from "../wire/index.ts";
import { KernelError } from "./libc.ts";
import { isTableAbsent, type Netlink, type NetlinkRequest } from "./netlink.ts";

/** Tracked connections of one network namespace, by columns. */
export interface ConntrackTable {
  readonly columns: ConntrackColumns;
  /** Rows of the columns in use. */
  readonly rows: number;
  /** Entries seen; more than `rows` where the bound left some out. */
  readonly seen: number;
}

/** NFNL_SUBSYS_CTNETLINK << 8, and IPCTNL_MSG_CT_*. linux/netfilter/nfnetlink_conntrack.h. */
const message = { get: 0x101, countersByCpu: 0x104, fill: 0x105 } as const;
/** Enough for most hosts. More at once go to the bound: memory that is never written is never taken. */
const FIRST_ROWS = 4096;
/** About 90 octets each: 90 MiB, and four times the usual nf_conntrack_max. */
const MOST_ROWS = 1_048_576;
const EINVAL = 22;

const asked = (call: string, type: number): NetlinkRequest => ({ call, type, body: new Uint8Array(4) });

/** nfnetlink answers EINVAL for a subsystem that is not there: our requests are otherwise valid. */
function ifAny<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isTableAbsent(error) || (error instanceof KernelError && error.errno === EINVAL)) return null;
    throw error;
  }
}

/**
 * The counters of each processor, of the namespace of a "netfilter" socket; `null` where the kernel tracks no
 * connections.
 *
 * @throws KernelError: EPERM without CAP_NET_ADMIN. `conntrack -S`.
 */
export function readConntrackCounters(netlink: Netlink): readonly ConntrackCounters[] | null {
  let rows: ConntrackCounters[] = [];
  return ifAny(() => {
    netlink.dump(asked("IPCTNL_MSG_CT_GET_STATS_CPU", message.countersByCpu), {
      begin: () => {
        rows = [];
      },
      row: (view, { from, to }) => {
        const row = decodeConntrackCounters(new Uint8Array(view.buffer, from, to - from));
        if (row !== null) rows.push(row);
      },
    });
    return rows;
  });
}

/** Entries now and at most; `null` where the kernel tracks no connections. @throws KernelError: EPERM without CAP_NET_ADMIN. */
export const readConntrackFill = (netlink: Netlink): ConntrackFill | null =>
  ifAny(() => decodeConntrackFill(netlink.ask(asked("IPCTNL_MSG_CT_GET_STATS", message.fill))));

/**
 * All entries; `null` where the kernel tracks no connections.
 *
 * @param most At most so many rows are kept; the others are counted.
 * @throws KernelError: EPERM without CAP_NET_ADMIN. `conntrack -L`.
 */
export function dumpConntrack(netlink: Netlink, most = MOST_ROWS): ConntrackTable | null {
  let columns = createConntrackColumns(Math.min(FIRST_ROWS, most));
  let [rows, seen] = [0, 0];
  return ifAny(() => {
    netlink.dump(asked("IPCTNL_MSG_CT_GET", message.get), {
      begin: () => {
        [rows, seen] = [0, 0];
      },
      row: (view, { from, to }) => {
        seen += 1;
        if (rows >= most) return;
        if (rows === columns.family.length) columns = growConntrackColumns(columns, most);
        if (decodeConntrack(view, { from, to }, { columns, row: rows })) rows += 1;
      },
    });
    return { columns, rows, seen };
  });
}

/**
 * The entries that have both addresses in either of their tuples, whichever end opened them: also those whose addresses
 * are translated. `null` where the kernel tracks no connections.
 *
 * @param most At most so many.
 * @throws KernelError: EPERM without CAP_NET_ADMIN.
 */
export function conntrackBetween(
  netlink: Netlink,
  addresses: readonly [string, string],
  most = 50,
): readonly ConntrackEntry[] | null {
  const [one, other] = addresses.map((address) => addressWords(addressOctets(address)));
  return collect(
    netlink,
    (columns) => (hasAddress(columns, one) && hasAddress(columns, other) ? conntrackEntry(columns, 0) : null),
    most,
  );
}

/**
 * The entries of one IP protocol that an end opened to an address, or whose answers come from it: `conntrack -L --orig-dst`,
 * `--reply-src`. `null` where the kernel tracks no connections.
 *
 * @param asked.isWanted Which of them are kept: a busy server has a hundred thousand.
 * @param most At most so many.
 * @throws KernelError: EPERM without CAP_NET_ADMIN.
 */
export function conntrackTowards(
  netlink: Netlink,
  {
    address,
    protocol,
    isWanted,
  }: {
    readonly address: string;
    readonly protocol: number;
    readonly isWanted: (entry: ConntrackEntry) => boolean;
  },
  most = 50,
): readonly ConntrackEntry[] | null {
  const words = addressWords(addressOctets(address));
  return collect(
    netlink,
    (columns) => {
      if (columns.protocol[0] !== protocol || words === null) return null;
      // Destination of the original direction, source of the reply.
      if (!isAt(columns, 4, words) && !isAt(columns, 8, words)) return null;
      const entry = conntrackEntry(columns, 0);
      return isWanted(entry) ? entry : null;
    },
    most,
  );
}

/** The entries that are wanted. One row of columns is used for all: only what is wanted becomes an object. */
function collect(
  netlink: Netlink,
  pick: (columns: ConntrackColumns) => ConntrackEntry | null,
  most: number,
): readonly ConntrackEntry[] | null {
  const columns = createConntrackColumns(1);
  let found: ConntrackEntry[] = [];
  return ifAny(() => {
    netlink.dump(asked("IPCTNL_MSG_CT_GET", message.get), {
      begin: () => {
        found = [];
      },
      row: (view, { from, to }) => {
        if (found.length >= most || !decodeConntrack(view, { from, to }, { columns, row: 0 })) return;
        const entry = pick(columns);
        if (entry !== null) found.push(entry);
      },
    });
    return found;
  });
}

const isAt = ({ addresses }: ConntrackColumns, at: number, words: Uint32Array): boolean =>
  words.every((word, index) => addresses[at + index] === word);

/** Whether an address is one of the four of row 0. */
function hasAddress({ addresses }: ConntrackColumns, words: Uint32Array | null | undefined): boolean {
  if (!words) return false;
  for (let at = 0; at < 16; at += 4)
    if (words.every((word, index) => addresses[at + index] === word)) return true;
  return false;
}
