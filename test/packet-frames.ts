import type { CaptureFrame } from "../src/wire/index.ts";
import {
  authentication,
  ethernet,
  ethernet8023,
  extension,
  geneve,
  gre,
  gtp,
  inner4,
  inner6,
  ipv4,
  ipv6,
  little16,
  little32,
  mpls,
  n16,
  n32,
  nflog,
  type Octets,
  outer4,
  pppoe,
  radiotap,
  sll,
  sll2,
  snap,
  tcp,
  udp,
  vlan,
  vxlan,
  wifi,
  zeros,
} from "./packet-layers.ts";

/** A frame of a capture that holds the first `captured` octets of these, in memory that ends with them. */
export function frameOf(
  linkType: number,
  octets: Octets,
  captured = octets.length,
  seconds = 0,
): CaptureFrame {
  const held = Uint8Array.from(octets.slice(0, captured));
  return {
    octets: held,
    view: new DataView(held.buffer),
    at: 0,
    captured,
    original: octets.length,
    seconds,
    nanos: 0,
    linkType,
    interfaceIndex: 0,
    number: 1,
    fileOffset: 0,
  };
}

/** A frame that carries `inner4` or `inner6`, and what is to be found around it. */
export interface Carrier {
  readonly name: string;
  readonly linkType: number;
  readonly octets: Octets;
  readonly version: 4 | 6;
  readonly tunnels: number;
  readonly vlan: number;
  readonly etherType: number;
}

type Around = Partial<Pick<Carrier, "version" | "tunnels" | "vlan" | "etherType">>;

const frame = (name: string, linkType: number, octets: Octets, around: Around = {}): Carrier => ({
  name,
  linkType,
  octets,
  version: 4,
  tunnels: 0,
  vlan: -1,
  etherType: -1,
  ...around,
});

const v4: Around = { etherType: 0x0800 };
const v6: Around = { version: 6, etherType: 0x86dd };
const wifiData: Octets = [0x08, 0x01];
const wifiQos: Octets = [0x88, 0x01];

