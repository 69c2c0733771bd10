import fc from "fast-check";
import { expect, test } from "vitest";
import { mtusOf, parseLinks, podLinks } from "./links.ts";
import { parseTable } from "./nft-rules.ts";
import { overlayOf } from "./overlay.ts";
import { podRoutes } from "./pod-routes.ts";
import { isOne, type Range, rangeOf, textOf } from "./range.ts";
import { hasUsualRules, parseRoutes } from "./routes.ts";
import { parseSavedRules } from "./saved-rules.ts";
import { dropOf, sourceOf } from "./walk.ts";

const range = (text: string): Range => rangeOf(text) ?? { family: 4, first: 0n, last: 0n, bits: 32 };
const links = parseLinks([
  { ifname: "eth0", mtu: 1500, addr_info: [{ local: "192.0.2.1", prefixlen: 24 }] },
  {
    ifname: "cni0",
    mtu: 1450,
    linkinfo: { info_kind: "bridge" },
    addr_info: [{ local: "10.244.1.1", prefixlen: 24 }],
  },
  { ifname: "veth1", mtu: 1450, master: "cni0", link_netnsid: 0, linkinfo: { info_kind: "veth" } },
  { ifname: "veth2", mtu: 1500, master: "cni0", link_netnsid: 1, linkinfo: { info_kind: "veth" } },
  { ifname: "up0", mtu: 1500, link_netnsid: 2, linkinfo: { info_kind: "veth" } },
  {
    ifname: "flannel.1",
    mtu: 1450,
    linkinfo: { info_kind: "vxlan", info_data: { id: 1, link: "eth0", local: "192.0.2.1" } },
  },
]);
const route = (dst: string, more: object) => ({ dst, ...more });
const table = [
  route("default", { gateway: "192.0.2.254", dev: "eth0" }),
  route("10.244.1.0/24", { dev: "cni0" }),
  route("10.244.2.0/24", { gateway: "10.244.2.0", dev: "flannel.1" }),
  route("10.244.3.0/24", { type: "unreachable" }),
  route("10.244.4.0/24", { gateway: "192.0.2.2", dev: "eth0" }),
  route("10.244.5.0/24", { gateway: "192.0.2.9", dev: "eth0", table: "100" }),
];
const node = (number: number) => ({
  name: `node${number}`,
  addresses: [`192.0.2.${number}`],
  podRanges: [`10.244.${number}.0/24`],
});

test("the way to each other node's Pods is told", () => {
  const routes = parseRoutes(table);
  expect(
    podRoutes(routes, [node(2), node(3), node(4), node(5)]).map(({ outcome, via }) => [outcome, via]),
  ).toEqual([
    ["routed", "10.244.2.0"],
    ["refused", null],
    ["elsewhere", "192.0.2.2"],
    ["missing", "192.0.2.254"],
  ]);
});

test("a default route alone may lead to a router that knows more", () => {
  const routes = parseRoutes(table.slice(0, 2));
  expect(podRoutes(routes, [node(2)])[0]?.outcome).toBe("elsewhere");
  expect(podRoutes(parseRoutes([]), [node(2)])[0]?.outcome).toBe("missing");
});

test("addresses of Pods go before the ranges of a node that its network does not keep to", () => {
  const routes = parseRoutes([...table, route("10.9.8.0/26", { gateway: "192.0.2.2", dev: "eth0" })]);
  expect(podRoutes(routes, [{ ...node(2), podAddresses: ["10.9.8.7"] }])).toMatchObject([
    { range: "10.9.8.7/32", outcome: "routed" },
  ]);
});

test("rules of policy routing are told from the kernel's own", () => {
  const usual = [
    { priority: 0, src: "all", table: "local" },
    { priority: 32766, src: "all", table: "main" },
    { priority: 32767, src: "all", table: "default" },
  ];
  expect(hasUsualRules(usual)).toBe(true);
  expect(hasUsualRules([...usual, { priority: 100, src: "10.244.1.7", table: "100" }])).toBe(false);
});

