/** The way from one node to the Pods of another. */
export interface PodRoute {
  readonly node: string;
  /** A range of Pods of that node. */
  readonly range: string;
  /**
   * `missing`: no route, or the default one alone where ranges of other nodes have routes of their own. `refused`: an unreachable,
   * prohibit or blackhole route. `elsewhere`: by another node, or by a default route whose router may know more.
   */
  readonly outcome: "routed" | "missing" | "refused" | "elsewhere";
  readonly via: string | null;
  readonly device: string | null;
}

/** What a node does with the packets of Pods. By: kernel, read at the node. */
export interface NodeNetwork {
  readonly node: string | null;
  /** The family of the packets; left out by older versions: IPv4. */
  readonly family?: 4 | 6;
  /** net.ipv4.ip_forward, or net.ipv6.conf.all.forwarding; `null` where it could not be read. */
  readonly forwards: boolean | null;
  /** What drops forwarded packets as a whole: `policy drop of ip filter FORWARD`; `null` for nothing. */
  readonly forwardDropped: string | null;
  readonly routes: readonly PodRoute[];
  /** Interfaces of Pods by their MTU, in octets, with how many there are. */
  readonly podMtus: readonly { readonly mtu: number; readonly interfaces: number }[];
  /** The device that wraps packets to other nodes; `null` where they are routed as they are. */
  readonly overlay: {
    readonly kind: "vxlan" | "geneve" | "ipip" | "gre" | "wireguard";
    readonly device: string;
    readonly mtu: number;
    /** Octets that wrapping adds. */
    readonly overhead: number;
    /** Of the device that the wrapped packets leave by; `null` where it is not known. */
    readonly underlayMtu: number | null;
  } | null;
  /**
   * What becomes of a Pod's source address on its way out of the cluster: `masqueraded`, `kept`, or `unknown`; one for each of this
   * node's ranges.
   */
  readonly sources: readonly {
    readonly range: string;
    readonly outcome: "masqueraded" | "kept" | "unknown";
    readonly rule: string | null;
  }[];
}
