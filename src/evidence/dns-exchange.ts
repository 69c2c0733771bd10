import type { Ms } from "../base/index.ts";

/** One resource record of an answer, with the data of the types that matter as text. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data: string;
}

/** One question to one server and what came back. RFC 1035, RFC 6891, RFC 8914. */
export interface DnsExchange {
  /** Numeric address. */
  readonly server: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
  readonly name: string;
  readonly type: string;
  /** EDNS payload size that was offered; `null` without EDNS. */
  readonly ednsSize: number | null;
  readonly recursionDesired: boolean;
  /** The CD bit was set: the resolver is asked not to validate. RFC 4035, section 3.2.2. */
  readonly checkingDisabled: boolean;
  readonly dnssecOk: boolean;
  /**
   * - `answered`: a well-formed answer to this question came.
   * - `timed-out`: nothing came. `unreachable`: ICMP said that nobody is there (also: TCP refused).
   * - `malformed`: something came that is no answer to this question: see `problem`.
   */
  readonly outcome: "answered" | "timed-out" | "unreachable" | "malformed";
  /** The kernel's word for a failure, as in errno(3); `null` when there was none. */
  readonly errno: string | null;
  /** Why what came is no answer; `null` when it is one, or nothing came. */
  readonly problem: string | null;
  /** Queries sent for this one exchange, retransmissions included. */
  readonly sent: number;
  /** Name of the rcode: NOERROR, NXDOMAIN, SERVFAIL, REFUSED …; `null` without an answer. */
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticated: boolean;
  /** Extended errors, RFC 8914. */
  readonly extendedErrors: readonly { readonly code: number; readonly name: string; readonly text: string }[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  /** Addresses of the question's type at the end of the CNAME chain. */
  readonly addresses: readonly string[];
  /** Seconds that a negative answer may be cached, RFC 2308; `null` when it does not say or is none. */
  readonly negativeTtl: number | null;
  /** Octets of the answer; 0 without one. */
  readonly octets: number;
  readonly took: Ms;
}
