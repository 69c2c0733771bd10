import type { CapturedDatabase } from "./captured-database.ts";
import type { CapturedDns, DnsPatterns } from "./captured-dns.ts";
import type { CapturedHttp } from "./captured-http.ts";
import type { CapturedQuic } from "./captured-quic.ts";
import type { CapturedTls } from "./captured-tls.ts";

/** Results of one kind, in the order in which they began: where there are too many, those that failed, the slowest ones and a sample of the others. */
export interface Kept<T> {
  readonly kept: readonly T[];
  /** Those for which there was no room. */
  readonly leftOut: number;
}

/** What the connections and datagrams of a capture carried. */
export interface CapturedApplications {
  readonly tls: Kept<CapturedTls>;
  readonly http: Kept<CapturedHttp>;
  readonly dns: Kept<CapturedDns>;
  readonly dnsPatterns: DnsPatterns;
  readonly quic: Kept<CapturedQuic>;
  readonly databases: Kept<CapturedDatabase>;
  /** Connections with data whose protocol is none of these, and those for which there was no room. */
  readonly otherConnections: number;
  readonly connectionsLeftOut: number;
}
