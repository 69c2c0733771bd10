/**
 * One reading of the kernel's counters of one network namespace: /proc/net/snmp, snmp6, netstat,
 * stat/nf_conntrack, softnet_stat. Names are the kernel's: `TcpExtListenOverflows`, `IcmpInDestUnreachs`.
 *
 * They count from boot; only the rise between two readings has meaning.
 */
export interface KernelCounters {
  readonly counters: Readonly<Record<string, number>>;
}