test("interfaces of Pods are the ports of the Pods' bridge, and no pair that leads elsewhere", () => {
  const pods = podLinks(links, parseRoutes(table), [range("10.244.1.0/24")]);
  expect(pods.map(({ name }) => name)).toEqual(["veth1", "veth2"]);
  expect(mtusOf(pods)).toEqual([
    { mtu: 1450, interfaces: 1 },
    { mtu: 1500, interfaces: 1 },
  ]);
});

test("the overlay is the device that routes to Pods lead to", () => {
  expect(overlayOf(links, ["flannel.1"], "eth0")).toEqual({
    kind: "vxlan",
    device: "flannel.1",
    mtu: 1450,
    overhead: 50,
    underlayMtu: 1500,
  });
  expect(overlayOf(links, ["eth0"], "eth0")).toBeNull();
});

const saved = (rules: string, policy = "ACCEPT") =>
  parseSavedRules(`*filter\n:FORWARD ${policy} [0:0]\n:OTHER - [0:0]\n${rules}\nCOMMIT\n`);
const across = {
  source: range("10.244.1.0/24"),
  destination: range("10.244.2.0/24"),
  from: ["cni0"],
  by: ["eth0"],
};

test.each([
  ["nothing", "", "ACCEPT", null],
  ["a policy", "", "DROP", "policy drop of ip filter FORWARD"],
  [
    "a policy behind what accepts answers alone",
    "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "DROP",
    "policy drop of ip filter FORWARD",
  ],
  [
    "a policy behind what kube-proxy marks",
    "-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT",
    "DROP",
    "policy drop of ip filter FORWARD",
  ],
  [
    "a policy behind what accepts the Pods",
    '-A FORWARD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    "DROP",
    null,
  ],
  ["a policy behind what accepts some", "-A FORWARD -s 10.244.1.7/32 -j ACCEPT", "DROP", null],
  ["a policy behind what is not known", "-A FORWARD -m set --match-set pods src -j ACCEPT", "DROP", null],
  ["a rule for all", "-A FORWARD -j DROP", "ACCEPT", "-A FORWARD -j DROP"],
  ["a rule for another device", "-A FORWARD -i docker0 -j DROP", "ACCEPT", null],
  ["a rule for one Pod", "-A FORWARD -s 10.244.1.7/32 -j DROP", "ACCEPT", null],
  [
    "a rule in a chain",
    "-A FORWARD -j OTHER\n-A OTHER ! -i eth0 -j REJECT",
    "ACCEPT",
    "-A OTHER ! -i eth0 -j REJECT",
  ],
  ["a chain that returns", "-A FORWARD -j OTHER\n-A OTHER -j RETURN\n-A OTHER -j DROP", "ACCEPT", null],
] as const)("what drops forwarded packets: %s", (_, rules, policy, expected) => {
  expect(dropOf(saved(rules, policy), across)).toBe(expected);
});

const nat = (rules: string) =>
  parseSavedRules(
    `*nat\n:POSTROUTING ACCEPT [0:0]\n:KUBE-POSTROUTING - [0:0]\n:CNI-a - [0:0]\n${rules}\nCOMMIT\n`,
  );
const leaving = { ...across, destination: range("9.9.9.9") };

test.each([
  ["no rule", "", "kept"],
  [
    "kube-proxy's rule for Services",
    "-A POSTROUTING -j KUBE-POSTROUTING\n-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN\n-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0\n-A KUBE-POSTROUTING -j MASQUERADE --random-fully",
    "kept",
  ],
  [
    "flannel's",
    "-A POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j RETURN\n-A POSTROUTING -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully",
    "masqueraded",
  ],
  ["for another range", "-A POSTROUTING -s 10.99.0.0/16 -j MASQUERADE", "kept"],
  ["by another device", "-A POSTROUTING -s 10.244.1.0/24 -o wlan0 -j MASQUERADE", "kept"],
  [
    "for one Pod",
    "-A POSTROUTING -s 10.244.1.7/32 -j CNI-a\n-A CNI-a ! -d 224.0.0.0/4 -j MASQUERADE",
    "unknown",
  ],
  ["by a set that is not read", "-A POSTROUTING -m set --match-set all src -j MASQUERADE", "unknown"],
] as const)("the source of what leaves: %s", (_, rules, expected) => {
  expect(sourceOf(nat(rules), leaving).outcome).toBe(expected);
});

