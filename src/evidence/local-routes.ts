/** One route of the main table. */
export interface LocalRoute {
  /** CIDR. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly device: string;
  readonly metric: number;
  /** `unicast`; `unreachable` where the kernel rejects with a word (unreachable, prohibit); `blackhole` where it says nothing. */
  readonly type: "unicast" | "unreachable" | "blackhole";
}

/** Routes and interfaces of one network namespace, as /proc and /sys have them. */
export interface LocalRoutes {
  /** IPv4: of the main table. IPv6: of all tables. At most 2000. */
  readonly routes: readonly LocalRoute[];
  /** No route was left out for the bound. */
  readonly listsEveryRoute: boolean;
  readonly interfaces: readonly {
    readonly name: string;
    /** Numeric addresses without prefix length. */
    readonly addresses: readonly string[];
    /** Octets. */
    readonly mtu: number | null;
    readonly state: string;
    /** `null` when the driver does not say. */
    readonly hasCarrier: boolean | null;
    /** As `02:00:…`; `null` for an interface that has none. Absent in records of older versions. */
    readonly hardwareAddress?: string | null;
  }[];
  /** Addresses of this host whose interface /proc does not tell. */
  readonly otherAddresses: readonly string[];
  /** Whether there is a route, other than a rejecting one, to any public address of the family. */
  readonly hasDefault: { readonly ipv4: boolean; readonly ipv6: boolean };
}
