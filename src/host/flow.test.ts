import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import type { CommandRun, Vantage } from "../vantage/index.ts";
import { parseTracked } from "./connection-tracking-lines.ts";
import { lookAtFlow } from "./index.ts";
import { type Json, parseJson } from "./json.ts";
import { portRange } from "./network-settings.ts";
import { holds, onLink, ownKind, parseInterfaces, parseLocalTable } from "./own-host.ts";
import { matchedPrefix, parseDecision, routeArguments } from "./route-decision.ts";

test("parseDecision() reads a decision with its gateway and table", () => {
  const text =
    '[{"type":"unicast","dst":"192.0.2.9","gateway":"198.51.100.1","dev":"eth0","table":"100","prefsrc":"198.51.100.2","flags":[],"cache":[],"metrics":[{"mtu":1400}]}]';
  expect(parseDecision({ text, errors: "" })).toMatchObject({
    outcome: "unicast",
    gateway: "198.51.100.1",
    device: "eth0",
    table: 100,
    mtu: 1400,
    cachedMtu: null,
    preferredSource: "198.51.100.2",
  });
});

test("parseDecision() keeps an MTU that was learnt apart from a configured one", () => {
  const text = '[{"dst":"192.0.2.9","dev":"eth0","expires":590,"metrics":[{"mtu":1300}]}]';
  expect(parseDecision({ text, errors: "" })).toMatchObject({ mtu: null, cachedMtu: 1300, table: 254 });
});

test.each([
  ["Network is unreachable", "no-route", 101],
  ["No route to host", "unreachable", 113],
  ["Permission denied", "prohibit", 13],
  ["Invalid cross-device link", "rejected-source", 18],
])("parseDecision() reads %s as %s", (words, outcome, errno) => {
  expect(parseDecision({ text: "", errors: `RTNETLINK answers: ${words}\n` })).toMatchObject({
    outcome,
    errno,
  });
});

test.each([
  ["an address that it cannot read", 'Error: inet6 prefix is expected rather than "fe80::1%lo".\n'],
  ["an option that it does not know", "ip: unrecognized option: j\n"],
  ["a device that is gone", 'Cannot find device "eth9"\n'],
  ["nothing at all", ""],
])("parseDecision() takes a complaint of %s for no decision", (_, errors) =>
  expect(parseDecision({ text: "", errors })).toBeNull(),
);

test("routeArguments() gives the zone of a link-local address as the device, and asks for the address alone", () => {
  const question = { destination: "fe80::b%eth0", source: "fe80::a%eth0", port: null };
  const words = (inputInterface: string | null) =>
    routeArguments({ ...question, inputInterface }, null, false)
      .slice(3)
      .join(" ");
  expect(words(null)).toBe("-6 route get fe80::b from fe80::a oif eth0");
  expect(words("eth0")).toBe("-6 route get fe80::b from fe80::a iif eth0");
});

test("matchedPrefix() gives a host route its length", () => {
  expect(matchedPrefix('[{"dst":"192.0.2.1"}]')).toBe("192.0.2.1/32");
  expect(matchedPrefix('[{"dst":"2001:db8::/32"}]')).toBe("2001:db8::/32");
  expect(matchedPrefix("[]")).toBe(null);
});

test("parseTracked() reads both tuples of an entry that is translated", () => {
  const line =
    "ipv4     2 tcp      6 117 SYN_SENT src=192.0.2.1 dst=198.51.100.1 sport=40000 dport=80 [UNREPLIED] src=10.0.0.2 dst=192.0.2.1 sport=8080 dport=40000 mark=0 use=1";
  expect(parseTracked(line)).toEqual([
    {
      protocol: 6,
      state: "SYN_SENT",
      isReplied: false,
      isAssured: false,
      original: { source: "192.0.2.1", destination: "198.51.100.1", sourcePort: 40000, destinationPort: 80 },
      reply: { source: "10.0.0.2", destination: "192.0.2.1", sourcePort: 8080, destinationPort: 40000 },
      timeout: 117,
    },
  ]);
});