test("rules of nftables are walked as well", () => {
  const chain = { family: "inet", table: "fw", name: "fwd", hook: "forward", type: "filter", policy: "drop" };
  const state = { match: { op: "in", left: { ct: { key: "state" } }, right: ["established", "related"] } };
  const source = {
    match: {
      op: "==",
      left: { payload: { protocol: "ip", field: "saddr" } },
      right: { prefix: { addr: "10.244.0.0", len: 16 } },
    },
  };
  const rule = (...expr: object[]) => ({
    rule: { family: "inet", table: "fw", chain: "fwd", handle: 4, expr },
  });
  const read = (...rules: object[]) => parseTable({ nftables: [{ chain }, ...rules] });
  expect(dropOf(read(rule(state, { accept: null })), across)).toBe("policy drop of inet fw fwd");
  expect(dropOf(read(rule(source, { accept: null })), across)).toBeNull();
  expect(dropOf(read(rule({ queue: null })), across)).toBeNull();
});

test("what tools print of any form is read without an exception", () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (json, text) => {
      parseLinks([json, { ifname: "a", mtu: 1, addr_info: json, linkinfo: json }]);
      parseRoutes([json, { dst: text, nexthops: json, flags: json }]);
      hasUsualRules(json);
      dropOf(parseTable({ nftables: [json, { chain: json }, { rule: json }, { set: json }] }), across);
      sourceOf(nat(`-A POSTROUTING ${text}`), leaving);
    }),
  );
});

test("the ways and the rules of IPv6 are told apart from those of IPv4", () => {
  const six = parseRoutes(
    [
      route("default", { gateway: "2001:db8::fe", dev: "eth0" }),
      route("fd00:1::/64", { dev: "cni0" }),
      route("fd00:2::/64", { gateway: "2001:db8::2", dev: "eth0" }),
      route("10.244.3.0/24", { gateway: "2001:db8::2", dev: "eth0" }),
    ],
    6,
  );
  const place = (number: number, podAddresses: readonly string[]) => ({
    name: `node${number}`,
    addresses: ["192.0.2.2", `2001:db8::${number}`],
    podRanges: [`10.244.${number}.0/24`, `fd00:${number}::/64`],
    podAddresses,
  });
  const told = (others: Parameters<typeof podRoutes>[1]) =>
    podRoutes(six, others, 6).map(({ node: name, range: to, outcome }) => [name, to, outcome]);
  expect(told([place(2, []), place(3, ["10.244.3.9", "fd00:3::9"])])).toEqual([
    ["node2", "fd00:2::/64", "routed"],
    ["node3", "fd00:3::/64", "missing"],
  ]);
  const tables = {
    nftables: [
      { chain: { family: "inet", table: "t", name: "f", hook: "forward", type: "filter", policy: "accept" } },
      {
        rule: {
          ...{ family: "inet", table: "t", chain: "f", handle: 4 },
          expr: [
            {
              match: {
                op: "==",
                left: { payload: { protocol: "ip6", field: "daddr" } },
                right: { prefix: { addr: "fd00:2::", len: 64 } },
              },
            },
            { drop: null },
          ],
        },
      },
    ],
  };
  const flow = {
    source: range("fd00:1::/64"),
    destination: range("fd00:2::/64"),
    from: ["cni0"],
    by: ["eth0"],
  };
  expect(dropOf(parseTable(tables, 6), flow)).toContain("inet t f");
  const four = { ...flow, source: range("10.244.1.0/24"), destination: range("10.244.2.0/24") };
  expect(dropOf(parseTable(tables, 4), four)).toBe(null);
});

test("any address is written as it was read", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      const read = range(address);
      expect(isOne(read)).toBe(true);
      expect(rangeOf(textOf(read))).toEqual(read);
    }),
    { seed: 1 },
  );
  expect(textOf(range("fd00:0:0:1::/64"))).toBe("fd00:0:0:1::/64");
  expect(rangeOf("fd00::/129")).toBe(null);
  expect(rangeOf("10.0.0.0/33")).toBe(null);
});
