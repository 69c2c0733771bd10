/**
 * Asks sock_diag for the sockets of one family and protocol. struct inet_diag_req_v2, linux/inet_diag.h.
 *
 *     | family | protocol | extensions | 0 | states (4 octets) | identity (48 octets, 0 for all) |
 */
export function encodeSocketRequest(asked: {
  readonly family: 4 | 6;
  readonly protocol: "tcp" | "udp";
  /** A bit for each state; see `tcpStateBits()`. */
  readonly states: number;
}): Uint8Array {
  const request = new Uint8Array(56);
  request[0] = asked.family === 4 ? 2 : 10;
  request[1] = asked.protocol === "tcp" ? 6 : 17;
  request[2] = asked.protocol === "tcp" ? INFO | SOCKET_MEMORY : SOCKET_MEMORY;
  new DataView(request.buffer).setUint32(4, asked.states, true);
  return request;
}

/** 1 << (INET_DIAG_INFO - 1) and 1 << (INET_DIAG_SKMEMINFO - 1). */
const INFO = 1 << 1;
const SOCKET_MEMORY = 1 << 6;
