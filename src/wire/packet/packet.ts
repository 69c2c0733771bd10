/**
 * What the layers below TCP, UDP or ICMP of one frame say. The same object again and again: what is to stay is copied.
 *
 * The addresses are the innermost ones: what a tunnel carries counts, not the tunnel.
 */
export interface Packet {
  /** The memory in which the packet lies: the frame's, or that of a packet put together from fragments. */
  octets: Uint8Array;
  view: DataView;
  /** Of the innermost IP header; 0 where the frame carries no IP. */
  version: 0 | 4 | 6;
  /** As signed 32-bit words, the first one first; an IPv4 address is in `source0` with zeros behind it. */
  source0: number;
  source1: number;
  source2: number;
  source3: number;
  destination0: number;
  destination1: number;
  destination2: number;
  destination3: number;
  /** Time to live, or hop limit. */
  ttl: number;
  /** Identification of IPv4 (or of IPv6's fragment header); -1 without one. */
  ipId: number;
  dontFragment: boolean;
  /** Differentiated services and ECN, as one octet. RFC 2474, RFC 3168. */
  trafficClass: number;
  /** Flow label of IPv6; 0 for IPv4. */
  flowLabel: number;
  /** Protocol number of what is at `at`, behind extension headers and AH; -1 where it cannot be known. */
  protocol: number;
  /** Where the transport header begins in `octets`. */
  at: number;
  /** Octets of transport header and payload by the IP length, at most what was on the wire; 0 or more. */
  length: number;
  /** Octets of them that the file holds: `octets[at … at + captured)`. */
  captured: number;
  /** The packet was whole only with this frame: its earlier fragments came before. */
  isReassembled: boolean;
  /** A fragment whose packet is not whole yet, or never will be, for the file holds only a part of it. */
  isFragment: boolean;
  /** Outermost 802.1Q VLAN; -1 without one. */
  vlan: number;
  /** IP headers above the innermost one: 0 outside a tunnel. */
  tunnels: number;
  /** EtherType of the link's payload; -1 where the link has none. `0x0806` is ARP. */
  etherType: number;
}
