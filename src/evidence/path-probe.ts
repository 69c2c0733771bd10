import type { Ms } from "../base/index.ts";

/** What answered at one distance. */
export interface PathHop {
  readonly ttl: number;
  /** Each address that answered with its count, the most frequent first; several on paths that spread flows. */
  readonly addresses: readonly { readonly address: string; readonly count: number }[];
  readonly sent: number;
  readonly answered: number;
  /** `null` where none answered. */
  readonly rtt: {
    readonly best: Ms;
    readonly median: Ms;
    readonly worst: Ms;
    /** Mean difference of one answer from the next. RFC 3550, section 6.4.1, without the smoothing. */
    readonly jitter: Ms;
  } | null;
  /** Words for what it said: `ttl-exceeded`, `port-unreachable`, `admin-prohibited`, `echo-reply`, `connected`, `refused`. */
  readonly said: Readonly<Record<string, number>>;
  /** Octets that this hop named as the greatest that it passes on, else `null`. */
  readonly mtu: number | null;
  /** TTL that its answers arrived with, for the length of the way back; `null` where not seen. */
  readonly returnTtl: number | null;
  /** Fewer answers here than at a later hop: the router answers no oftener, and forwards. Never a fault. */
  readonly isRateLimited: boolean;
}

/** A walk along the path with growing TTL, one flow (Paris traceroute) or several. */
export interface PathProbe {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly destination: string;
  /** `null` for ICMP. */
  readonly port: number | null;
  readonly source: string | null;
  /** Flows tried, each with its own constant header fields. */
  readonly flows: number;
  readonly hops: readonly PathHop[];
  /** Whether the destination itself answered, and by what. */
  readonly reached: boolean;
  /** The same routers answered again and again up to the last TTL. */
  readonly isLooping: boolean;
  /** The greatest packet that arrived, in octets with the IP header; `null` where not tried or not found. */
  readonly pathMtu: number | null;
  /** Packets above `pathMtu` vanish, and no router said so. */
  readonly isBlackHole: boolean;
}