/** Every kind of link. */
export const links: readonly Carrier[] = [
  frame("Ethernet, IPv4", 1, ethernet(0x0800, inner4), v4),
  frame("Ethernet, IPv6", 1, ethernet(0x86dd, inner6), v6),
  frame("Ethernet, padded to 64 octets and longer", 1, [...ethernet(0x0800, inner4), ...zeros(20)], v4),
  frame("802.1Q", 1, ethernet(0x8100, vlan(7, 0x0800, inner4)), { ...v4, vlan: 7 }),
  frame("QinQ", 1, ethernet(0x88a8, vlan(8, 0x8100, vlan(9, 0x86dd, inner6))), { ...v6, vlan: 8 }),
  frame("old QinQ", 1, ethernet(0x9100, vlan(8, 0x8100, vlan(9, 0x0800, inner4))), { ...v4, vlan: 8 }),
  frame("802.3 with SNAP", 1, [...ethernet8023(snap(0x0800, inner4)), ...zeros(9)], v4),
  frame("802.3 with IP's own access point", 1, ethernet8023([6, 6, 3, ...inner4])),
  frame("802.1Q with 802.3 in it", 1, ethernet(0x8100, vlan(7, 8 + inner6.length, snap(0x86dd, inner6))), {
    ...v6,
    vlan: 7,
  }),
  frame("PPPoE", 1, [...ethernet(0x8864, pppoe(0x21, inner4)), ...zeros(4)], { etherType: 0x8864 }),
  frame("PPPoE, IPv6", 1, ethernet(0x8864, pppoe(0x57, inner6)), { version: 6, etherType: 0x8864 }),
  frame("MPLS", 1, ethernet(0x8847, mpls([100], inner4)), { etherType: 0x8847 }),
  frame("MPLS, three labels", 1, ethernet(0x8848, mpls([100, 200, 300], inner6)), {
    version: 6,
    etherType: 0x8848,
  }),
  frame("PPP with MPLS", 9, [0xff, 3, 0x02, 0x81, ...mpls([100], inner4)]),
  frame("Linux cooked", 113, sll(0x0800, inner4), v4),
  frame("Linux cooked, IPv6", 113, sll(0x86dd, inner6), v6),
  frame("Linux cooked, 802.1Q", 113, sll(0x8100, vlan(5, 0x0800, inner4)), { ...v4, vlan: 5 }),
  frame("Linux cooked, 802.2", 113, sll(4, snap(0x0800, inner4)), v4),
  frame("Linux cooked 2", 276, sll2(0x0800, inner4), v4),
  frame("Linux cooked 2, IPv6", 276, sll2(0x86dd, inner6), v6),
  frame("raw, IPv4", 101, inner4),
  frame("raw, IPv6", 101, inner6, { version: 6 }),
  frame("raw of BSD", 12, inner4),
  frame("raw of OpenBSD", 14, inner6, { version: 6 }),
  frame("IPv4", 228, inner4),
  frame("IPv6", 229, inner6, { version: 6 }),
  frame("loopback of BSD, little", 0, [...little32(2), ...inner4]),
  frame("loopback of BSD, big", 0, [...n32(2), ...inner4]),
  frame("loopback of NetBSD", 0, [...little32(24), ...inner6], { version: 6 }),
  frame("loopback of FreeBSD", 0, [...n32(28), ...inner6], { version: 6 }),
  frame("loopback of Darwin", 0, [...little32(30), ...inner6], { version: 6 }),
  frame("loopback of OpenBSD", 108, [...n32(24), ...inner6], { version: 6 }),
  frame("loopback of OpenBSD, IPv4", 108, [...n32(2), ...inner4]),
  frame("PPP with framing", 9, [0xff, 3, 0x00, 0x21, ...inner4]),
  frame("PPP without framing", 9, [0x00, 0x57, ...inner6], { version: 6 }),
  frame("PPP with a short protocol", 9, [0x21, ...inner4]),
  frame("PPP over serial line", 50, [0xff, 3, 0x00, 0x21, ...inner4]),
  frame("Cisco HDLC on a PPP line", 50, [0x0f, 0, ...n16(0x0800), ...inner4], v4),
  frame("PPPoE without Ethernet", 51, pppoe(0x21, inner4)),
  frame("Cisco HDLC", 104, [0x0f, 0, ...n16(0x0800), ...inner4], v4),
  frame("Cisco HDLC, multicast, IPv6", 104, [0x8f, 0, ...n16(0x86dd), ...inner6], v6),
  frame("802.11", 105, wifi(wifiData, [], snap(0x0800, inner4)), v4),
  frame("802.11 QoS", 105, wifi(wifiQos, [0, 0], snap(0x86dd, inner6)), v6),
  frame("802.11 QoS, high throughput", 105, wifi([0x88, 0x81], zeros(6), snap(0x0800, inner4)), v4),
  frame(
    "802.11 between access points",
    105,
    wifi([0x88, 0x03], [2, 0, 0, 0, 0, 4, 0, 0], snap(0x0800, inner4)),
    v4,
  ),
  frame(
    "802.11 aggregated",
    105,
    wifi(wifiQos, [0x80, 0], [...ethernet8023(snap(0x0800, inner4)), 0, 0, 0]),
    v4,
  ),
  frame("radiotap", 127, radiotap(zeros(4), [], wifi(wifiData, [], snap(0x0800, inner4))), v4),
  frame(
    "radiotap, padded header",
    127,
    radiotap([3, 0, 0, 0], [...zeros(8), 0x20], wifi(wifiQos, [0, 0, 0, 0], snap(0x0800, inner4))),
    v4,
  ),
  frame(
    "radiotap, two words",
    127,
    radiotap(
      [3, 0, 0, 0x80, 0, 0, 0, 0],
      [...zeros(4), ...zeros(8), 0x20],
      [...wifi(wifiQos, [0, 0, 0, 0], snap(0x0800, inner4))],
    ),
    v4,
  ),
  frame("PPI", 192, [0, 0, ...little16(8), ...little32(1), ...ethernet(0x0800, inner4)], v4),
  frame(
    "PPI, 802.11",
    192,
    [0, 0, ...little16(12), ...little32(105), ...zeros(4), ...wifi(wifiData, [], snap(0x0800, inner4))],
    v4,
  ),
  frame("packet log of netfilter, little", 239, nflog(little16, 2, inner4)),
  frame("packet log of netfilter, big", 239, nflog(n16, 10, inner6), { version: 6 }),
  frame(
    "packets of macOS",
    258,
    [...little32(108), ...little32(1), ...little32(1), ...zeros(96), ...ethernet(0x0800, inner4)],
    v4,
  ),
];

const tunnel = (name: string, octets: Octets, around: Around = {}): Carrier =>
  frame(name, 1, ethernet(0x0800, octets), { ...v4, tunnels: 1, ...around });
const inUdp = (port: number, payload: Octets): Octets => outer4(17, udp(port, payload));

