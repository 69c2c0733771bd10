import { matching, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** Nothing may leave the client's Pod. */
export const scenario = policyScenario({
  direction: "egress",
  mechanism: "a policy selects the client's Pod and has no rule of egress",
  fault: ({ draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: draw.coin() ? ["Egress"] : ["Ingress", "Egress"],
    }),
  ],
  nearMiss: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(clientLabels),
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: matching(stack.labels) }], ports: [tcpPort(stack.targetPort)] }],
    }),
    policy(draw, { podSelector: matching({ app: draw.label() }), policyTypes: ["Egress"] }),
  ],
});
