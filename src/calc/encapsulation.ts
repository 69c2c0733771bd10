const IPV4 = 20;
const IPV6 = 40;
const UDP = 8;
const ETHERNET = 14;

/** Octets that each encapsulation takes from the packets inside, and where that is written. */
export const encapsulations = {
  vlan: { octets: 4, source: "IEEE 802.1Q; only where the outer device does not allow for it" },
  qinq: { octets: 8, source: "IEEE 802.1ad; only where the outer device does not allow for it" },
  pppoe: { octets: 8, source: "RFC 2516, section 7; RFC 1661" },
  mpls: { octets: 4, source: "RFC 3032, section 2.1; for each label" },
  ipip: { octets: IPV4, source: "RFC 2003" },
  "6in4": { octets: IPV4, source: "RFC 4213, section 3.2" },
  gre: { octets: IPV4 + 4, source: "RFC 2784" },
  "gre-key": { octets: IPV4 + 8, source: "RFC 2890" },
  gre6: { octets: IPV6 + 4, source: "RFC 2784 over IPv6" },
  vxlan: { octets: IPV4 + UDP + 8 + ETHERNET, source: "RFC 7348, section 5" },
  vxlan6: { octets: IPV6 + UDP + 8 + ETHERNET, source: "RFC 7348, section 5, over IPv6" },
  geneve: { octets: IPV4 + UDP + 8 + ETHERNET, source: "RFC 8926, section 3.4; more with options" },
  geneve6: {
    octets: IPV6 + UDP + 8 + ETHERNET,
    source: "RFC 8926, section 3.4, over IPv6; more with options",
  },
  // Message header 4, receiver 4, counter 8, tag 16. The usual 1420 allows for IPv6 outside.
  wireguard: { octets: IPV4 + UDP + 32, source: "WireGuard, section 5.4.6" },
  wireguard6: { octets: IPV6 + UDP + 32, source: "WireGuard, section 5.4.6, over IPv6" },
  // SPI 4, sequence 4, IV 8, padding and trailer up to 2 + 3, tag 16.
  "ipsec-gcm": { octets: IPV4 + 8 + 8 + 5 + 16, source: "RFC 4303; RFC 4106, tunnel mode, greatest padding" },
  // SPI 4, sequence 4, IV 16, padding and trailer up to 2 + 15, tag 16.
  "ipsec-cbc": {
    octets: IPV4 + 8 + 16 + 17 + 16,
    source: "RFC 4303; RFC 3602; RFC 4868, tunnel mode, greatest padding",
  },
  "ipsec-nat": { octets: UDP, source: "RFC 3948; besides the IPsec itself" },
  gtpu: { octets: IPV4 + UDP + 8, source: "3GPP TS 29.281" },
} as const;

/** The name of an encapsulation. */
export type Encapsulation = keyof typeof encapsulations;

/** TCP's own header, without options. RFC 9293, section 3.1. */
const TCP = 20;

/** What is left for the packets inside. */
export interface InnerSizes {
  /** Octets of the greatest packet inside. */
  readonly mtu: number;
  /** Octets of TCP data in such a packet, options not counted. RFC 6691. */
  readonly mss: { readonly ipv4: number; readonly ipv6: number };
}

/** The greatest packet that fits through a stack of encapsulations, the outermost first. */
export function innerSizes(linkMtu: number, stack: readonly Encapsulation[]): InnerSizes {
  const mtu = linkMtu - stack.reduce((sum, name) => sum + encapsulations[name].octets, 0);
  return { mtu, mss: { ipv4: mtu - IPV4 - TCP, ipv6: mtu - IPV6 - TCP } };
}

/** Whether a name is one of the encapsulations. */
export const isEncapsulation = (name: string): name is Encapsulation => Object.hasOwn(encapsulations, name);
