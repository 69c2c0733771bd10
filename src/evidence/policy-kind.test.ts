import { expect, test } from "vitest";
import { kubectlWith, type PolicyKind, policyOfText, policyResources, policyText } from "./policy-kind.ts";

const kinds = Object.keys(policyResources) as readonly PolicyKind[]; // The table's own keys.

test.each(kinds)("%s is found again in its text", (kind) => {
  for (const policy of ["shop/front-only", "front-only"]) {
    expect(policyOfText(policyText({ kind, policy }))).toEqual({ kind, policy });
  }
});

test("a text of any other form is a NetworkPolicy's name", () => {
  for (const text of ["", "shop/a", "toString a", " a"])
    expect(policyOfText(text).kind).toBe("NetworkPolicy");
});

test("kubectl is told the group of a kind, and the namespace where there is one", () => {
  expect(kubectlWith("edit", { kind: "AdminNetworkPolicy", policy: "deny-all" })).toBe(
    "kubectl edit adminnetworkpolicies.policy.networking.k8s.io deny-all",
  );
  expect(kubectlWith("get", { kind: "NetworkPolicy", policy: "shop/a" })).toBe(
    "kubectl -n shop get networkpolicies.networking.k8s.io a",
  );
});
