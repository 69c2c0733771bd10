import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { datapath, looked, network } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  kubeRecord,
  nodes,
  pod,
  SERVICE,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, IcmpAnswer, Neighbours, TcpConnect } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

const about = [asksService(), service(), nodes()];
const far = state([pod(2)]);

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(...evidence: readonly Evidence[]): string {
  const records = [...about, ...evidence];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

/** The routes of a node: its link, its default route, and one to each network by a gateway. */
const table = (
  vantage: string,
  own: string,
  by: Readonly<Record<string, string>> = {},
  link = "10.9.0.0/24",
) =>
  kubeRecord(
    "local-routes",
    {
      routes: Object.entries({ "0.0.0.0/0": "10.9.0.254", [link]: null, ...by }).map(
        ([destination, gateway]) =>
          ({ destination, gateway, device: "eth0", metric: 0, type: "unicast" }) as const,
      ),
      listsEveryRoute: true,
      interfaces: [
        { name: "eth0", addresses: [own], mtu: 1500, state: "up", hasCarrier: true, hardwareAddress: null },
      ],
      otherAddresses: [],
      hasDefault: { ipv4: true, ipv6: false },
    },
    { vantage },
  );

const byDefault = network({
  overlay: null,
  routes: [
    { node: "node2", range: "10.244.2.0/24", outcome: "elsewhere", via: "10.9.0.254", device: "eth0" },
  ],
});
const own1 = table("client", "10.9.0.1");
const own2 = table("node2", "10.9.0.2", { "10.244.1.0/24": "10.9.0.1" });
const silent = looked(pod(2), "timed-out", { node: "node1" }, "client");
const serves = looked(pod(2), "connected");

/** Tries with other words than those of the helper. */
const triedWith = (outcome: TcpConnect["outcome"], changes: Partial<TcpConnect>): readonly Evidence[] =>
  tried(outcome).map((record) =>
    record.kind === "tcp-connect" ? { ...record, value: { ...record.value, ...changes } } : record,
  ) as readonly Evidence[]; // The kind decides the type.

const says = (changes: Partial<IcmpAnswer> = {}) =>
  triedWith("unreachable", {
    errno: "ENETUNREACH",
    localAddress: null,
    icmp: { from: SERVICE, isFromTarget: true, type: 3, code: 0, ...changes },
  });

describe("a default route alone leads to the Pods of another node", () => {
  test("where other nodes are led from node to node, the route lacks", () => {
    expect(verdictOf(datapath(), ...far, byDefault, own1, own2, silent, serves, ...tried("timed-out"))).toBe(
      "broken pod-route-missing!",
    );
  });

  test("where a router says that it has no route to them, it lacks", () => {
    expect(verdictOf(datapath(), ...far, byDefault, own1, silent, serves, ...says())).toBe(
      "broken pod-route-missing!",
    );
  });

  test.each<[string, readonly Evidence[]]>([
    ["nothing tells how the other nodes are led", [own1, silent, serves]],
    [
      "the other node is on another link",
      [table("client", "10.9.0.1", {}, "10.9.0.0/31"), own2, silent, serves],
    ],
    [
      "the node gets a connection to them",
      [own1, own2, looked(pod(2), "connected", { node: "node1" }, "client"), serves],
    ],
    ["the Pods do not answer at their own node either", [own1, own2, silent, looked(pod(2), "timed-out")]],
    ["its table was not read", [own2, silent, serves]],
  ])("it is no proof where %s", (_, evidence) => {
    expect(verdictOf(datapath(), ...far, byDefault, ...evidence, ...tried("timed-out"))).not.toContain("!");
  });

  test("a word that is not in the Service's name is not said of its Pods", () => {
    const said = says({ from: "10.9.0.254", isFromTarget: false });
    expect(verdictOf(datapath(), ...far, byDefault, own1, silent, serves, ...said)).not.toContain(
      "pod-route",
    );
  });

  test("where the way is routed and a request fails, nothing lacks", () => {
    expect(
      verdictOf(
        datapath(),
        ...far,
        network({ overlay: null }),
        own1,
        own2,
        silent,
        serves,
        ...tried("timed-out"),
      ),
    ).not.toContain("pod-route");
  });
});

describe("the way back to the client's Pod", () => {
  const fromPod = triedWith("timed-out", { localAddress: "10.244.1.9" });
  const here = network({ overlay: null });
  const there = network({ node: "node2", overlay: null, routes: [] }, "node2");
  const direct = table("node1", "10.9.0.1", { "10.244.2.0/24": "10.9.0.2" });
  const kept = looked(pod(2), "timed-out", { from: "pod", node: "node1" }, "client");

  test("lacks at the node that serves", () => {
    const lacking = table("node2", "10.9.0.2");
    expect(verdictOf(...far, here, there, direct, lacking, kept, serves, ...fromPod)).toBe(
      "broken pod-route-missing!",
    );
  });

  test("does not lack where the node that serves has a route", () => {
    expect(verdictOf(...far, here, there, direct, own2, kept, serves, ...fromPod)).not.toContain("pod-route");
  });
});

describe("a neighbour on the device that wraps", () => {
  const routed = network({
    routes: [
      { node: "node2", range: "10.244.2.0/24", outcome: "routed", via: "10.244.2.0", device: "vxlan0" },
    ],
  });
  const neighbours = (vantage: string, ...entries: readonly Partial<Neighbours["entries"][number]>[]) =>
    kubeRecord(
      "neighbours",
      {
        entries: entries.map((one) => ({
          address: "10.244.2.0",
          device: "vxlan0",
          hardwareAddress: null,
          state: "incomplete" as const,
          ...one,
        })),
      },
      { vantage },
    );
  const written = neighbours("node2", {
    address: "10.244.1.0",
    hardwareAddress: "02:00:00:00:00:01",
    state: "permanent",
  });
  const fails = triedWith("unreachable", { errno: "EHOSTUNREACH", localAddress: null, icmp: null });

  test("lacks where those of other nodes are written down and its own is asked for in vain", () => {
    expect(
      verdictOf(datapath(), ...far, routed, neighbours("client", {}), written, silent, serves, ...fails),
    ).toBe("broken pod-route-missing!");
  });

  test.each<[string, readonly Evidence[]]>([
    ["none is written down: it may be asked for", [neighbours("client", {})]],
    [
      "it is there",
      [neighbours("client", { state: "permanent", hardwareAddress: "02:00:00:00:00:02" }), written],
    ],
    ["it is another device's", [neighbours("client", { device: "eth0" }), written]],
  ])("is no proof where %s", (_, evidence) => {
    expect(verdictOf(datapath(), ...far, routed, ...evidence, silent, serves, ...fails)).not.toContain(
      "pod-route-missing!",
    );
  });
});

describe("without a node in view", () => {
  const inPod = looked(pod(2), "connected", { from: "server-pod", node: "node2" }, "shop/api-2");

  test("a router's word of Pods that serve at their own node says that a route lacks", () => {
    expect(verdictOf(...far, inPod, ...says({}))).toBe("broken pod-route-missing!");
  });

  test("of Pods that nobody saw serve it is no proof", () => {
    expect(verdictOf(...far, ...says())).not.toContain("!");
  });

  test("a silence leaves it among the first that it may be", () => {
    const { verdict } = diagnose([...about, ...far, inPod, ...tried("timed-out")], causes);
    expect(verdict.confidence).toBeLessThan(0.9);
    expect(verdict.alternatives.map(({ cause }) => cause)).toContain("pod-route-missing");
  });
});
