import { matching, policy, policyScenario } from "./policy-case.ts";

/** The policy allows the Service's own address, which is gone from the packet where policies look at it. */
export const scenario = policyScenario({
  direction: "egress",
  mechanism: "the policy allows the Service's address, not that of its Pods",
  fault: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: `${stack.address}/32` } }] }],
    }),
  ],
  nearMiss: ({ pods, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: pods } }] }],
    }),
  ],
});
