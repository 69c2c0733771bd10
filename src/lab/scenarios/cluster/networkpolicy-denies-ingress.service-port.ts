import { allowsClient, matching, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** The policy names the Service's port; what reaches the Pod is its target port. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "the policy allows the Service's port, not the Pod's",
  fault: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [
        {
          ...(draw.coin() ? { from: [{ podSelector: matching(clientLabels) }] } : {}),
          ports: [tcpPort(stack.port)],
        },
      ],
    }),
  ],
  nearMiss: allowsClient,
});
