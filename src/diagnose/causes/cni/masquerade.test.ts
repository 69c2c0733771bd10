import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { looked, network, policy } from "../../../../test/kube-network-records.ts";
import {
  asksService,
  endpoint,
  kubeRecord,
  nodes,
  pod,
  service,
  state,
  tried,
} from "../../../../test/kube-records.ts";
import type { Evidence, NetworkPolicyFlow, ServiceLook } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

const OUTSIDE = "198.51.100.7";
const CLIENT = "10.244.1.9";

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(...evidence: readonly Evidence[]): string {
  const fromPod = tried("timed-out").map((record) =>
    record.kind === "tcp-connect" ? { ...record, value: { ...record.value, localAddress: CLIENT } } : record,
  ) as readonly Evidence[]; // The kind decides the type.
  const records = [asksService(), service({ selector: null }), nodes(), ...evidence, ...fromPod];
  const { status, cause } = diagnose(records, causes).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

/** The Service stands for one address outside the cluster. */
const away = state([], {
  endpoints: [{ ...endpoint(pod(1)), address: OUTSIDE, node: null, target: null }],
});
const keeps = network(
  { routes: [], sources: [{ range: "10.244.1.0/24", outcome: "kept", rule: null }] },
  "node1",
);

/** A look at the address outside. */
const lookAway = (end: "connected" | "timed-out", from: ServiceLook["from"], vantage: string): Evidence => {
  const made = looked(pod(1), end, { from, node: "node1", pod: null, podNode: null }, vantage);
  return made.kind === "service-look"
    ? { ...made, value: { ...made.value, look: { ...made.value.look, address: OUTSIDE, host: OUTSIDE } } }
    : made;
};
const kept = lookAway("timed-out", "pod", "client");
const ofNode = lookAway("connected", "node", "node1");

/** What node1 tracks of the Pod's flow. */
const tracked = (replyTo = CLIENT, isReplied = false) =>
  kubeRecord(
    "connection-tracking",
    {
      entries: 1,
      limit: 100,
      statistics: {},
      flow: [
        {
          protocol: 6,
          state: "SYN_SENT",
          isReplied,
          isAssured: false,
          original: { source: CLIENT, destination: "10.96.0.10", sourcePort: 40_000, destinationPort: 80 },
          reply: { source: OUTSIDE, destination: replyTo, sourcePort: 8080, destinationPort: 40_000 },
          timeout: 60,
        },
      ],
    },
    { vantage: "node1" },
  );

const dns = (changes: Partial<NetworkPolicyFlow> = {}) =>
  policy({
    direction: "egress",
    of: "dns",
    port: 53,
    protocol: "UDP",
    pod: { ...pod(1).id, name: "shop-client", uid: "c" },
    peer: { address: "10.244.2.2", pod: pod(2).id },
    isolating: [],
    verdict: "allowed",
    ...changes,
  });

describe("a Service that stands for an address outside the cluster", () => {
  test("the Pod's own address leaves where its node tracks it, and the node itself is answered", () => {
    expect(verdictOf(...away, keeps, kept, ofNode, tracked(), dns())).toBe("broken masquerade-missing!");
  });

  test.each<[string, readonly Evidence[]]>([
    ["the node does not track that it left", [kept, ofNode, dns()]],
    ["it left by the node's address", [kept, ofNode, tracked("10.9.0.1"), dns()]],
    ["it was answered", [kept, ofNode, tracked(CLIENT, true), dns()]],
    ["the node is not answered either", [kept, lookAway("timed-out", "node", "node1"), tracked(), dns()]],
    ["a policy isolates the Pod", [kept, ofNode, tracked(), dns({ isolating: ["shop/p"] })]],
    [
      "what else may keep it back was not read",
      [kept, ofNode, tracked(), dns({ unread: ["CiliumNetworkPolicy"] })],
    ],
    ["its policies were not read", [kept, ofNode, tracked()]],
  ])("it is no proof where %s", (_, evidence) => {
    expect(verdictOf(...away, keeps, ...evidence)).not.toContain("!");
  });

  test("what goes to a Pod does not leave", () => {
    const inside = state([pod(2)]);
    expect(verdictOf(...inside, keeps, kept, ofNode, tracked(), dns())).not.toContain("masquerade");
  });
});
