import { expect, test } from "vitest";
import type { PathEntry } from "../../config/index.ts";
import { createRecorder, type EvidenceValue } from "../../evidence/index.ts";
import type { VantageAsked } from "../../vantage/index.ts";
import type { InCluster } from "./enter-cluster.ts";
import { proxyInFront } from "./proxy-in-front.ts";

const pod = (spec: object) => ({
  metadata: { name: "edge", namespace: "ingress", uid: "1" },
  spec: { nodeName: "node1", containers: [], ...spec },
  status: { phase: "Running", podIP: "10.244.1.9", podIPs: [{ ip: "10.244.1.9" }] },
});

/** The proxy's address and Pod, where its hop is at such a vantage. */
async function seen(
  vantage: VantageAsked | null,
  spec: object | null = {},
  recorder = createRecorder("client"),
) {
  const entry = { kind: "proxy", at: vantage === null ? null : "edge" } as PathEntry;
  const get = async () =>
    spec === null ? { outcome: "forbidden", why: "answered 403" } : { outcome: "read", object: pod(spec) };
  const inside = {
    asked: null,
    before: { nodes: [{ name: "node1", addresses: ["192.0.2.21"] }], endpoints: [{ address: "10.244.1.7" }] },
    cluster: { get },
  } as unknown as InCluster;
  const path = { entries: [entry], vantages: new Map(vantage === null ? [] : [["edge", vantage]]) };
  const found = await proxyInFront({ recorder }, inside, { path, reached: "192.0.2.21" });
  return [found.address, found.pod?.id.name ?? null, recorder.gaps.length];
}

test("a proxy in a Pod asks as that Pod, unless it is on its node's network", async () => {
  const named: VantageAsked = { kind: "pod", named: "ingress/edge" };
  expect(await seen(named)).toEqual(["10.244.1.9", "edge", 0]);
  expect(await seen(named, { hostNetwork: true })).toEqual(["10.244.1.9", null, 0]);
  expect(await seen(named, null)).toEqual([null, null, 1]);
});

test("of a proxy that the configuration does not place nothing is known, nor of one beside the address that was asked", async () => {
  expect(await seen(null)).toEqual([null, null, 0]);
  expect(await seen({ kind: "netns", name: "edge" } as unknown as VantageAsked)).toEqual([null, null, 0]);
});

test("a proxy on another machine asks from the address that its kernel chooses for one of the endpoints", async () => {
  const machine = { kind: "netns", name: "edge" } as unknown as VantageAsked;
  const sending = (destination: string, vantage = "edge") => {
    const recorder = createRecorder("client");
    const value = {
      outcome: "unicast",
      way: "forward",
      destination,
      source: null,
      preferredSource: "192.0.2.9",
    };
    const decision = { ...value, gateway: "192.0.2.21" } as EvidenceValue["route-decision"];
    recorder.at(vantage).record("route-decision", decision, {
      ...{ boundary: "route", by: "observed", purpose: "freeze", observedAt: 0, took: 0, command: "" },
    });
    return recorder;
  };
  expect(await seen(machine, null, sending("10.244.1.7"))).toEqual(["192.0.2.9", null, 0]);
  expect(await seen(machine, null, sending("10.244.1.8"))).toEqual([null, null, 0]);
  expect(await seen(machine, null, sending("10.244.1.7", "client"))).toEqual([null, null, 0]);
});
