/** The kernel's states of a TCP socket. linux/tcp_states.h. */
export type TcpState = (typeof tcpStates)[number];

const tcpStates = [
  "UNKNOWN",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  // A half-made connection that is not a whole socket yet: what everybody calls SYN_RECV.
  "SYN_RECV",
] as const;

/** The name of a state number. */
export const tcpStateName = (state: number): TcpState => tcpStates[state] ?? "UNKNOWN";

/** A bit for each state, as sock_diag takes them. */
export const tcpStateBits = (states: readonly TcpState[]): number =>
  tcpStates.reduce((bits, name, number) => (states.includes(name) ? bits | (1 << number) : bits), 0);

/** How many state numbers there are: indexes of a count by state run below it. */
export const TCP_STATES = tcpStates.length;
