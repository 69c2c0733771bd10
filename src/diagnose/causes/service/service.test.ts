import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { datapath, inside, looked } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  BEGIN,
  container,
  END,
  endpoint,
  events,
  kubeRecord,
  MIDDLE,
  nodes,
  pod,
  service,
  state,
  tried,
  withoutAddress,
} from "../../../../test/kube-records.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[]): string {
  const records = [asksService(), ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const both = [pod(1), pod(2)];
/** Where it would be told why a Pod does not serve. */
const why = [nodes(), events(pod(1))];
const twice = (...told: Parameters<typeof state>) => [
  ...state(told[0], { ...told[1], at: BEGIN }),
  ...state(told[0], { ...told[1], at: END }),
];
const namedPort = service({
  port: { name: "http", protocol: "TCP", port: 80, targetPort: "web", nodePort: null },
});
const toPort = (targetPort: number) =>
  service({ port: { name: "http", protocol: "TCP", port: 80, targetPort, nodePort: null } });
const noPort = both.map((one) => endpoint(one, { port: null }));
const gone = pod(3, { node: "node2", addresses: ["10.244.2.9"] });
const withGone = [...both.map((one) => endpoint(one)), endpoint(gone)];
const atPort9090 = [pod(1), pod(2)].map((one) => endpoint(one, { port: 9090 }));
/** The same as the backends of a node. */
const ends = [
  { address: "10.244.1.5", port: 8080 },
  { address: "10.244.2.5", port: 8080 },
];
const localNode2 = [endpoint(pod(2))];
/** The client's kernel sends the request over a gateway. */
const over = (gateway: string) =>
  kubeRecord("route-decision", {
    ...{
      way: "forward",
      destination: "10.96.0.10",
      source: null,
      inputInterface: null,
      outcome: "unicast",
      errno: null,
    },
    ...{ gateway, device: "eth0", preferredSource: "192.0.2.7", matchedPrefix: "default", table: 254 },
    ...{ mtu: 1500, cachedMtu: null },
  });

describe("what the cluster says of the Service is the verdict where the request fails by it", () => {
  test.each<[string, readonly Evidence[]]>([
    [
      "broken service-missing!",
      [service({ outcome: "missing", clusterIps: [], port: null }), ...tried("timed-out")],
    ],
    ["broken service-missing!", [service({ outcome: "no-port", port: null }), ...tried("refused")]],
    ["broken selector-matches-nothing!", [service(), ...twice([]), ...tried("refused")]],
    [
      "broken service-missing!",
      [service({ outcome: "missing", clusterIps: [], port: null }), withoutAddress()],
    ],
    [
      "broken selector-matches-nothing!",
      [service({ isHeadless: true, clusterIps: [] }), ...twice([]), withoutAddress()],
    ],
    [
      "broken no-ready-endpoints!",
      [
        service(),
        ...twice([pod(1, { isReady: false }), pod(2, { isReady: false })]),
        ...why,
        ...tried("refused"),
      ],
    ],
    ["broken target-port-mismatch!", [namedPort, ...twice(both, { endpoints: noPort }), ...tried("refused")]],
    ["broken target-port-mismatch!", [namedPort, ...twice(both, { endpoints: [] }), ...tried("refused")]],
    [
      "broken target-port-mismatch!",
      [
        toPort(9090),
        ...twice(both, { endpoints: atPort9090 }),
        inside(pod(1), "0.0.0.0:8080"),
        inside(pod(2), "0.0.0.0:8080"),
        ...tried("refused"),
      ],
    ],
    [
      "degraded stale-endpoint!",
      [
        service(),
        nodes(),
        ...twice(both, { endpoints: withGone, gone: [gone] }),
        ...tried("timed-out", 1),
        ...tried("connected", 2),
      ],
    ],
    [
      "degraded stale-endpoint!",
      [
        service(),
        nodes(),
        ...twice([pod(1)]),
        datapath({}, BEGIN + 10),
        ...state([pod(1)], { at: MIDDLE }),
        datapath({}, END + 10),
        ...tried("timed-out", 1),
        ...tried("connected", 2),
      ],
    ],
    [
      "broken service-not-programmed!",
      [
        service(),
        nodes(),
        ...twice(both),
        datapath({ outcome: "missing", backends: [] }),
        ...tried("timed-out"),
      ],
    ],
    [
      "broken service-not-programmed!",
      [
        service(),
        nodes(),
        ...twice(both),
        datapath({ outcome: "empty", backends: [], untranslated: ends }),
        ...tried("refused"),
      ],
    ],
    [
      "degraded service-not-programmed!",
      [
        service(),
        nodes(),
        ...twice(both),
        datapath({ backends: ends.slice(0, 1), untranslated: ends.slice(1) }),
        ...tried("refused", 1),
        ...tried("connected", 2),
      ],
    ],
    [
      "broken service-not-programmed!",
      [
        service(),
        nodes(),
        ...twice(both),
        datapath({ mode: "none", outcome: "missing", backends: [], others: 0 }),
        ...tried("unreachable"),
      ],
    ],
    [
      "broken local-policy-without-endpoint!",
      [
        service({ internalPolicy: "Local" }),
        nodes(),
        ...twice([pod(2)], { endpoints: localNode2 }),
        over("10.9.0.1"),
        ...tried("timed-out"),
      ],
    ],
    [
      "broken service-missing!",
      [
        service({ port: { name: null, protocol: "UDP", port: 80, targetPort: 80, nodePort: null } }),
        withoutAddress(),
      ],
    ],
    [
      "broken local-policy-without-endpoint!",
      [
        service({ internalPolicy: "Local" }),
        nodes(),
        ...twice([pod(2)], { endpoints: localNode2 }),
        datapath({ outcome: "drops", backends: [] }),
        ...tried("timed-out"),
      ],
    ],
  ])("%s", (expected, evidence) => {
    expect(verdictOf(evidence)).toBe(expected);
  });
});

describe("near misses", () => {
  test("a Pod that came and went between two reads of the endpoints is no stale backend", () => {
    const seen = [...twice([pod(1)]), datapath({}, BEGIN + 10), datapath({}, END + 10)];
    const verdict = verdictOf([
      service(),
      nodes(),
      ...seen,
      ...tried("timed-out", 1),
      ...tried("connected", 2),
    ]);
    expect(verdict).not.toContain("stale-endpoint!");
  });

  const named = (evidence: readonly Evidence[]) => verdictOf(evidence).replace(/^\w+ ?/, "");

  test.each<[string, string, readonly Evidence[]]>([
    [
      "a request that a router sends on to who knows which node",
      "firewall-drops",
      [
        service({ internalPolicy: "Local" }),
        nodes(),
        ...twice([pod(2)], { endpoints: localNode2 }),
        over("192.0.2.1"),
        ...tried("timed-out"),
      ],
    ],
    ["a healthy Service", "", [service(), nodes(), ...twice(both), datapath(), ...tried("connected")]],
    [
      "endpoints come and go in a clean rollout",
      "",
      [
        service(),
        nodes(),
        ...state([pod(1), pod(2, { deletedAt: END + 30_000 })]),
        ...state([pod(1), pod(3, { node: "node2", addresses: ["10.244.2.6"] })], { at: END, gone: [pod(2)] }),
        datapath(),
        ...tried("connected"),
      ],
    ],
    [
      "a Pod that is gone at one read alone",
      "port-not-listening",
      [
        service(),
        nodes(),
        ...state(both, { endpoints: withGone, gone: [gone] }),
        ...state(both, { at: END }),
        ...tried("refused", 1),
        ...tried("connected", 2),
      ],
    ],
    [
      "a node that rejects and an endpoint that is none",
      "no-ready-endpoints!",
      [
        service(),
        nodes(),
        ...twice([pod(1, { isReady: false })]),
        ...why,
        datapath({ outcome: "rejects", backends: [] }),
        ...tried("refused"),
      ],
    ],
    [
      "Local with an endpoint here",
      "",
      [service({ internalPolicy: "Local" }), nodes(), ...twice(both), datapath(), ...tried("connected")],
    ],
  ])("%s", (_, expected, evidence) => {
    expect(named(evidence)).toBe(expected);
  });

  test("a chain that is emptied for an endpoint that goes just now is no lack", () => {
    const found = verdictOf([
      service(),
      nodes(),
      ...twice([pod(1)]),
      datapath({ backends: ends.slice(0, 1), untranslated: ends.slice(1) }),
      ...tried("refused", 1),
      ...tried("connected", 2),
    ]);
    expect(found).not.toContain("service-not-programmed");
  });

  test("what a node does that replaces kube-proxy is not read as a lack", () => {
    const found = verdictOf([
      service(),
      nodes(),
      ...twice(both),
      datapath({ mode: "replacement", outcome: "unknown", backends: [] }),
      ...tried("timed-out"),
    ]);
    expect(found).not.toContain("!");
  });

  test("a Pod of the node's own that takes connections listens", () => {
    const found = verdictOf([
      toPort(9090),
      ...twice(both, { endpoints: atPort9090 }),
      inside(pod(1), "0.0.0.0:9090", "0.0.0.0:8080"),
      looked(pod(1), "connected"),
      ...tried("refused"),
    ]);
    expect(found).not.toContain("target-port-mismatch!");
  });

  test("a container that has just begun, and listens at the port for itself alone, is told at once", () => {
    const young = [pod(1, { containers: [container({ startedAt: BEGIN - 1_000 })] })];
    const found = verdictOf([
      service(),
      ...state(young),
      ...state(young, { at: END }),
      inside(pod(1), "127.0.0.1:8080"),
      ...tried("refused"),
    ]);
    expect(found).toContain("not-listening");
  });

  test("a container that has just begun is given the time to listen", () => {
    const young = [pod(1, { containers: [container({ startedAt: BEGIN - 2_000 })] })];
    const found = verdictOf([
      toPort(9090),
      ...state(young),
      inside(pod(1), "0.0.0.0:8080"),
      ...tried("refused"),
    ]);
    expect(found).not.toContain("!");
  });
});
