import type { Ms } from "../base/index.ts";

/** Sockets of one process, of one peer, or of all, counted by state. */
export interface SocketPile {
  /** By the kernel's own names: `ESTABLISHED`, `CLOSE_WAIT`, `TIME_WAIT`, `SYN_SENT` … include/net/tcp_states.h. */
  readonly byState: Readonly<Record<string, number>>;
}

/** The sockets that one process holds. A socket that several hold is counted for the first of them. */
export interface OwnedSockets extends SocketPile {
  readonly pid: number;
  readonly name: string;
  /** Open files and their soft limit; `null` where they cannot be read. */
  readonly openFiles: { readonly used: number; readonly soft: number } | null;
  /** Established, idle for over `idleFor`, and without a keepalive timer; `null` where the idle time cannot be seen. */
  readonly idleWithoutKeepalive: number | null;
  /** In CLOSE_WAIT, with nothing sent or received for over `heldFor`; `null` where that time cannot be seen. */
  readonly closeWaitHeld: number | null;
  /** Established with octets that the process has not read. */
  readonly unread: number;
  /** Of these, where nothing new came for over `unreadFor`; `null` where that time cannot be seen. */
  readonly unreadHeld: number | null;
  /** Established with data that was sent again `retriesOfStalled` times or more and is not acknowledged; `null`: was not counted. */
  readonly stalled: number | null;
}

/** Connections that one local address made to one destination: what a local port is taken per. */
export interface DestinationSockets extends SocketPile {
  readonly localAddress: string;
  readonly address: string;
  readonly port: number;
  /** Of these, on a local port of the range for outgoing connections. */
  readonly localPorts: number;
  /** Of those ports, the ones in TIME_WAIT, which tcp_tw_reuse gives back after a second. */
  readonly timeWaitPorts: number;
  /** Sockets that sent a SYN again, unanswered. */
  readonly unansweredSyns: number;
  /** Sockets in SYN_SENT by the number of SYNs sent again, from none on; the last of eight stands for all above. */
  readonly synRetries: readonly number[];
  /** Sockets with data that was sent again `retriesOfStalled` times or more and is not acknowledged. */
  readonly stalled: number;
}

/** A socket that listens, and its two queues. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  /** Connections that wait to be accepted. */
  readonly queue: number;
  /** Greatest length of the queue, as the kernel uses it; `null` where it cannot be seen. */
  readonly backlog: number | null;
  /** Handshakes of its port that are not finished. */
  readonly halfMade: number;
  readonly established: number;
  /**
   * Time since each of the two connections that came last into the queue was made, or last brought data, the newest first; fewer
   * where fewer wait, or that time cannot be seen.
   */
  readonly newestWaiting: readonly Ms[];
  readonly owner: { readonly pid: number; readonly name: string } | null;
}

/** Who holds the TCP sockets of one network namespace, and towards whom. */
export interface SocketOwners {
  readonly total: SocketPile;
  /** The processes with the most, at most 50. TIME_WAIT and half-made sockets belong to none. */
  readonly processes: readonly OwnedSockets[];
  /** Sockets with an inode whose process was not seen: it is another user's, of another container, or it ended. */
  readonly unowned: number;
  /** The destinations with the most, at most 50. Connections that were accepted are not among them. */
  readonly peers: readonly DestinationSockets[];
  /** At most 500, those with the longest queues first. */
  readonly listeners: readonly ListeningSocket[];
  /** Sockets with data that was sent again and is not acknowledged. */
  readonly retransmitting: number;
  /** Of these, sent again `retriesOfStalled` times or more. */
  readonly stalled: number;
  readonly retriesOfStalled: number;
  /** Sockets whose peer has closed its window. RFC 9293, section 3.8.6.1. */
  readonly probingZeroWindow: number;
  /** Seconds. */
  readonly idleFor: number;
  readonly heldFor: number;
  readonly unreadFor: number;
}

/** Version 1 had neither the stalled sockets of a process, nor the retries of those that connect, nor the age of a queue's newest connection. */
export function upgradeSocketOwners(value: object): object {
  const { processes, listeners, peers } = value as Readonly<Record<string, unknown>>; // Any object has fields by name.
  const eachWith = (list: unknown, more: object): readonly object[] =>
    Array.isArray(list) ? list.map((one) => ({ ...one, ...more })) : [];
  return {
    ...value,
    processes: eachWith(processes, { stalled: null }),
    peers: eachWith(peers, { synRetries: [] }),
    listeners: eachWith(listeners, { newestWaiting: [] }),
  };
}
