import { decodeIpv4, decodeIpv6Words } from "../sys/index.ts";

/** The kernel's state numbers, named as ss(8) does. Linux include/net/tcp_states.h. */
const stateNames: readonly string[] = [
  "",
  "ESTAB",
  "SYN-SENT",
  "SYN-RECV",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "TIME-WAIT",
  "CLOSE",
  "CLOSE-WAIT",
  "LAST-ACK",
  "LISTEN",
  "CLOSING",
  "SYN-RECV",
];

/** Timer numbers of /proc/net/tcp. Linux net/ipv4/tcp_ipv4.c, get_tcp4_sock. */
const TIMER_RETRANSMIT = "01";
const TIMER_ZERO_WINDOW_PROBE = "04";

/** One line of a table, read only as far as it is asked for: 100,000 lines are not split. */
export interface SocketLine {
  readonly state: string;
  readonly localPort: number;
  /** The peer's address and port in the kernel's digits. */
  readonly peerDigits: string;
  /** Data was sent again and is not acknowledged. */
  readonly isRetransmitting: boolean;
  readonly isProbingZeroWindow: boolean;
  /** Only where the socket listens. */
  readonly listener: {
    readonly address: string;
    readonly acceptQueue: number;
    readonly inode: string;
  } | null;
}

/**
 * The lines of one table. They have fixed columns after the first colon:
 *
 *       sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *        0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 1045 1 …
 *           ^0            ^w+1          ^2w+2 ^+3      ^+12  ^+21        ^+33                   (from the state)
 *
 * where w is 13 digits for IPv4 and 37 for IPv6. A line that does not fit is left out.
 *
 * @param text /proc/net/tcp or /proc/net/tcp6, whole.
 */
export function* socketLines(text: string, family: 4 | 6): Generator<SocketLine> {
  const digits = family === 6 ? 32 : 8;
  const width = digits + 5;
  let start = text.indexOf("\n") + 1;
  while (start > 0 && start < text.length) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const at = text.indexOf(": ", start) + 2;
    const stateAt = at + 2 * width + 2;
    if (at >= start + 2 && stateAt + 41 <= end) {
      const state = stateNames[Number.parseInt(text.slice(stateAt, stateAt + 2), 16)];
      const localPort = Number.parseInt(text.slice(at + digits + 1, at + width), 16);
      if (state && !Number.isNaN(localPort)) {
        const timer = text.slice(stateAt + 21, stateAt + 23);
        yield {
          state,
          localPort,
          peerDigits: text.slice(at + width + 1, at + 2 * width + 1),
          // The timer runs for every segment in flight; only a count above 0 says that one was sent again. A SYN is no data.
          isRetransmitting:
            !state.startsWith("SYN-") &&
            timer === TIMER_RETRANSMIT &&
            text.slice(stateAt + 33, stateAt + 41) !== "00000000",
          isProbingZeroWindow: timer === TIMER_ZERO_WINDOW_PROBE,
          listener:
            state === "LISTEN" ? listenerOf(text.slice(at, end), { digits, stateAt: stateAt - at }) : null,
        };
      }
    }
    start = end + 1;
  }
}

function listenerOf(
  line: string,
  { digits, stateAt }: { digits: number; stateAt: number },
): SocketLine["listener"] {
  const address = decodeDigits(line.slice(0, digits));
  const acceptQueue = Number.parseInt(line.slice(stateAt + 12, stateAt + 20), 16);
  const inode =
    line
      .slice(stateAt + 41)
      .trim()
      .split(/\s+/)[2] ?? "";
  return address === null || Number.isNaN(acceptQueue) ? null : { address, acceptQueue, inode };
}

/** An address in the digits of these tables, of either family. */
export const decodeDigits = (hex: string): string | null =>
  hex.length === 32 ? decodeIpv6Words(hex) : decodeIpv4(hex);
