/** Which end of a packet a condition asks for: one, either, or both at once. */
export type Direction = "source" | "destination" | "either" | "both";

/** What has an address: IPv4, IPv6, or the two ends that an ARP packet speaks of. */
export type AddressFamily = "ip" | "ip6" | "arp";

/** Protocols that a filter may name, by what tells them: an EtherType, or a number in the IP header of one family or both. */
export type ProtocolWord = "ip" | "ip6" | "arp" | "tcp" | "udp" | "sctp" | "icmp" | "icmp6";

/** What a packet must be like to be kept. pcap-filter(7). */
export type FilterExpression =
  | { readonly kind: "and" | "or"; readonly left: FilterExpression; readonly right: FilterExpression }
  | { readonly kind: "not"; readonly of: FilterExpression }
  | { readonly kind: "protocol"; readonly protocol: ProtocolWord }
  | {
      readonly kind: "network";
      readonly direction: Direction;
      /** 4 or 16 octets. */
      readonly address: Uint8Array;
      readonly prefix: number;
      /** `null`: any that has addresses of this length. */
      readonly family: AddressFamily | null;
    }
  | {
      readonly kind: "ports";
      readonly direction: Direction;
      readonly from: number;
      readonly to: number;
      /** `null`: TCP, UDP and SCTP. */
      readonly protocol: "tcp" | "udp" | "sctp" | null;
    }
  /** Tagged; with this identifier unless it is `null`. */
  | { readonly kind: "vlan"; readonly id: number | null };
