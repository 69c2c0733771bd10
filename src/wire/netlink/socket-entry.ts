import type { Ms } from "../../base/index.ts";
import { wordsText } from "./conntrack-entry.ts";
import type { SocketColumns } from "./socket-columns.ts";
import { NO_RTT } from "./tcp-info.ts";
import { type TcpState, tcpStateName } from "./tcp-state.ts";

/** One socket as an object. ss(8). */
export interface SocketEntry {
  readonly family: 4 | 6;
  readonly state: TcpState;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** 0 where it is bound to none. */
  readonly interfaceIndex: number;
  readonly timer: "none" | "retransmission" | "keepalive" | "time-wait" | "zero-window-probe" | "unknown";
  readonly timerRetransmits: number;
  readonly expires: Ms;
  /** Octets to be read; of a listening socket connections to be accepted. */
  readonly receiveQueue: number;
  /** Octets to be acknowledged; of a listening socket its backlog. */
  readonly sendQueue: number;
  readonly uid: number;
  /** 0 where no process has it any more. */
  readonly inode: number;
  readonly receiveMemory: number;
  readonly receiveLimit: number;
  readonly sendMemory: number;
  readonly sendLimit: number;
  readonly drops: number;
  readonly cgroup: number;
  /** `null` for UDP, TIME_WAIT, SYN_RECV. */
  readonly tcp: {
    readonly retransmits: number;
    readonly probes: number;
    readonly backoffs: number;
    readonly totalRetransmits: number;
    readonly unacknowledged: number;
    readonly lost: number;
    readonly congestionWindow: number;
    readonly rto: Ms;
    readonly rtt: Ms;
    readonly rttVariation: Ms;
    readonly minRtt: Ms | null;
    readonly sendMss: number;
    readonly pathMtu: number;
    readonly lastDataSent: Ms;
    readonly lastDataReceived: Ms;
    readonly lastAckReceived: Ms;
    readonly octetsAcknowledged: number;
    readonly octetsReceived: number;
    readonly notSent: number;
    readonly receiverWindowLimited: Ms;
    readonly sendBufferLimited: Ms;
  } | null;
}

const timers = ["none", "retransmission", "keepalive", "time-wait", "zero-window-probe"] as const;

/** The two ends of a row as text, for those who need no more. */
export const socketAddress = (columns: SocketColumns, row: number, end: "local" | "remote"): string => {
  const words = end === "local" ? columns.localAddress : columns.remoteAddress;
  return wordsText(words.subarray(row * 4, row * 4 + 4), columns.family[row] === 4 ? 4 : 6);
};

/** One row of the columns as an object. */
export function socketEntry(columns: SocketColumns, row: number): SocketEntry {
  const at = (column: Uint8Array | Uint16Array | Uint32Array | Float64Array): number => column[row] ?? 0;
  return {
    family: at(columns.family) === 4 ? 4 : 6,
    state: tcpStateName(at(columns.state)),
    localAddress: socketAddress(columns, row, "local"),
    localPort: at(columns.localPort),
    remoteAddress: socketAddress(columns, row, "remote"),
    remotePort: at(columns.remotePort),
    interfaceIndex: at(columns.interfaceIndex),
    timer: timers[at(columns.timer)] ?? "unknown",
    timerRetransmits: at(columns.timerRetransmits),
    expires: at(columns.expires),
    receiveQueue: at(columns.receiveQueue),
    sendQueue: at(columns.sendQueue),
    uid: at(columns.uid),
    inode: at(columns.inode),
    receiveMemory: at(columns.receiveMemory),
    receiveLimit: at(columns.receiveLimit),
    sendMemory: at(columns.sendMemory),
    sendLimit: at(columns.sendLimit),
    drops: at(columns.drops),
    cgroup: at(columns.cgroup),
    tcp: at(columns.hasInfo) === 0 ? null : tcpPart(columns, at),
  };
}

function tcpPart(
  columns: SocketColumns,
  at: (column: Uint8Array | Uint32Array | Float64Array) => number,
): SocketEntry["tcp"] {
  const minRtt = at(columns.minRtt);
  return {
    retransmits: at(columns.retransmits),
    probes: at(columns.probes),
    backoffs: at(columns.backoff),
    totalRetransmits: at(columns.totalRetransmits),
    unacknowledged: at(columns.unacknowledged),
    lost: at(columns.lost),
    congestionWindow: at(columns.congestionWindow),
    rto: at(columns.rto) / 1000,
    rtt: at(columns.rtt) / 1000,
    rttVariation: at(columns.rttVariation) / 1000,
    minRtt: minRtt === 0 || minRtt === NO_RTT ? null : minRtt / 1000,
    sendMss: at(columns.sendMss),
    pathMtu: at(columns.pathMtu),
    lastDataSent: at(columns.lastDataSent),
    lastDataReceived: at(columns.lastDataReceived),
    lastAckReceived: at(columns.lastAckReceived),
    octetsAcknowledged: at(columns.octetsAcknowledged),
    octetsReceived: at(columns.octetsReceived),
    notSent: at(columns.notSent),
    receiverWindowLimited: at(columns.receiverWindowLimited) / 1000,
    sendBufferLimited: at(columns.sendBufferLimited) / 1000,
  };
}
