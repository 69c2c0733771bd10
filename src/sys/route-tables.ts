import {
  decodeInterfaceAddress,
  decodeLink,
  decodeNeighbour,
  decodeQueue,
  decodeRoute,
  decodeRule,
  type InterfaceAddress,
  type Link,
  type Neighbour,
  type Queue,
  type Route,
  type RoutingRule,
} from "../wire/index.ts";
import { isTableAbsent, type Netlink, type NetlinkRequest } from "./netlink.ts";

const AF_INET = 2;
const AF_INET6 = 10;
/** RT_TABLE_LOCAL, linux/rtnetlink.h. */
const LOCAL_TABLE = 255;
/** A full table of the internet has a million routes: these lists are for hosts. */
const MOST_ROWS = 100_000;

/** A dump for one family, whose number is the first octet of every request of rtnetlink. */
const asked = (call: string, [type, octets]: readonly [number, number], family = 0): NetlinkRequest => {
  const body = new Uint8Array(octets);
  body[0] = family;
  return { call, type, body };
};

/** Decodes a whole table. At most 100,000 rows. */
function list<Row>(
  netlink: Netlink,
  request: NetlinkRequest,
  decode: (payload: Uint8Array) => Row | null,
): readonly Row[] {
  let rows: Row[] = [];
  netlink.dump(request, {
    begin: () => {
      rows = [];
    },
    row: (view, { from, to }) => {
      if (rows.length >= MOST_ROWS) return;
      const row = decode(new Uint8Array(view.buffer, from, to - from));
      if (row !== null) rows.push(row);
    },
  });
  return rows;
}

/** A table that the kernel may be built without: `null`. */
function listIfAny<Row>(...of: Parameters<typeof list<Row>>): readonly Row[] | null {
  try {
    return list(...of);
  } catch (error) {
    if (isTableAbsent(error)) return null;
    throw error;
  }
}

/** All interfaces of the namespace. @throws KernelError. `ip -s link`. */
export const listLinks = (netlink: Netlink): readonly Link[] =>
  list(netlink, asked("RTM_GETLINK", [18, 16]), decodeLink);

/** All addresses of its interfaces. @throws KernelError. `ip address`. */
export const listAddresses = (netlink: Netlink): readonly InterfaceAddress[] =>
  list(netlink, asked("RTM_GETADDR", [22, 8]), decodeInterfaceAddress);

/** The neighbours of its interfaces, IPv4 and IPv6. @throws KernelError. `ip neighbour`. */
export const listNeighbours = (netlink: Netlink): readonly Neighbour[] =>
  list(netlink, asked("RTM_GETNEIGH", [30, 12]), decodeNeighbour);

/** The routes of all tables, without the copies made for one destination. @throws KernelError. `ip route show table all`. */
export const listRoutes = (netlink: Netlink): readonly Route[] =>
  [AF_INET, AF_INET6].flatMap((family) =>
    list(netlink, asked("RTM_GETROUTE", [26, 12], family), (payload) => {
      const route = decodeRoute(payload);
      // A kernel without IPv6 answers for it with what other families it has.
      return route === null || route.isClone || payload[0] !== family ? null : route;
    }),
  );

/** The routes of the table `local` of one family: what this host takes as its own. @throws KernelError. `ip route show table local`. */
export function listOwnRoutes(netlink: Netlink, family: 4 | 6): readonly Route[] {
  const request = asked("RTM_GETROUTE", [26, 12], family === 4 ? AF_INET : AF_INET6);
  // rtm_table: kernels before 5.0 give all tables none the less.
  request.body[4] = LOCAL_TABLE;
  return list(netlink, request, (payload) => {
    const route = decodeRoute(payload);
    return route === null || route.isClone || route.table !== LOCAL_TABLE || route.family !== family
      ? null
      : route;
  });
}

/** The rules that pick a table, by family and priority; `null` where the kernel knows the main table only. @throws KernelError. `ip rule`. */
export function listRules(netlink: Netlink): readonly RoutingRule[] | null {
  const families = [AF_INET, AF_INET6].map((family) =>
    listIfAny(netlink, asked("RTM_GETRULE", [34, 12], family), decodeRule),
  );
  return families.every((rules) => rules === null) ? null : families.flatMap((rules) => rules ?? []);
}

/** The queueing disciplines of its interfaces; `null` where the kernel has none. @throws KernelError. `tc -s qdisc`. */
export const listQueues = (netlink: Netlink): readonly Queue[] | null =>
  listIfAny(netlink, asked("RTM_GETQDISC", [38, 20]), decodeQueue);
