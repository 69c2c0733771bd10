import type { ListeningSocket, SocketOwners } from "../evidence/index.ts";
import { countPeer, namePeers, type PeerTally } from "./peer-tally.ts";
import { type SocketRow, type SocketSource, tcpStates, timers } from "./socket-rows.ts";
import { isRetransmitting, isStalled, RETRIES_OF_STALLED } from "./stalled-sockets.ts";
import type { Tally } from "./tally.ts";

/** A connection that is idle for longer is forgotten by the usual middle boxes: 300 to 350 s on the NAT of clouds. */
export const IDLE_SECONDS = 300;
/** A program that has not closed its side for so long after the peer did will hardly do it by itself: twice a request's usual limit of 30 s. */
export const HELD_SECONDS = 60;
/** Octets that wait for longer are not those of a program that is just busy. */
export const UNREAD_SECONDS = 5;
const MOST_PROCESSES = 50;
const MOST_LISTENERS = 500;
/** Of one queue: a full one whose process takes a connection has room for one, and who comes after that shows it. */
const MOST_WAITING = 2;
/** Who holds an inode; `undefined` where it was not seen. */
export type OwnerOf = (inode: number) => { readonly pid: number; readonly name: string } | undefined;

/** What alone is to be counted: sockets of some processes, or towards some destination. */
export type Narrowing =
  | { readonly isWanted: (owner: { readonly pid: number; readonly name: string }) => boolean }
  | { readonly addresses: readonly string[]; readonly port: number };

/** How to name and bound what is counted. */
export interface TallyRules {
  readonly ownerOf: OwnerOf;
  readonly openFilesOf: (pid: number) => { readonly used: number; readonly soft: number } | null;
  readonly localPorts: readonly [first: number, last: number];
  /** Destination that is kept whatever its number. */
  readonly target?: { readonly address: string; readonly port: number } | null;
  readonly only?: Narrowing;
}

/** Counts sockets by process, destination and listener in one pass after the listeners are known. Pure. */
export function tallyOwners(source: SocketSource, rules: TallyRules): SocketOwners {
  const listeners = new Map<number, Tally<ListeningSocket>[]>();
  const isWanted = choose(source, rules);
  source.visit((row) => {
    if (row.state !== LISTEN || !isWanted(row)) return;
    const at = listeners.get(row.localPort) ?? [];
    at.push(listenerOf(row, source, rules.ownerOf));
    listeners.set(row.localPort, at);
  });

  const total: Record<string, number> = {};
  const processes = new Map<number, ProcessTally>();
  const peers = new Map<string, PeerTally>();
  const sums = { unowned: 0, retransmitting: 0, stalled: 0, probingZeroWindow: 0 };
  source.visit((row) => {
    const accepting = listeners.get(row.localPort);
    if (!isWanted(row)) {
      // Half-made connections belong to no process; those of a wanted listener are wanted.
      if (row.inode === 0) for (const one of accepting ?? []) countAccepted(one, row);
      return;
    }
    const state = tcpStates[row.state] ?? "";
    total[state] = (total[state] ?? 0) + 1;
    countTimers(sums, row);
    countOwner(processes, sums, { row, state, ownerOf: rules.ownerOf });
    if (row.state === LISTEN) return;
    if (accepting !== undefined) for (const one of accepting) countAccepted(one, row);
    else countPeer(peers, { row, state, localPorts: rules.localPorts });
  });

  return {
    total: { byState: total },
    processes: [...processes.values()]
      .sort((a, b) => b.sockets - a.sockets)
      .slice(0, MOST_PROCESSES)
      .map(({ sockets: _, ...rest }) => ({ ...rest, openFiles: rules.openFilesOf(rest.pid) })),
    peers: namePeers(peers, source, rules.target ?? null),
    listeners: [...listeners.values()]
      .flat()
      .sort((a, b) => b.queue - a.queue || b.halfMade - a.halfMade || a.port - b.port)
      .slice(0, MOST_LISTENERS),
    ...sums,
    retriesOfStalled: RETRIES_OF_STALLED,
    idleFor: IDLE_SECONDS,
    heldFor: HELD_SECONDS,
    unreadFor: UNREAD_SECONDS,
  };
}

