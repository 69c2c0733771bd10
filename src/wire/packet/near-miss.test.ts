import { describe, expect, test } from "vitest";
import { frameOf } from "../../../test/packet-frames.ts";
import {
  ethernet,
  geneve,
  gre,
  gtp,
  inner4,
  ipv4,
  mpls,
  n16,
  type Octets,
  outer4,
  pppoe,
  snap,
  tcp,
  udp,
  vlan,
  vxlan,
  wifi,
  zeros,
} from "../../../test/packet-layers.ts";
import { createDissector } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";
import type { Packet } from "./packet.ts";

describe("near misses", () => {
  const outer: Partial<Packet> = { version: 4, tunnels: 0, protocol: 17 };
  const inUdp = (port: number, payload: Octets, source?: number): Octets =>
    ethernet(0x0800, outer4(17, udp(port, payload, source)));
  const stays: readonly (readonly [string, Octets, Partial<Packet>])[] = [
    ["VXLAN's port, too short for its header", inUdp(4_789, [8, 0, 0, 0, 0, 0, 1]), outer],
    ["VXLAN with ARP", inUdp(4_789, vxlan(ethernet(0x0806, zeros(28)))), { ...outer, etherType: 0x0800 }],
    ["VXLAN with a frame of 13 octets", inUdp(4_789, vxlan(zeros(13))), outer],
    ["a question to DNS from VXLAN's port", inUdp(53, vxlan(ethernet(0x0800, inner4)), 4_789), outer],
    ["the port next to VXLAN's", inUdp(4_788, vxlan(ethernet(0x0800, inner4))), outer],
    [
      "VXLAN on TCP's port",
      ethernet(0x0800, outer4(6, tcp(vxlan(ethernet(0x0800, inner4))))),
      { tunnels: 0, protocol: 6 },
    ],
    ["Geneve with options beyond its end", inUdp(6_081, geneve(0x6558, [], [0x3f])), outer],
    ["Geneve with longer options than it has", inUdp(6_081, [0x3f, 0, 0x65, 0x58, ...zeros(20)]), outer],
    ["GTP-U's echo", inUdp(2_152, [0x32, 1, 0, 4, ...zeros(8), ...inner4]), outer],
    [
      "GTP-U with an extension of no length",
      inUdp(2_152, gtp(4, [0, 0, 0, 0x85, 0, 0, 0, 0], inner4)),
      outer,
    ],
    ["GTP-U cut before its extension", inUdp(2_152, gtp(4, [0, 0, 0, 0x85], [])), outer],
    [
      "GRE in UDP that ends in the header within",
      inUdp(4_754, gre(0, 0x0800, [], inner4.slice(0, 19))),
      outer,
    ],
    ["L2TP's control message", inUdp(1_701, [0xc8, 2, 0, 12, ...zeros(8)]), outer],
    [
      "UDP with a length below its header",
      ethernet(
        0x0800,
        outer4(17, [...n16(9), ...n16(4_789), ...n16(7), 0, 0, ...vxlan(ethernet(0x0800, inner4))]),
      ),
      outer,
    ],
    [
      "GRE of an unknown version",
      ethernet(0x0800, outer4(47, gre(2, 0x0800, [], inner4))),
      { tunnels: 0, protocol: 47 },
    ],
    [
      "GRE with an EtherType that is none of its own",
      ethernet(0x0800, outer4(47, gre(0, 0x8100, [], vlan(1, 0x0800, inner4)))),
      { tunnels: 0 },
    ],
    ["6in4 with IPv4 in it", ethernet(0x0800, outer4(41, inner4)), { tunnels: 0, protocol: 41 }],
    [
      "AH beyond its packet",
      ethernet(0x0800, ipv4({ protocol: 51 }, [6, 255, ...zeros(22)])),
      { protocol: -1 },
    ],
  ];
  test.each(stays)("%s is no tunnel", (_, octets, expected) => {
    const packet = createPacket();
    expect(createDissector().dissect(frameOf(1, octets), packet)).toBe(true);
    expect(packet).toMatchObject(expected);
  });

  const none: readonly (readonly [string, number, Octets, number])[] = [
    ["ARP", 1, ethernet(0x0806, zeros(28)), 0x0806],
    ["ARP in a VLAN", 1, ethernet(0x8100, vlan(4, 0x0806, zeros(28))), 0x0806],
    ["IPv6's EtherType with IPv4", 1, ethernet(0x86dd, inner4), 0x86dd],
    ["PPPoE's discovery", 1, ethernet(0x8863, pppoe(0x21, inner4)), 0x8863],
    ["PPPoE with a code", 1, ethernet(0x8864, [0x11, 9, ...zeros(30)]), 0x8864],
    ["PPP's link control", 9, [0xff, 3, 0xc0, 0x21, ...inner4], -1],
    ["MPLS with Ethernet", 1, ethernet(0x8847, mpls([5], ethernet(0x0800, inner4))), 0x8847],
    ["labels without a bottom", 1, ethernet(0x8847, zeros(200)), 0x8847],
    ["spanning tree", 1, ethernet(38, [0x42, 0x42, 3, ...zeros(35)]), -1],
    ["an access point's beacon", 105, wifi([0x80, 0], [], snap(0x0800, inner4)), -1],
    ["an encrypted frame", 105, wifi([0x08, 0x41], [], snap(0x0800, inner4)), -1],
    ["data without data", 105, wifi([0x48, 0x01], [], snap(0x0800, inner4)), -1],
    ["a fragment of 802.11", 105, wifi([0x08, 0x05], [], snap(0x0800, inner4)), -1],
    ["a later fragment of 802.11", 105, wifi([0x08, 0x01], [], snap(0x0800, inner4), 0x11), -1],
    ["a family that is none of IP", 0, [7, 0, 0, 0, ...inner4], -1],
    ["a link that is not known", 195, ethernet(0x0800, inner4), -1],
  ];
  test.each(none)("%s carries no IP", (_, linkType, octets, etherType) => {
    const packet = createPacket();
    expect(createDissector().dissect(frameOf(linkType, octets), packet)).toBe(false);
    expect(packet).toMatchObject({ version: 0, protocol: -1, length: 0, captured: 0, etherType });
  });
});
