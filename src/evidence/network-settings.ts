/** The switches of one network namespace that decide over packets. /proc/sys/net. `null`: could not be read. */
export interface NetworkSettings {
  /** net.ipv4.ip_forward; net.ipv6.conf.all.forwarding. */
  readonly forwarding: { readonly ipv4: boolean | null; readonly ipv6: boolean | null };
  readonly interfaces: readonly {
    readonly name: string;
    readonly forwarding4: boolean | null;
    readonly forwarding6: boolean | null;
    /** 0 none, 1 strict, 2 loose: the greater of `all` and the interface's own, as the kernel takes it. RFC 3704. */
    readonly rpFilter: number | null;
    readonly disableIpv6: boolean | null;
  }[];
  /** net.ipv4.tcp_syncookies: 0 never, 1 when the backlog overflows, 2 always. */
  readonly synCookies: number | null;
  /** net.ipv4.tcp_tw_reuse: 0 no, 1 yes, 2 on loopback. */
  readonly timeWaitReuse: number | null;
  /** net.ipv4.tcp_mtu_probing: 0 no, 1 after a black hole, 2 always. */
  readonly mtuProbing: number | null;
  /** Ports that a connect without a bind may take, both ends included. */
  readonly localPorts: readonly [first: number, last: number] | null;
  /** net.core.somaxconn, the greatest accept queue. */
  readonly largestBacklog: number | null;
}