const own = {
  interfaces: parseInterfaces([
    {
      ifindex: 1,
      ifname: "lo",
      flags: ["LOOPBACK"],
      mtu: 65536,
      addr_info: [{ local: "127.0.0.1", prefixlen: 8, scope: "host" }],
    },
    {
      ifindex: 2,
      ifname: "eth0",
      flags: ["BROADCAST"],
      mtu: 1500,
      addr_info: [{ local: "192.0.2.1", prefixlen: 24, scope: "global" }],
    },
    {
      ifindex: 3,
      ifname: "eth1",
      flags: ["BROADCAST"],
      mtu: 1500,
      addr_info: [{ local: "192.0.2.129", prefixlen: 25, scope: "global" }],
    },
  ]),
  localNetworks: parseLocalTable([
    { type: "local", dst: "192.0.2.1", dev: "eth0" },
    { type: "broadcast", dst: "192.0.2.255", dev: "eth0" },
    { type: "local", dst: "127.0.0.0/8", dev: "lo" },
  ]),
};

test("onLink() takes the smallest network that holds the neighbour", () => {
  expect(onLink(own, "192.0.2.200")).toBe("eth1");
  expect(onLink(own, "192.0.2.20")).toBe("eth0");
  expect(onLink(own, "198.51.100.1")).toBe(null);
});

test("ownKind() tells own, broadcast and foreign addresses apart", () => {
  expect(
    ["192.0.2.1", "192.0.2.255", "127.5.5.5", "198.51.100.1"].map((address) => ownKind(own, address)),
  ).toEqual(["local", "broadcast", "local", null]);
});

test("portRange() reads both ends", () => {
  expect(portRange("32768\t60999\n")).toEqual([32768, 60999]);
  expect(portRange("x")).toBe(null);
});

test("whatever a tool prints, no reader throws", () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(fc.string(), json, fc.string(), (text, any, address) => {
      parseDecision({ text, errors: text });
      parseDecision({ text: JSON.stringify([any]), errors: "" });
      parseTracked(`ipv4 2 tcp 6 ${text}`);
      parseInterfaces([any]);
      parseInterfaces(any);
      parseLocalTable([any]);
      matchedPrefix(JSON.stringify([any]));
      parseJson(text);
      holds(text, 8, address);
    }),
  );
});

/** A host where each command answers as told. */
const hostThat = (answers: (argv: string) => CommandRun): Vantage => ({
  name: "router",
  kind: "ssh",
  read: () => Promise.resolve({ outcome: "missing" }),
  list: () => Promise.resolve(null),
  run: (argv) => Promise.resolve(answers(argv.join(" "))),
  inside: () => null,
});

const look = async (answers: (argv: string) => CommandRun) => {
  const recorder = createRecorder("router");
  await lookAtFlow({
    vantage: hostThat(answers),
    context: { clock: systemClock, signal: new AbortController().signal, recorder },
    flow: { clientAddress: "192.0.2.9", serverAddress: "198.51.100.1", port: 80, protocol: "tcp" },
    purpose: "context",
  });
  return recorder;
};

const ran = (stdout: string, stderr = "", status = 0): CommandRun => ({
  outcome: "ran",
  status,
  stdout,
  stderr,
});

const addresses = JSON.stringify([
  {
    ifindex: 2,
    ifname: "eth0",
    flags: [],
    mtu: 1500,
    addr_info: [{ local: "192.0.2.1", prefixlen: 24, scope: "global" }],
  },
]);

test("lookAtFlow() records both decisions, with the interface on whose network the client is", async () => {
  const { evidence } = await look((argv) => {
    if (argv.includes("address show")) return ran(addresses);
    if (argv.includes("fibmatch")) return ran('[{"dst":"default"}]');
    if (argv.includes("route get")) return ran('[{"type":"unicast","dev":"eth1","table":"main"}]');
    if (argv.startsWith("nft")) return ran('{"nftables":[]}');
    return ran("[]");
  });
  const routes = evidence.filter(({ kind }) => kind === "route-decision").map(({ value }) => value);
  expect(routes).toMatchObject([
    {
      way: "forward",
      destination: "198.51.100.1",
      source: "192.0.2.9",
      inputInterface: "eth0",
      outcome: "unicast",
    },
    { way: "back", destination: "192.0.2.9", source: "198.51.100.1", inputInterface: "eth1" },
  ]);
  expect(evidence.find(({ kind }) => kind === "firewall")?.value).toMatchObject({
    rulesSeen: 0,
    passes: { forward: true, back: true },
  });
});

