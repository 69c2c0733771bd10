import { matching, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** The policy names the Service's port; what leaves the node has the Pods' own. */
export const scenario = policyScenario({
  direction: "egress",
  mechanism: "the policy allows the Service's port, not that of its Pods",
  fault: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: matching(stack.labels) }], ports: [tcpPort(stack.port)] }],
    }),
  ],
  nearMiss: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: matching(stack.labels) }], ports: [{ protocol: "TCP", port: "web" }] }],
    }),
  ],
});
