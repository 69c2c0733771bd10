import { expect, test } from "vitest";
import type { ConnectionTracking, FirewallMatch, RouteDecision } from "../evidence/index.ts";
import { type FlowEnds, firstPacket } from "./firewall/flow-packets.ts";
import type { FlowVerdict } from "./firewall/flow-walk.ts";
import type { Flow } from "./flow.ts";
import { onwardOf } from "./flow-onward.ts";

const flow: Flow = {
  clientAddress: "198.51.100.9",
  serverAddress: "192.0.2.10",
  port: 80,
  protocol: "tcp",
};
const translatedFlow = { ...flow, clientAddress: "203.0.113.1" };
const ends: FlowEnds = {
  client: "203.0.113.1",
  clientPort: null,
  server: "192.0.2.10",
  port: 80,
  protocol: "tcp",
};

const forward: RouteDecision = {
  way: "forward",
  destination: "192.0.2.10",
  source: "198.51.100.9",
  inputInterface: "eth0",
  outcome: "unicast",
  errno: null,
  gateway: "203.0.113.2",
  device: "eth1",
  preferredSource: null,
  matchedPrefix: null,
  table: 254,
  mtu: 1500,
  cachedMtu: null,
};

const masquerade = (isCertain: boolean): FirewallMatch & { readonly tool: "nft" } => ({
  tool: "nft",
  way: "forward",
  hook: "postrouting",
  family: "ip",
  table: "nat",
  chain: "postrouting",
  handle: 3,
  rule: "masquerade",
  verdict: "masquerade",
  newDestination: null,
  isPolicy: false,
  isCertain,
  packets: null,
});

const verdict = (isCertain: boolean, count = 1): FlowVerdict => ({
  passes: () => ({ forward: true, back: true }),
  matches: [masquerade(isCertain)],
  forwarded: Array.from({ length: count }, () => ({
    ...firstPacket(ends),
    translated: { source: true, destination: false } as const,
  })),
});

const tracked = (...clients: readonly string[]): ConnectionTracking => ({
  entries: clients.length,
  limit: 1000,
  statistics: {},
  flow: clients.map((client) => ({
    protocol: 6,
    state: "SYN_SENT",
    isReplied: false,
    isAssured: false,
    original: { source: "198.51.100.9", destination: "192.0.2.10", sourcePort: 40_000, destinationPort: 80 },
    reply: { source: "192.0.2.10", destination: client, sourcePort: 80, destinationPort: 40_000 },
    timeout: 117,
  })),
});

test.each<[string, FlowVerdict | null, ConnectionTracking | null, Flow]>([
  ["a rule that surely masquerades", verdict(true), null, translatedFlow],
  ["a rule that perhaps masquerades", verdict(false), null, flow],
  ["a packet that may leave in two forms", verdict(true, 2), null, flow],
  ["an entry of the connection table", verdict(false), tracked("203.0.113.1"), translatedFlow],
  ["entries that disagree", null, tracked("203.0.113.1", "203.0.113.7"), flow],
  ["a host without rules", null, null, flow],
])("onwardOf() of %s", (_, rules, tracking, after) => {
  expect(onwardOf({ flow, verdict: rules, tracking, forward })).toEqual({
    flow: after,
    nextHop: "203.0.113.2",
  });
});

test("onwardOf() names no next hop where the packets are not sent on", () => {
  const refused = { ...forward, outcome: "no-route", gateway: null } as const;
  expect(onwardOf({ flow, verdict: null, tracking: null, forward: refused }).nextHop).toBe(null);
  expect(onwardOf({ flow, verdict: null, tracking: null, forward: null }).nextHop).toBe(null);
});
