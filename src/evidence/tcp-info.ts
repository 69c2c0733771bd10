import type { Ms } from "../base/index.ts";

/** What the kernel knows of one of our own connections, read while it is open. TCP_INFO, tcp(7). */
export interface TcpInfo {
  /** When it was read: after the connect, after the step's last answer, or when its patience ended. */
  readonly after: "connect" | "answer" | "silence";
  readonly localAddress: string;
  readonly localPort: number;
  readonly address: string;
  readonly port: number;
  /** `ESTABLISHED`, `SYN_SENT`, `CLOSE_WAIT` … */
  readonly state: string;
  /** Timer expiries without an answer since the last one: grows while nothing comes back. */
  readonly backoffs: number;
  readonly retransmits: number;
  readonly totalRetransmits: number;
  /** Segments not acknowledged, and those taken to be lost. */
  readonly unacknowledged: number;
  readonly lost: number;
  readonly reordering: number;
  readonly rto: Ms;
  readonly rtt: Ms;
  readonly rttVariation: Ms;
  readonly minRtt: Ms | null;
  /** Octets. */
  readonly sendMss: number;
  readonly receiveMss: number;
  readonly pathMtu: number;
  readonly lastDataSent: Ms;
  readonly lastDataReceived: Ms;
  readonly lastAckReceived: Ms;
  readonly octetsAcknowledged: number | null;
  readonly octetsReceived: number | null;
  /** Round trip under the load of the data that came, and the segments of it that came after a gap. Left out by older versions. */
  readonly receiveRtt?: Ms | null;
  readonly outOfOrder?: number | null;
  /** Octets that wait in the kernel for the peer's window. */
  readonly notSent: number | null;
  /** How long the peer's closed window, or our own buffer, held the sending up. */
  readonly receiverWindowLimited: Ms | null;
}
