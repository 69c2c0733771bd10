/** Sockets of one process, or of one peer, counted by state. */
export interface SocketPile {
  /** As /proc/net/tcp has them: `ESTABLISHED`, `CLOSE_WAIT`, `TIME_WAIT`, `SYN_SENT` … */
  readonly byState: Readonly<Record<string, number>>;
}

/** Who holds the TCP sockets of one network namespace, and towards whom. */
export interface SocketOwners {
  readonly total: SocketPile;
  /** The processes with the most, at most 50. TIME_WAIT and half-made sockets belong to none. */
  readonly processes: readonly (SocketPile & {
    readonly pid: number;
    readonly name: string;
    /** Open files and their limit; `null` where they cannot be read. */
    readonly openFiles: { readonly used: number; readonly soft: number } | null;
    /** Established, idle for over `idleFor` by the kernel's clock, and without a keepalive timer. */
    readonly idleWithoutKeepalive: number;
  })[];
  /** The destinations with the most, at most 50: what a local port is taken per. */
  readonly peers: readonly (SocketPile & { readonly address: string; readonly port: number })[];
  /** Seconds. */
  readonly idleFor: number;
}
