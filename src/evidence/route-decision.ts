/** What the kernel of one host would do with a packet of the request's flow. `ip route get`, RTM_GETROUTE. */
export interface RouteDecision {
  /** From client to server (`forward`), or the way back. */
  readonly way: "forward" | "back";
  /** Numeric; after destination NAT, where this host does one. */
  readonly destination: string;
  /** The packet's own source; `null` where the kernel was to choose it. */
  readonly source: string | null;
  /** The interface that such a packet comes in by; `null` where this host sends it itself, or that is not known. */
  readonly inputInterface: string | null;
  /**
   * - `unicast`: it is sent on by `device`, to `gateway` or, without one, straight to the destination.
   * - `local`: the destination is this host.
   * - `no-route`, `unreachable`, `prohibit`, `blackhole`: it is not sent, for want of a route or by a route that says so.
   * - `rejected-source`: no packet with this source may come in by this interface (EXDEV: rp_filter, martian).
   */
  readonly outcome:
    | "unicast"
    | "local"
    | "no-route"
    | "unreachable"
    | "prohibit"
    | "blackhole"
    | "rejected-source";
  /** errno(3) of a refusal, else `null`. */
  readonly errno: number | null;
  readonly gateway: string | null;
  readonly device: string | null;
  /** The address that this host would send from; `null` for packets of others. */
  readonly preferredSource: string | null;
  /** CIDR of the route that took it; `null` where the kernel does not say. */
  readonly matchedPrefix: string | null;
  /** Routing table by number: 254 is main. */
  readonly table: number | null;
  /** Octets that the route or its device lets pass at once; `null` where not said. */
  readonly mtu: number | null;
  /** Octets, learnt from an ICMP error that named them and kept for a while; `null` where none is. */
  readonly cachedMtu: number | null;
}
