/** What has an upper bound, and how much of it is used. */
export interface Used {
  readonly used: number;
  readonly limit: number;
}

/** What the TCP of a host may use at most, and what it uses. /proc/net/sockstat, /proc/sys/net/ipv4. `null`: could not be read. */
export interface TcpLimits {
  /** Memory of all TCP sockets of the machine, in pages: above `pressure` buffers shrink, at `limit` they get nothing. tcp_mem. */
  readonly memory: (Used & { readonly pressure: number }) | null;
  /** Sockets that no process holds any more. tcp_max_orphans. */
  readonly orphans: Used | null;
  /** tcp_max_tw_buckets: above it a connection that ends forgets its port at once. */
  readonly timeWait: Used | null;
  /** tcp_max_syn_backlog. */
  readonly synBacklog: number | null;
  /** somaxconn, the greatest accept queue. */
  readonly largestBacklog: number | null;
  /** tcp_syncookies: 0 never, 1 when the backlog overflows, 2 always. */
  readonly synCookies: number | null;
  /** tcp_tw_reuse: 0 no, 1 yes, 2 on loopback. It needs tcp_timestamps. */
  readonly timeWaitReuse: number | null;
  readonly timestamps: number | null;
  /** Ports that a connect without a bind may take, both ends included. ip_local_port_range. */
  readonly localPorts: readonly [first: number, last: number];
  /** Ports of that range which are kept back. ip_local_reserved_ports. */
  readonly reservedPorts: number;
  /** Seconds; `probes` is a number. tcp_keepalive_*. */
  readonly keepalive: { readonly time: number; readonly interval: number; readonly probes: number } | null;
  /** Strict reverse path filtering (1) of interfaces that are not loopback. RFC 3704. */
  readonly strictReversePath: readonly string[];
  readonly forwarding: { readonly ipv4: boolean | null; readonly ipv6: boolean | null };
  /** Seconds until the connection tracking forgets, by the sysctl's own name. Empty where nothing is tracked. */
  readonly trackingTimeouts: Readonly<Record<string, number>>;
}
