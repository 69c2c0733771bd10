import type { Ms } from "../../base/index.ts";
import { type TcpState, tcpStateName } from "./tcp-state.ts";

/**
 * What TCP_INFO says of a connection. Kernels give as many octets as they know, so the later fields are `null` on old
 * ones. struct tcp_info, linux/tcp.h; tcp(7).
 */
export interface TcpInfoRead {
  readonly state: TcpState;
  /** Timer expiries without an answer since the last one. */
  readonly backoffs: number;
  readonly retransmits: number;
  /** Unanswered zero window or keepalive probes. */
  readonly probes: number;
  readonly totalRetransmits: number;
  readonly unacknowledged: number;
  readonly lost: number;
  readonly reordering: number;
  readonly congestionWindow: number;
  readonly rto: Ms;
  readonly rtt: Ms;
  readonly rttVariation: Ms;
  /** Linux 4.6. */
  readonly minRtt: Ms | null;
  /** Octets. */
  readonly sendMss: number;
  readonly receiveMss: number;
  readonly pathMtu: number;
  readonly lastDataSent: Ms;
  readonly lastDataReceived: Ms;
  readonly lastAckReceived: Ms;
  /** Linux 4.1. */
  readonly octetsAcknowledged: number | null;
  readonly octetsReceived: number | null;
  /** Octets that wait in the kernel for the peer's window. Linux 4.6. */
  readonly notSent: number | null;
  /** Linux 4.10. */
  readonly receiverWindowLimited: Ms | null;
  readonly sendBufferLimited: Ms | null;
  /** Octets that the peer lets us send, after scaling. Linux 5.4. */
  readonly sendWindow: number | null;
  /** Round trip as the receiver of data measures it, under the load of that data; `null` before a measure. */
  readonly receiveRtt: Ms | null;
  /** Segments that came after a gap. Linux 5.4. */
  readonly outOfOrder: number | null;
}

/** Where each field lies, in octets. Only what lies within the length given by the kernel is read. */
export const tcpInfoOffset = {
  state: 0,
  retransmits: 2,
  probes: 3,
  backoff: 4,
  rto: 8,
  sendMss: 16,
  receiveMss: 20,
  unacknowledged: 24,
  lost: 32,
  lastDataSent: 44,
  lastDataReceived: 52,
  lastAckReceived: 56,
  pathMtu: 60,
  rtt: 68,
  rttVariation: 72,
  congestionWindow: 80,
  reordering: 88,
  receiveRtt: 92,
  totalRetransmits: 100,
  octetsAcknowledged: 120,
  octetsReceived: 128,
  notSent: 144,
  minRtt: 148,
  receiverWindowLimited: 176,
  sendBufferLimited: 184,
  outOfOrder: 224,
  sendWindow: 228,
} as const;

/** The length since Linux 2.6.0: up to and with the total of retransmissions. */
export const TCP_INFO_LEAST = 104;

/** "No sample yet". net/ipv4/tcp_input.c. */
export const NO_RTT = 0xffff_ffff;

const MICROSECONDS = 1000;

/** Reads as much of the structure as is there; `null` where not even the oldest kernel's part is. */
export function decodeTcpInfo(octets: Uint8Array): TcpInfoRead | null {
  if (octets.length < TCP_INFO_LEAST) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const at = tcpInfoOffset;
  const word = (offset: number): number => view.getUint32(offset, true);
  const laterWord = (offset: number): number | null => (offset + 4 <= octets.length ? word(offset) : null);
  const long = (offset: number): number | null =>
    offset + 8 <= octets.length ? word(offset) + word(offset + 4) * 2 ** 32 : null;
  const inMs = (microseconds: number | null): Ms | null =>
    microseconds === null ? null : microseconds / MICROSECONDS;
  const minRtt = laterWord(at.minRtt);
  return {
    state: tcpStateName(view.getUint8(at.state)),
    backoffs: view.getUint8(at.backoff),
    retransmits: view.getUint8(at.retransmits),
    probes: view.getUint8(at.probes),
    totalRetransmits: word(at.totalRetransmits),
    unacknowledged: word(at.unacknowledged),
    lost: word(at.lost),
    reordering: word(at.reordering),
    congestionWindow: word(at.congestionWindow),
    rto: word(at.rto) / MICROSECONDS,
    rtt: word(at.rtt) / MICROSECONDS,
    rttVariation: word(at.rttVariation) / MICROSECONDS,
    minRtt: minRtt === NO_RTT ? null : inMs(minRtt),
    sendMss: word(at.sendMss),
    receiveMss: word(at.receiveMss),
    pathMtu: word(at.pathMtu),
    lastDataSent: word(at.lastDataSent),
    lastDataReceived: word(at.lastDataReceived),
    lastAckReceived: word(at.lastAckReceived),
    octetsAcknowledged: long(at.octetsAcknowledged),
    octetsReceived: long(at.octetsReceived),
    notSent: laterWord(at.notSent),
    receiverWindowLimited: inMs(long(at.receiverWindowLimited)),
    sendBufferLimited: inMs(long(at.sendBufferLimited)),
    sendWindow: laterWord(at.sendWindow),
    receiveRtt: word(at.receiveRtt) === 0 ? null : word(at.receiveRtt) / MICROSECONDS,
    outOfOrder: laterWord(at.outOfOrder),
  };
}
