import { matching, policy, policyScenario } from "./policy-case.ts";

/** A range is allowed, without the part of it that the client is in. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "the client is in the exception of an ipBlock",
  fault: ({ stack, draw, pods, clientPods }) => [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ ipBlock: { cidr: draw.pick([pods, "0.0.0.0/0"]), except: [clientPods] } }] }],
    }),
  ],
  nearMiss: ({ stack, draw, pods, clientPods }) => [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ ipBlock: { cidr: "0.0.0.0/0", except: [pods] } }] },
        { from: [{ ipBlock: { cidr: clientPods } }] },
      ],
    }),
  ],
});
