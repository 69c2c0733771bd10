import { describe, expect, test } from "vitest";
import { hasOwnNamespaces, tellFromOwnNamespace } from "../../test/own-namespace.ts";

/** Two links out; routes of every kind; forwarding off on `b0` alone. */
const topology = `
ip link set lo up
ip link add a0 type veth peer name a1; ip link add b0 type veth peer name b1
for link in a0 a1 b0 b1; do ip link set $link up; done
ip address add 192.0.2.1/24 dev a0; ip address add 198.51.100.1/24 dev b0
ip address add 2001:db8::1/64 dev a0 nodad
ip route add default via 192.0.2.254
ip route add 10.0.0.0/8 via 192.0.2.9 mtu 1400
ip route add blackhole 203.0.113.0/26; ip route add unreachable 203.0.113.64/26; ip route add prohibit 203.0.113.128/26
ip -6 route add 2001:db8:4::/48 via 2001:db8::9
ip -6 route add blackhole 2001:db8:1::/48; ip -6 route add unreachable 2001:db8:2::/48; ip -6 route add prohibit 2001:db8:3::/48
ip route add 172.16.0.0/12 table 100 via 198.51.100.9; ip rule add fwmark 7 table 100 priority 500
ip route add 172.31.0.0/16 nexthop via 192.0.2.3 weight 2 nexthop via 198.51.100.4
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.a0.rp_filter=1 net.ipv4.conf.b0.forwarding=0
ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev a0
`;

const tell = (packets: readonly object[]) =>
  tellFromOwnNamespace(
    topology,
    `using netlink = sys.openNetlink("route");
     tell(${JSON.stringify(packets)}.map((packet) => sys.routeTo(netlink, packet)));`,
  );