function choose(source: SocketSource, { only, ownerOf }: TallyRules): (row: Readonly<SocketRow>) => boolean {
  if (only === undefined) return () => true;
  if ("isWanted" in only) {
    return ({ inode }) => {
      const owner = inode === 0 ? undefined : ownerOf(inode);
      return owner !== undefined && only.isWanted(owner);
    };
  }
  const { addresses, port } = only;
  return (row) => row.peerPort === port && addresses.includes(source.nameOf(row.peer));
}

type ProcessTally = Tally<SocketOwners["processes"][number]> & {
  byState: Record<string, number>;
  sockets: number;
};
type Sums = { unowned: number; retransmitting: number; stalled: number; probingZeroWindow: number };

const ESTABLISHED = tcpStates.indexOf("ESTABLISHED");
const CLOSE_WAIT = tcpStates.indexOf("CLOSE_WAIT");
const LISTEN = tcpStates.indexOf("LISTEN");

function listenerOf(
  row: Readonly<SocketRow>,
  source: SocketSource,
  ownerOf: OwnerOf,
): Tally<ListeningSocket> {
  return {
    address: source.nameOf(row.local),
    port: row.localPort,
    queue: row.receiveQueue,
    backlog: row.backlog < 0 ? null : row.backlog,
    halfMade: 0,
    established: 0,
    newestWaiting: [],
    owner: ownerOf(row.inode) ?? null,
  };
}

function countTimers(sums: Sums, row: Readonly<SocketRow>): void {
  if (row.timer === timers.zeroWindowProbe) sums.probingZeroWindow += 1;
  if (!isRetransmitting(row)) return;
  sums.retransmitting += 1;
  if (isStalled(row)) sums.stalled += 1;
}

function countOwner(
  processes: Map<number, ProcessTally>,
  sums: Sums,
  { row, state, ownerOf }: { row: Readonly<SocketRow>; state: string; ownerOf: OwnerOf },
): void {
  if (row.inode === 0) return;
  const owner = ownerOf(row.inode);
  if (owner === undefined) {
    sums.unowned += 1;
    return;
  }
  let tally = processes.get(owner.pid);
  if (tally === undefined) {
    const times = row.sinceReceived >= 0 || row.state === LISTEN ? 0 : null;
    tally = {
      ...owner,
      byState: {},
      openFiles: null,
      idleWithoutKeepalive: times,
      closeWaitHeld: times,
      unread: 0,
      unreadHeld: times,
      stalled: 0,
      sockets: 0,
    };
    processes.set(owner.pid, tally);
  }
  tally.sockets += 1;
  tally.byState[state] = (tally.byState[state] ?? 0) + 1;
  const isUnread = row.state === ESTABLISHED && row.receiveQueue > 0;
  if (isUnread) tally.unread += 1;
  if (row.state === ESTABLISHED && isStalled(row)) tally.stalled = plusOne(tally.stalled);
  if (row.state === LISTEN) return;
  if (row.sinceReceived < 0) {
    // One socket whose times are not seen, and the number of them is not known.
    tally.idleWithoutKeepalive = tally.closeWaitHeld = tally.unreadHeld = null;
    return;
  }
  const quiet = Math.min(row.sinceReceived, row.sinceSent) / 1000;
  if (row.state === ESTABLISHED && row.timer === timers.none && quiet >= IDLE_SECONDS)
    tally.idleWithoutKeepalive = plusOne(tally.idleWithoutKeepalive);
  // The peer's FIN came with an acknowledgement: it is not older than the last of these.
  const closedFor = Math.min(quiet, row.sinceAcknowledged / 1000);
  if (row.state === CLOSE_WAIT && closedFor >= HELD_SECONDS)
    tally.closeWaitHeld = plusOne(tally.closeWaitHeld);
  if (isUnread && row.sinceReceived / 1000 >= UNREAD_SECONDS) tally.unreadHeld = plusOne(tally.unreadHeld);
}

const plusOne = (count: number | null): number | null => (count === null ? null : count + 1);

function countAccepted(listener: Tally<ListeningSocket>, row: Readonly<SocketRow>): void {
  if (row.state === ESTABLISHED) listener.established += 1;
  if (tcpStates[row.state] === "SYN_RECV") listener.halfMade += 1;
  // Made and not accepted: no process holds it yet, and its peer may have closed it meanwhile.
  const waits = row.inode === 0 && (row.state === ESTABLISHED || row.state === CLOSE_WAIT);
  if (waits && row.sinceReceived >= 0)
    listener.newestWaiting = [...listener.newestWaiting, row.sinceReceived]
      .sort((a, b) => a - b)
      .slice(0, MOST_WAITING);
}
