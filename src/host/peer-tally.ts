import type { DestinationSockets } from "../evidence/index.ts";
import { type SocketRow, type SocketSource, tcpStates } from "./socket-rows.ts";
import { isStalled } from "./stalled-sockets.ts";
import type { Tally } from "./tally.ts";

const MOST_PEERS = 50;
/** A SYN that went out so often has waited for minutes. tcp(7), tcp_syn_retries. */
const MOST_RETRIES = 7;
/** Destinations that are counted at the same time: 28,000 local ports to each are more than a host has memory for. */
const MOST_COUNTED = 50_000;

/** Destination that is kept whatever its number. */
interface PeerTarget {
  readonly address: string;
  readonly port: number;
}

/** One destination while its sockets are counted. */
export type PeerTally = Tally<Omit<DestinationSockets, "byState" | "synRetries">> & {
  byState: Record<string, number>;
  synRetries: number[];
  sockets: number;
};

const SYN_SENT = tcpStates.indexOf("SYN_SENT");
const TIME_WAIT = tcpStates.indexOf("TIME_WAIT");

/** Counts a socket for the destination that it goes to. */
export function countPeer(
  peers: Map<string, PeerTally>,
  {
    row,
    state,
    localPorts: [first, last],
  }: { row: Readonly<SocketRow>; state: string; localPorts: readonly [number, number] },
): void {
  if (row.peerPort === 0) return;
  const key = `${row.local}>${row.peer}>${row.peerPort}`;
  let tally = peers.get(key);
  if (tally === undefined) {
    if (peers.size >= MOST_COUNTED) return;
    tally = {
      localAddress: row.local,
      address: row.peer,
      port: row.peerPort,
      byState: {},
      localPorts: 0,
      timeWaitPorts: 0,
      unansweredSyns: 0,
      synRetries: [],
      stalled: 0,
      sockets: 0,
    };
    peers.set(key, tally);
  }
  tally.sockets += 1;
  tally.byState[state] = (tally.byState[state] ?? 0) + 1;
  if (row.localPort >= first && row.localPort <= last) {
    tally.localPorts += 1;
    if (row.state === TIME_WAIT) tally.timeWaitPorts += 1;
  }
  if (row.state === SYN_SENT) countRetries(tally, row.retransmits);
  if (isStalled(row)) tally.stalled += 1;
}

function countRetries(tally: PeerTally, retransmits: number): void {
  if (retransmits > 0) tally.unansweredSyns += 1;
  const most = Math.min(retransmits, MOST_RETRIES);
  while (tally.synRetries.length <= most) tally.synRetries.push(0);
  tally.synRetries[most] = (tally.synRetries[most] ?? 0) + 1;
}

/** The peers with the most sockets, and the target's whatever its number. */
export function namePeers(
  peers: ReadonlyMap<string, PeerTally>,
  source: SocketSource,
  target: PeerTarget | null,
): readonly DestinationSockets[] {
  const sorted = [...peers.values()].sort((a, b) => b.sockets - a.sockets);
  return sorted
    .filter(
      (peer, index) =>
        index < MOST_PEERS || (peer.port === target?.port && source.nameOf(peer.address) === target.address),
    )
    .map(({ sockets: _, ...peer }) => ({
      ...peer,
      localAddress: source.nameOf(peer.localAddress),
      address: source.nameOf(peer.address),
    }));
}