describe.runIf(hasOwnNamespaces)("in a network namespace of its own", () => {
  test("routeTo() tells what becomes of the host's own packets", () => {
    expect(
      tell([
        { destination: "10.1.1.1" },
        { destination: "192.0.2.77", protocol: 6, destinationPort: 80 },
        { destination: "192.0.2.1" },
        { destination: "203.0.113.1" },
        { destination: "203.0.113.65" },
        { destination: "203.0.113.129" },
        { destination: "172.16.0.1", mark: 7 },
        { destination: "2001:db8:4::1" },
        { destination: "2001:db8:1::1" },
        { destination: "2001:db8:2::1" },
        { destination: "2001:db8:3::1" },
        { destination: "2001:db8:5::1" },
        { destination: "2001:db8::1" },
      ]),
    ).toMatchObject([
      {
        outcome: "unicast",
        gateway: "192.0.2.9",
        device: "a0",
        preferredSource: "192.0.2.1",
        matchedPrefix: "10.0.0.0/8",
        table: 254,
        mtu: 1400,
        cachedMtu: null,
      },
      { outcome: "unicast", gateway: null, device: "a0", matchedPrefix: "192.0.2.0/24", mtu: 1500 },
      { outcome: "local", device: "lo" },
      { outcome: "blackhole", errno: 22, device: null },
      { outcome: "unreachable", errno: 113 },
      { outcome: "prohibit", errno: 13 },
      {
        outcome: "unicast",
        gateway: "198.51.100.9",
        device: "b0",
        table: 100,
        matchedPrefix: "172.16.0.0/12",
      },
      { outcome: "unicast", gateway: "2001:db8::9", device: "a0", matchedPrefix: "2001:db8:4::/48" },
      { outcome: "blackhole", errno: 22 },
      { outcome: "unreachable", errno: 113 },
      { outcome: "prohibit", errno: 13 },
      { outcome: "no-route", errno: 101 },
      { outcome: "local" },
    ]);
  });

  test("routeTo() tells a forged source, a closed route and an interface that does not forward apart", () => {
    const by = (inputInterface: string, source: string, destination: string) => ({
      inputInterface,
      source,
      destination,
    });
    expect(
      tell([
        by("a0", "192.0.2.7", "10.1.1.1"),
        by("a0", "198.51.100.7", "10.1.1.1"),
        by("a0", "192.0.2.7", "203.0.113.1"),
        by("a0", "192.0.2.7", "203.0.113.65"),
        by("a0", "192.0.2.7", "203.0.113.129"),
        by("b0", "198.51.100.7", "10.1.1.1"),
        by("b0", "198.51.100.7", "203.0.113.65"),
        by("b0", "198.51.100.7", "192.0.2.1"),
        by("a0", "2001:db8:4::7", "2001:db8:4::1"),
        { inputInterface: "a0", destination: "10.1.1.1" },
      ]),
    ).toMatchObject([
      {
        outcome: "unicast",
        gateway: "192.0.2.9",
        inputInterface: "a0",
        isForwardingOff: false,
        preferredSource: null,
      },
      { outcome: "rejected-source", source: "198.51.100.7" },
      { outcome: "blackhole" },
      { outcome: "unreachable" },
      { outcome: "prohibit" },
      { outcome: "unicast", isForwardingOff: true, inputInterface: "b0", source: "198.51.100.7" },
      { outcome: "unreachable", isForwardingOff: true },
      { outcome: "local", isForwardingOff: false },
      { outcome: "unicast", gateway: "2001:db8::9", isForwardingOff: true },
      { outcome: "unicast", inputInterface: null },
    ]);
  });

  test("a source that is none of the host's is left out of the question, and the answer says so", () => {
    expect(
      tell([
        { destination: "10.1.1.1", source: "192.0.2.55" },
        { destination: "10.1.1.1", source: "192.0.2.1" },
      ]),
    ).toMatchObject([
      { outcome: "unicast", source: null },
      { outcome: "unicast", source: "192.0.2.1" },
    ]);
  });

  test("the tables are those of the namespace", () => {
    const told = tellFromOwnNamespace(
      topology,
      `using netlink = sys.openNetlink("route");
       tell({
         links: sys.listLinks(netlink).filter(({ name }) => name === "a0" || name === "lo"),
         addresses: sys.listAddresses(netlink).filter(({ address }) => address.startsWith("192.0.2") || address.startsWith("2001")),
         neighbour: sys.listNeighbours(netlink).find(({ address }) => address === "192.0.2.9"),
         multipath: sys.listRoutes(netlink).find(({ destination }) => destination === "172.31.0.0/16").hops.map(({ weight }) => weight),
         marked: sys.listRoutes(netlink).filter(({ table }) => table === 100).map(({ destination }) => destination),
         rule: sys.listRules(netlink).find(({ priority }) => priority === 500),
         queues: sys.listQueues(netlink)?.map(({ kind }) => kind).includes("noqueue"),
       });`,
    );
    expect(told).toMatchObject({
      links: [
        { name: "lo", isLoopback: true, mac: null },
        { name: "a0", kind: "veth", mtu: 1500, operState: "up", carrier: true },
      ],
      addresses: [
        { address: "192.0.2.1", prefixLength: 24, scope: "global" },
        { address: "2001:db8::1", prefixLength: 64, isTentative: false },
      ],
      neighbour: { mac: "02:00:00:00:00:09", state: "permanent" },
      multipath: [2, 1],
      marked: ["172.16.0.0/12"],
      rule: { action: "lookup", table: 100, mark: 7 },
      queues: true,
    });
  });

  test("an interface that is not there is ENODEV, and a name for an address EINVAL", () => {
    const told = tellFromOwnNamespace(
      "ip link set lo up",
      `using netlink = sys.openNetlink("route");
       const refusal = (packet) => { try { return sys.routeTo(netlink, packet); } catch (error) { return [error.name, error.errno]; } };
       tell([{ destination: "192.0.2.1", source: "192.0.2.2", inputInterface: "none" }, { destination: "db.example" }].map(refusal));`,
    );
    expect(told).toEqual([
      ["KernelError", 19],
      ["KernelError", 22],
    ]);
  });

  test("conntrack is counted and found in the namespace of the socket", () => {
    const told = tellFromOwnNamespace(
      `ip link set lo up; nft add table ip t; nft 'add chain ip t c { type filter hook output priority 0; }'; nft add rule ip t c ct state new counter`,
      `const { createSocket } = await import("node:dgram");
       const socket = createSocket("udp4");
       await new Promise((sent) => socket.send("x", 9, "127.0.0.2", sent));
       socket.close();
       using netlink = sys.openNetlink("netfilter");
       tell({
         fill: sys.readConntrackFill(netlink).entries,
         rows: sys.dumpConntrack(netlink).rows,
         between: sys.conntrackBetween(netlink, ["127.0.0.2", "127.0.0.1"]).map(({ protocol, original }) => [protocol, original.destinationPort]),
         nobody: sys.conntrackBetween(netlink, ["127.0.0.2", "192.0.2.1"]),
         counters: Object.keys(sys.readConntrackCounters(netlink)[0].counters).includes("insert_failed"),
       });`,
    );
    expect(told).toEqual({ fill: 1, rows: 1, between: [[17, 9]], nobody: [], counters: true });
  });
});