test("lookAtFlow() tells a source that may not come in by its interface from a blackhole", async () => {
  const invalid = ran("", "RTNETLINK answers: Invalid argument\n", 2);
  const outcome = async (isBlackhole: boolean) => {
    const { evidence } = await look((argv) => {
      if (argv.includes("address show")) return ran(addresses);
      if (argv.includes("route get 198.51.100.1")) {
        return argv.includes("iif") || isBlackhole ? invalid : ran('[{"dev":"eth1"}]');
      }
      return ran("[]");
    });
    const [first] = evidence.filter(({ kind }) => kind === "route-decision");
    return first?.value;
  };
  expect(await outcome(false)).toMatchObject({ outcome: "rejected-source", errno: 22 });
  expect(await outcome(true)).toMatchObject({ outcome: "blackhole", errno: 22 });
});

test("lookAtFlow() says which capability would show the rules", async () => {
  const { gaps, evidence } = await look((argv) =>
    argv.startsWith("nft")
      ? ran("", "Operation not permitted (you must be root)\n", 1)
      : argv.includes("address show")
        ? ran(addresses)
        : ran('[{"dev":"eth1"}]'),
  );
  expect(evidence.some(({ kind }) => kind === "firewall")).toBe(false);
  const gap = gaps.find(({ needs }) => needs.includes("packet filter"));
  expect(gap?.reason).toBe("permission");
  expect(gap?.allowBy).toContain("CAP_NET_ADMIN");
});

test("lookAtFlow() of a host without ip and nft leaves gaps, and no record", async () => {
  const { gaps, evidence } = await look(() => ({ outcome: "missing-tool" }));
  expect(evidence).toEqual([]);
  expect(gaps.map(({ reason }) => reason)).toContain("missing-tool");
});

/** A host with three links, none of them the client's. */
const threeLinks = JSON.stringify(
  ["192.0.2.129", "203.0.113.1", "198.51.100.130"].map((local, index) => ({
    ifindex: index + 2,
    ifname: `eth${index}`,
    flags: [],
    mtu: 1500,
    addr_info: [{ local, prefixlen: 25, scope: "global" }],
  })),
);

const decisionsOf = async (answerRoute: (argv: string) => CommandRun, ruleset = '{"nftables":[]}') => {
  const { evidence } = await look((argv) => {
    if (argv.includes("address show")) return ran(threeLinks);
    if (argv.includes("fibmatch")) return ran('[{"dst":"default"}]');
    if (argv.includes("route get")) return answerRoute(argv);
    return argv.startsWith("nft") ? ran(ruleset) : ran("[]");
  });
  return evidence.flatMap((one) => (one.kind === "route-decision" ? [one.value] : []));
};

const noWay = ran("", "RTNETLINK answers: Network is unreachable\n", 2);
const onward = (device: string) => ran(`[{"type":"unicast","dev":"${device}"}]`);

test("lookAtFlow() asks about a packet of others as one that comes in, though nothing tells by which interface", async () => {
  // Only a packet that comes in may bear another host's source: the kernel knows no way for one of its own.
  const asked = await decisionsOf((argv) => (argv.includes(" iif ") ? onward("eth1") : noWay));
  expect(asked).toMatchObject([{ outcome: "unicast", device: "eth1" }, { outcome: "unicast" }]);
});

test("lookAtFlow() decides nothing where the decision depends on an interface that is not known", async () => {
  const asked = await decisionsOf((argv) =>
    argv.includes(" iif eth0") ? onward("eth1") : argv.includes(" iif ") ? onward("eth2") : noWay,
  );
  expect(asked).toEqual([]);
});

test("lookAtFlow() takes an interface by which the source is refused for one where the packets do not come in", async () => {
  const refused = ran("", "RTNETLINK answers: Invalid cross-device link\n", 2);
  const asked = await decisionsOf((argv) =>
    argv.includes(" iif eth1") ? onward("eth2") : argv.includes(" iif ") ? refused : noWay,
  );
  expect(asked[0]).toMatchObject({ outcome: "unicast", inputInterface: "eth1" });
});
