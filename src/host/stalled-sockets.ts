import { type SocketRow, tcpStates, timers } from "./socket-rows.ts";

/** Five retries with doubled waits from the least RTO of 200 ms make 6 s without any acknowledgement. RFC 6298, section 5. */
export const RETRIES_OF_STALLED = 5;

/** Data that was sent again; a SYN is none. */
export const isRetransmitting = (row: Readonly<SocketRow>): boolean =>
  row.timer === timers.retransmit && row.retransmits > 0 && !(tcpStates[row.state] ?? "").startsWith("SYN");

/** Data that was sent again so often that its connection stands still. */
export const isStalled = (row: Readonly<SocketRow>): boolean =>
  isRetransmitting(row) && row.retransmits >= RETRIES_OF_STALLED;
