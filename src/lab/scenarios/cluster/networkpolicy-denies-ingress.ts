import { allowsClient, matching, policy, policyScenario } from "./policy-case.ts";

/** Default deny: a policy that selects the Pods and allows nobody. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "a policy selects the Pods and has no rule",
  alsoFromOutside: true,
  fault: ({ stack, draw }) => [
    policy(draw, {
      podSelector: draw.coin() ? {} : matching(stack.labels),
      policyTypes: ["Ingress"],
      ...(draw.coin() ? { ingress: [] } : {}),
    }),
  ],
  nearMiss: allowsClient,
});
