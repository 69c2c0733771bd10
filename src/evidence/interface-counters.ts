/** What interfaces and queues of one network namespace have counted since they came up. */
export interface InterfaceCounters {
  readonly interfaces: readonly {
    readonly name: string;
    /** `veth`, `bridge`, `vlan` …; `null` for hardware and loopback, `unknown` where it is not said. */
    readonly kind: string | null;
    readonly received: InterfaceDirection;
    readonly sent: InterfaceDirection;
    /** How often the carrier came or went; `null` where not said. */
    readonly carrierChanges: number | null;
    /** The root queueing discipline; `null` where there is none. */
    readonly queue: {
      readonly kind: string;
      readonly dropped: number;
      readonly overlimits: number;
      readonly backlogOctets: number;
    } | null;
  }[];
  /** Of the machine's processors, whatever the namespace. /proc/net/softnet_stat. */
  readonly softnet: { readonly dropped: number; readonly timeSqueezed: number } | null;
}

/** Counters of one direction of an interface. */
export interface InterfaceDirection {
  readonly packets: number;
  readonly octets: number;
  readonly errors: number;
  readonly dropped: number;
}
