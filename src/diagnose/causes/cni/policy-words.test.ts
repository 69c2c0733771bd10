import { expect, test } from "vitest";
import { looked, policy } from "../../../../test/kube-network-records.ts";
import { asksService, BEGIN, END, nodes, pod, service, state, tried } from "../../../../test/kube-records.ts";
import type { NetworkPolicyFlow } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** The verdict's words where the policies deny the request to the only Pod. */
function words(changes: Partial<NetworkPolicyFlow>) {
  const records = [
    ...[asksService(), service(), nodes()],
    ...state([pod(1)], { at: BEGIN }),
    ...state([pod(1)], { at: END }),
    policy(changes),
    looked(pod(1), "timed-out", { from: "node", node: "node1" }, "client"),
    looked(pod(1), "connected"),
    ...tried("timed-out"),
  ];
  const { verdict } = diagnose(records, causes);
  return {
    cause: verdict.cause,
    confidence: verdict.confidence,
    summary: verdict.summary,
    fix: verdict.fix,
    also: verdict.alternatives.map(({ cause }) => cause),
  };
}

test("NetworkPolicies that have no rule for it", () => {
  expect(words({})).toMatchObject({
    cause: "networkpolicy-denies-ingress",
    summary: expect.stringContaining(
      "NetworkPolicies (shop/default-deny) do not let 10.9.0.1 in to shop/api-1 at TCP 8080: no rule of theirs allows it",
    ),
    fix: expect.arrayContaining([
      "Add a rule that allows it: kubectl -n shop edit networkpolicy (spec.ingress: from, ports)",
    ]),
  });
});

test("a rule of an administrators' policy", () => {
  expect(
    words({ isolating: [], deniedBy: { kind: "AdminNetworkPolicy", policy: "deny-all", rule: 2 } }),
  ).toMatchObject({
    cause: "networkpolicy-denies-ingress",
    summary: expect.stringContaining(
      "AdminNetworkPolicy deny-all does not let 10.9.0.1 in to shop/api-1 at TCP 8080: its ingress rule 2 denies it",
    ),
    fix: [
      "Leave this flow out of ingress rule 2: kubectl edit adminnetworkpolicies.policy.networking.k8s.io deny-all",
      expect.stringContaining(
        "kubectl get adminnetworkpolicies.policy.networking.k8s.io deny-all -o yaml: compare its selectors",
      ),
      expect.any(String),
    ],
  });
});

test("what only an administrators' policy allows may be the NetworkPolicies' all the same", () => {
  const allowed = {
    verdict: "allowed",
    allowedBy: { kind: "AdminNetworkPolicy", policy: "let-in", rule: 1 },
  } as const;
  const { confidence, also } = words({ ...allowed, isolating: ["shop/closed"] });
  expect(confidence).toBeLessThan(0.8);
  expect(also[0]).toBe("networkpolicy-denies-ingress");
  // Without a NetworkPolicy that isolates, nothing of the policies keeps it back.
  expect(words({ ...allowed, isolating: [] }).also).not.toContain("networkpolicy-denies-ingress");
});

test("a rule by which Cilium denies", () => {
  expect(
    words({ deniedBy: { kind: "CiliumNetworkPolicy", policy: "shop/no-nodes", rule: 1 } }).summary,
  ).toContain(
    "CiliumNetworkPolicy shop/no-nodes does not let 10.9.0.1 in to shop/api-1 at TCP 8080: its ingressDeny rule 1",
  );
});

test("policies of another kind that have no rule for it", () => {
  const one = words({ isolating: ["CiliumNetworkPolicy shop/a"] });
  expect(one.summary).toContain("CiliumNetworkPolicy shop/a does not let");
  expect(one.fix).toEqual([
    "Add a rule that allows it (ingress): kubectl -n shop edit ciliumnetworkpolicies.cilium.io a",
    expect.stringContaining("kubectl -n shop get ciliumnetworkpolicies.cilium.io a -o yaml: compare"),
    expect.any(String),
  ]);
  const two = words({ isolating: ["shop/b", "Calico GlobalNetworkPolicy c"] });
  expect(two.summary).toContain("Policies (shop/b, Calico GlobalNetworkPolicy c) do not let");
  expect(two.fix[1]).toContain(
    "kubectl -n shop get networkpolicies.networking.k8s.io b -o yaml; kubectl get globalnetworkpolicies.crd.projectcalico.org c -o yaml",
  );
});