/** Every kind of tunnel, over Ethernet. */
export const tunnels: readonly Carrier[] = [
  tunnel("IPv4 in IPv4", outer4(4, inner4)),
  tunnel("IPv6 in IPv4", outer4(41, inner6), { version: 6 }),
  frame("IPv6 in IPv6", 1, ethernet(0x86dd, ipv6(41, inner6)), { ...v6, tunnels: 1 }),
  frame("IPv4 in IPv6", 1, ethernet(0x86dd, ipv6(4, inner4)), { ...v6, version: 4, tunnels: 1 }),
  tunnel("GRE", outer4(47, gre(0, 0x0800, [], inner4))),
  tunnel("GRE with checksum, key and sequence", outer4(47, gre(0xb000, 0x86dd, zeros(12), inner6)), {
    version: 6,
  }),
  tunnel("GRE with Ethernet", outer4(47, gre(0x2000, 0x6558, zeros(4), ethernet(0x0800, inner4)))),
  tunnel(
    "GRE of PPTP",
    outer4(47, gre(0x3081, 0x880b, [...n16(inner4.length + 4), ...zeros(10)], [0xff, 3, 0, 0x21, ...inner4])),
  ),
  tunnel("GRE with MPLS", outer4(47, gre(0, 0x8847, [], mpls([9], inner4)))),
  tunnel(
    "ERSPAN II",
    outer4(47, gre(0x1000, 0x88be, zeros(4), [0x10, 1, ...zeros(6), ...ethernet(0x0800, inner4)])),
  ),
  tunnel(
    "ERSPAN III",
    outer4(47, gre(0x1000, 0x22eb, zeros(4), [0x20, 1, ...zeros(10), ...ethernet(0x0800, inner4)])),
  ),
  tunnel("VXLAN", inUdp(4_789, vxlan(ethernet(0x0800, inner4)))),
  tunnel("VXLAN with 802.1Q", inUdp(4_789, vxlan(ethernet(0x8100, vlan(3, 0x86dd, inner6)))), { version: 6 }),
  tunnel("VXLAN-GPE", inUdp(4_790, [0x0c, 0, 0, 1, 0, 0, 42, 0, ...inner4])),
  tunnel("Geneve with Ethernet", inUdp(6_081, geneve(0x6558, zeros(8), ethernet(0x0800, inner4)))),
  tunnel("Geneve with IPv6", inUdp(6_081, geneve(0x86dd, [], inner6)), { version: 6 }),
  tunnel("GTP-U", inUdp(2_152, gtp(0, [], inner4))),
  tunnel("GTP-U with a sequence number", inUdp(2_152, gtp(2, zeros(4), inner4))),
  tunnel("GTP-U with an extension header", inUdp(2_152, gtp(4, [0, 0, 0, 0x85, 1, 0, 9, 0], inner6)), {
    version: 6,
  }),
  tunnel(
    "L2TP",
    inUdp(1_701, [0x40, 2, ...n16(inner4.length + 12), 0, 1, 0, 2, 0xff, 3, 0, 0x21, ...inner4]),
  ),
  tunnel("Teredo", inUdp(3_544, [0, 0, ...zeros(6), ...inner6]), { version: 6 }),
  tunnel("GRE in UDP", inUdp(4_754, gre(0, 0x0800, [], inner4))),
  tunnel("MPLS in UDP", inUdp(6_635, mpls([12], inner4))),
  tunnel("MPLS in IP", outer4(137, mpls([12], inner4))),
  tunnel("EtherIP", outer4(97, [0x30, 0, ...ethernet(0x0800, inner4)])),
  tunnel("AH", ipv4({ protocol: 51 }, authentication(6, tcp())), { tunnels: 0 }),
  tunnel("AH with a tunnel", outer4(51, authentication(4, inner4))),
  frame("AH, IPv6", 1, ethernet(0x86dd, ipv6(51, authentication(6, tcp()))), v6),
  frame(
    "extension headers",
    1,
    ethernet(0x86dd, ipv6(0, extension(43, 0, extension(60, 2, extension(6, 0, tcp()))))),
    v6,
  ),
  tunnel("IPv4 options", ipv4({ protocol: 6, options: [1, 1, 1, 0] }, tcp()), { tunnels: 0 }),
  tunnel(
    "three tunnels",
    outer4(4, outer4(47, gre(0, 0x86dd, [], ipv6(17, udp(4_789, vxlan(ethernet(0x0800, inner4))))))),
    { tunnels: 3 },
  ),
];
