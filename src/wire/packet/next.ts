/**
 * What lies at the cursor, as a layer says of the one that it carries: in the upper bits by which registry, in the
 * lower 16 the number there. A number and not an object, for there is one per layer of every frame.
 */
export type Next = number;

/** Nothing that can be read further. */
export const NOTHING: Next = 0;

/** A frame of a link. https://www.tcpdump.org/linktypes.html */
export const LINK = 0x1_0000;
/** The payload of an EtherType. https://www.iana.org/assignments/ieee-802-numbers */
export const ETHER_TYPE = 0x2_0000;
/** IEEE 802.2 logical link control; no number. */
export const LLC: Next = 0x3_0000;
/** A protocol number of PPP and its payload at once; no number. RFC 1661. */
export const PPP: Next = 0x4_0000;
/** A stack of MPLS labels; no number. RFC 3032. */
export const MPLS: Next = 0x5_0000;
/** An IP header of either version; no number. */
export const IP: Next = 0x6_0000;
/** An IP header that must be of version 6. What is said to be IPv4 is read by its own version, as Wireshark does. */
export const IPV6: Next = IP + 6;
/** The payload of an IP packet. https://www.iana.org/assignments/protocol-numbers */
export const PROTOCOL = 0x7_0000;

/** An Ethernet frame, without its check sequence. */
export const ETHERNET: Next = LINK + 1;

/** EtherTypes that are acted upon. */
export const etherType = {
  ipv4: 0x0800,
  wccp: 0x883e,
  transparentEthernet: 0x6558,
  vlan: 0x8100,
  ipv6: 0x86dd,
  ppp: 0x880b,
  mplsUnicast: 0x8847,
  mplsMulticast: 0x8848,
  pppoeSession: 0x8864,
  providerVlan: 0x88a8,
  oldProviderVlan: 0x9100,
  erspan: 0x88be,
  erspan3: 0x22eb,
} as const;
