import type { Ms } from "../base/index.ts";

/** What answered at one distance. */
export interface PathHop {
  readonly ttl: number;
  /** Each address that answered with its count, the most frequent first; several on paths that spread flows. */
  readonly addresses: readonly {
    readonly address: string;
    readonly count: number;
    /** Not routed on the public internet. RFC 1918, RFC 6598, RFC 4193. */
    readonly isPrivate: boolean;
  }[];
  readonly sent: number;
  readonly answered: number;
  /** `null` where none answered. */
  readonly rtt: {
    readonly best: Ms;
    readonly median: Ms;
    readonly worst: Ms;
    readonly mean: Ms;
    readonly last: Ms;
    readonly deviation: Ms;
    /** Mean difference of one answer from the next. RFC 3550, section 6.4.1, without the smoothing. */
    readonly jitter: Ms;
  } | null;
  /** How often each of these came: `ttl-exceeded`, `port-unreachable`, `admin-prohibited`, `echo-reply`, `connected`, `refused`, `answered`. */
  readonly said: Readonly<Record<string, number>>;
  /** Octets that this hop named as the greatest that it passes on, else `null`. */
  readonly mtu: number | null;
  /** TTL that its answers arrived with, for the length of the way back; `null` where not seen. */
  readonly returnTtl: number | null;
  /** Hops of the way back, by the nearest usual first TTL (64, 128, 255) above `returnTtl`: an estimate. */
  readonly returnHops: number | null;
  /**
   * Fewer answers here than probes, and a hop behind it, or the same one asked slowly, answers them: it answers no oftener, and
   * forwards. Never a fault.
   */
  readonly isRateLimited: boolean;
  /** What answered is the destination itself. */
  readonly isDestination: boolean;
  /**
   * What of our packet the answers quote otherwise than it was sent: `source`, `destination`, `source-port`, `destination-port`,
   * `dscp`; empty where nothing differs, `null` where quotes are not seen (CAP_NET_RAW).
   */
  readonly rewritten: readonly string[] | null;
  /** TTL that the packet had left where it was dropped: 1, or 0; more where a device on the way wrote it anew. */
  readonly quotedTtl: number | null;
  /** Labels that the packet carried there. RFC 4950. */
  readonly mplsLabels: readonly number[];
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
  /** From the first to the last that answered; those in between that did not have no address. */
  readonly hops: readonly PathHop[];
  /** The greatest TTL that was tried. */
  readonly lastTtlTried: number;
  /** Whether the destination itself answered. */
  readonly reached: boolean;
  /** What ended the path before the destination: the word that a router said in place of passing on; `null` where none did. */
  readonly stoppedBy: { readonly ttl: number; readonly address: string; readonly said: string } | null;
  /**
   * Probes that the destination had to answer (echo, SYN) and those that it did; `null` for UDP, whose answers are rate-limited, and
   * where it never answered.
   */
  readonly atDestination: { readonly sent: number; readonly answered: number } | null;
  /** The same routers answered again and again up to the last TTL. */
  readonly isLooping: boolean;
  /** First TTL of a sudden rise of the median RTT that all later hops share; `null` where there is none. */
  readonly rttStep: { readonly ttl: number; readonly rise: Ms } | null;
  /** The greatest packet that arrived, in octets with the IP header; `null` where not tried or not found. */
  readonly pathMtu: number | null;
  /** Each router that named a greatest packet, in the order in which they spoke. */
  readonly mtuSaidBy: readonly { readonly address: string; readonly mtu: number }[];
  /** Packets above `pathMtu` vanish, and no router said so. */
  readonly isBlackHole: boolean;
  /** The last TTL at which packets above `pathMtu` are still answered: they vanish behind it; `null` where not known. */
  readonly vanishAfterTtl: number | null;
}
