/** Sockets by state, as ss(8) names them: `ESTAB`, `TIME-WAIT`, `CLOSE-WAIT`, `SYN-RECV` … */
export type SocketStates = Readonly<Record<string, number>>;

/** One listener, as the kernel has it. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Connections waiting to be accepted. */
  readonly acceptQueue: number;
  /** Connections of this local port, the listener itself left out. */
  readonly byState: SocketStates;
  /** Process that holds it, `name/pid`; `null` when that may not be seen or was not looked for. */
  readonly process: string | null;
  /** Open files of that process and its soft limit; `null` when that may not be seen or was not looked for. */
  readonly openFiles: { readonly used: number; readonly soft: number } | null;
}

/** What this host has with one peer. */
export interface PeerSockets {
  /** `address:port`, with brackets for IPv6. */
  readonly peer: string;
  readonly byState: SocketStates;
  /** Sockets with data that was sent again and is not acknowledged. */
  readonly retransmitting: number;
  /** Sockets whose peer has closed its window, and that ask whether it has opened. RFC 9293, section 3.8.6.1. */
  readonly probingZeroWindow: number;
}

/** The TCP sockets of one network namespace: counts, listeners, and the peers with the most. /proc/net/tcp, tcp6. */
export interface SocketTable {
  readonly byState: SocketStates;
  /** In the order of the kernel's table; at most 500. */
  readonly listeners: readonly Listener[];
  /** The listeners are all there are: the bound was not met, and both families could be read. */
  readonly listsEveryListener: boolean;
  /** The twenty with the most sockets, and the target's peer, if there is a socket with it. */
  readonly byPeer: readonly PeerSockets[];
  /** First and last local port for outgoing connections. sysctl net.ipv4.ip_local_port_range. */
  readonly localPortRange: readonly [number, number];
  readonly retransmitting: number;
  readonly probingZeroWindow: number;
}
