import { hostPort } from "../base/index.ts";
import type { PeerSockets, SocketStates } from "../evidence/index.ts";
import { decodeDigits, type SocketLine, socketLines } from "./socket-lines.ts";

/** The two tables of a network namespace, whole. */
export interface SocketTexts {
  readonly ipv4: string;
  readonly ipv6: string;
}

/** What is counted of all sockets. */
export interface SocketCount {
  readonly byState: SocketStates;
  readonly listeners: readonly ListenerLine[];
  /** States of the connections of each listener's port. */
  readonly byListenerPort: ReadonlyMap<number, SocketStates>;
  readonly byPeer: readonly PeerSockets[];
  readonly retransmitting: number;
  readonly probingZeroWindow: number;
}

/** A listener and the inode that leads to its process. */
export interface ListenerLine {
  readonly address: string;
  readonly port: number;
  readonly acceptQueue: number;
  readonly inode: string;
}

interface Bounds {
  readonly peers: number;
  /** A peer that is shown whatever its number. */
  readonly target: { readonly address: string; readonly port: number } | null;
}

/**
 * Counts sockets in two passes: the first finds which peers have the most, the second counts the states of those few.
 * So 100,000 sockets with 100,000 peers cost one number each.
 */
export function countSockets(texts: SocketTexts, { peers, target }: Bounds): SocketCount {
  const byState = new Map<string, number>();
  const totals = new Map<string, number>();
  const listeners: ListenerLine[] = [];
  const timers = { retransmitting: 0, probingZeroWindow: 0 };
  for (const line of allLines(texts)) {
    count(byState, line.state);
    if (line.state !== "LISTEN") count(totals, line.peerDigits);
    if (line.listener !== null) listeners.push({ ...line.listener, port: line.localPort });
    if (line.isRetransmitting) timers.retransmitting += 1;
    if (line.isProbingZeroWindow) timers.probingZeroWindow += 1;
  }

  const byPort = new Map(listeners.map(({ port }) => [port, new Map<string, number>()]));
  const chosen = new Map(choosePeers(totals, peers, target).map((digits) => [digits, createPeer()]));
  for (const line of allLines(texts)) {
    if (line.state === "LISTEN") continue;
    const ofPort = byPort.get(line.localPort);
    if (ofPort !== undefined) count(ofPort, line.state);
    const peer = chosen.get(line.peerDigits);
    if (peer === undefined) continue;
    count(peer.byState, line.state);
    if (line.isRetransmitting) peer.retransmitting += 1;
    if (line.isProbingZeroWindow) peer.probingZeroWindow += 1;
  }
  return {
    byState: Object.fromEntries(byState),
    listeners,
    byListenerPort: new Map([...byPort].map(([port, states]) => [port, Object.fromEntries(states)])),
    byPeer: namePeers(chosen),
    ...timers,
  };
}

interface PeerCount {
  readonly byState: Map<string, number>;
  retransmitting: number;
  probingZeroWindow: number;
}

const createPeer = (): PeerCount => ({ byState: new Map(), retransmitting: 0, probingZeroWindow: 0 });

function* allLines({ ipv4, ipv6 }: SocketTexts): Generator<SocketLine> {
  yield* socketLines(ipv4, 4);
  yield* socketLines(ipv6, 6);
}

/** The peers with the most sockets, and the target in both ways that the tables write it. */
function choosePeers(
  totals: ReadonlyMap<string, number>,
  limit: number,
  target: Bounds["target"],
): readonly string[] {
  const top = [...totals].sort(([, a], [, b]) => b - a).slice(0, limit);
  const portDigits = `:${(target?.port ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const ofTarget = [...totals.keys()].filter(
    (digits) => digits.endsWith(portDigits) && decodeDigits(digits.slice(0, -5)) === target?.address,
  );
  return [...top.map(([digits]) => digits), ...ofTarget];
}

/** One peer can stand in both tables: as itself, and IPv4-mapped behind a socket of the other family. */
function namePeers(chosen: ReadonlyMap<string, PeerCount>): readonly PeerSockets[] {
  const named = new Map<string, PeerCount>();
  for (const [digits, peer] of chosen) {
    const address = decodeDigits(digits.slice(0, -5));
    if (address === null) continue;
    const name = hostPort(address, Number.parseInt(digits.slice(-4), 16));
    const one = named.get(name) ?? createPeer();
    named.set(name, one);
    for (const [state, number] of peer.byState)
      one.byState.set(state, (one.byState.get(state) ?? 0) + number);
    one.retransmitting += peer.retransmitting;
    one.probingZeroWindow += peer.probingZeroWindow;
  }
  return [...named].map(([peer, { byState, retransmitting, probingZeroWindow }]) => ({
    peer,
    byState: Object.fromEntries(byState),
    retransmitting,
    probingZeroWindow,
  }));
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
