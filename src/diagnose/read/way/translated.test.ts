import { expect, test } from "vitest";
import { askedFor } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import {
  decision,
  firewall,
  listening,
  neighbourAt,
  routesOf,
  rule,
  SERVER,
  seenAt,
  tables,
  way,
} from "../../../../test/way-records.ts";
import { wayRequest } from "../../../../test/way-request.ts";
import type { Evidence, HttpExchange, TcpConnect } from "../../../evidence/index.ts";
import { readFirewalls } from "./firewall.ts";
import { readIdleTrackers } from "./idle-trackers.ts";
import { readRouteRefusals } from "./route-refusals.ts";
import { readStrays } from "./strays.ts";
import { readTranslation } from "./translation.ts";

const masquerade = firewall("r1", [rule({ verdict: "masquerade", hook: "postrouting", rule: "masquerade" })]);
const drop = firewall("r2", [rule()]);
const askedBehind = decision("r2", {
  way: "back",
  destination: "203.0.113.1",
  gateway: null,
  device: "eth0",
  inputInterface: "eth1",
});

test("a rule behind a source translation is met by the flow only where it was asked about the translated address", () => {
  const strength = (evidence: readonly Evidence[]) =>
    readFirewalls([...evidence, masquerade, drop], wayRequest).find(
      ({ name }) => name === "filter-drops-flow",
    )?.strength;
  expect(strength(way({ back: { r2: askedBehind } }))).toBe("states");
  expect(strength(way())).toBe("suggests");
});

const counted = (before: number, after: number): readonly Evidence[] => [
  seenAt("server", "kernel-counters", { counters: { IpOutNoRoutes: before } }, "freeze"),
  seenAt("server", "kernel-counters", { counters: { IpOutNoRoutes: after } }),
];

test("a server without a route back lacks it for this request where its kernel finds none as often as it is to answer", () => {
  const noRoute = decision("server", { way: "back", outcome: "no-route", device: null });
  const strength = (evidence: readonly Evidence[]) =>
    readRouteRefusals(
      [...way({ there: { r1: null }, back: { server: noRoute } }), ...evidence],
      wayRequest,
    ).find(({ name, at }) => name === "answers-lack-route" && at === "server")?.strength;
  expect(strength([])).toBe("suggests");
  expect(strength(counted(4, 6))).toBe("suggests");
  expect(strength(counted(4, 7))).toBe("states");
});

const exchange = (value: Partial<HttpExchange>): Evidence => {
  return exampleRecord("e1", "http-exchange", { onConnection: 2, ...value } as HttpExchange, {
    boundary: "app",
    vantage: "client",
    purpose: "reference",
  });
};

test("a host on the way that forgets connections sooner than the request came is named", () => {
  const entry = {
    protocol: 6,
    state: "ESTABLISHED",
    isReplied: true,
    isAssured: true,
    original: { source: "198.51.100.9", destination: SERVER, sourcePort: 40_000, destinationPort: 80 },
    reply: { source: SERVER, destination: "203.0.113.1", sourcePort: 80, destinationPort: 40_000 },
    timeout: 6,
  };
  const found = (establishedTimeout: number, outcome: "reset" | "answered", flow = [entry]) =>
    readIdleTrackers(
      [
        ...way(),
        ...tables("r1", { establishedTimeout, flow }, {}),
        exchange({ outcome, idleBefore: 12_000 }),
      ],
      wayRequest,
    ).map(({ name, at }) => `${name} at ${at}`);
  expect(found(6, "reset")).toEqual(["tracker-forgets-sooner at r1"]);
  expect(found(13, "reset")).toEqual([]);
  expect(found(6, "answered")).toEqual([]);
  expect(found(6, "reset", [])).toEqual([]);
});

test("a translation leads nowhere where a host behind finds no neighbour with the new address", () => {
  const absent = "192.0.2.222";
  const dnat = firewall("r1", [
    rule({ verdict: "dnat", hook: "prerouting", newDestination: { address: absent, port: null } }),
  ]);
  const there = {
    r1: decision("r1", { destination: absent, gateway: "203.0.113.2", device: "eth1" }),
    r2: decision("r2", { destination: absent, device: "eth1" }),
  };
  const serving = listening("server", [
    {
      address: "0.0.0.0",
      port: askedFor.port,
      acceptQueue: 0,
      byState: {},
      process: null,
      openFiles: null,
    },
  ]);
  const tried = exampleRecord("e2", "tcp-connect", { outcome: "unreachable" } as TcpConnect, {
    boundary: "tcp",
    vantage: "client",
    purpose: "reference",
  });
  const found = (state: "complete" | "incomplete") =>
    readTranslation(
      [...way({ there }), { ...tried, observedAt: 0 }, dnat, serving, neighbourAt("r2", absent, state)],
      wayRequest,
    )
      .filter(({ name }) => name === "translation-leads-nowhere")
      .map(({ at }) => at);
  expect(found("incomplete")).toEqual(["r1"]);
  expect(found("complete")).toEqual([]);
});

test("a route leads astray where the unseen gateway itself says that it cannot send the packets on", () => {
  const there = {
    client: decision("client", { gateway: "198.51.100.77", matchedPrefix: `${SERVER}/32` }),
  };
  const other = {
    destination: "0.0.0.0/0",
    gateway: "198.51.100.1",
    device: "eth0",
    metric: 0,
    type: "unicast",
  } as const;
  const said = (from: string) =>
    exampleRecord(
      "e2",
      "tcp-connect",
      { outcome: "unreachable", icmp: { from, isFromTarget: false, type: 3, code: 0 } } as TcpConnect,
      { boundary: "tcp", vantage: "client", purpose: "reference" },
    );
  const found = (from: string) =>
    readStrays(
      [
        ...way({ there }).filter(({ kind, vantage }) => kind !== "local-routes" || vantage !== "client"),
        routesOf("client", [other]),
        said(from),
      ],
      wayRequest,
    ).map(({ name, at }) => `${name} at ${at}`);
  expect(found("198.51.100.77")).toEqual(["wrong-route-here at client"]);
  expect(found("203.0.113.2")).toEqual([]);
});
