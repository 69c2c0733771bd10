/** How this host resolves names: resolv.conf(5), nsswitch.conf(5), and the C library. */
export interface ResolverConfig {
  /** Nameservers in use, as `address` or `address:port`, in order; at most 3 are (MAXNS) unless overridden. */
  readonly nameservers: readonly string[];
  /** Nameservers that the file names and the C library ignores: after the third. */
  readonly ignoredNameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Seconds that the C library waits for one server. */
  readonly timeoutSeconds: number;
  readonly attempts: number;
  readonly rotate: boolean;
  /** All words of `options`, those above included: `single-request`, `use-vc`, `edns0` … */
  readonly options: readonly string[];
  /** Sources of `hosts:` in nsswitch.conf, in order, actions included: `files`, `dns`, `mdns4_minimal`, `[NOTFOUND=return]`. */
  readonly sources: readonly string[];
  readonly libc: "glibc" | "musl" | "unknown";
  /** The nameservers come from the command line and not from resolv.conf. */
  readonly overridden: boolean;
  /** resolv.conf names a nameserver; without one the C library asks this host itself. */
  readonly namesServers: boolean;
  /** Lines that could not be understood. */
  readonly malformedLines: readonly string[];
}
