import { matching, policy, policyScenario } from "./policy-case.ts";

const NAME = "kubernetes.io/metadata.name";

/** The policy lets in a namespace, and the client is in another: in its own, which a namespaceSelector does not mean by itself. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "the policy allows another namespace than the client's",
  fault: ({ stack, draw, clientLabels }) => [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: matching({ [NAME]: draw.pick(["kube-system", "default"]) }),
              ...(draw.coin() ? { podSelector: matching(clientLabels) } : {}),
            },
          ],
        },
      ],
    }),
  ],
  nearMiss: ({ stack, draw, ground, clientLabels }) => [
    policy(draw, {
      podSelector: matching(stack.labels),
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: matching({ [NAME]: "default" }), podSelector: matching(clientLabels) }],
        },
        { from: [{ namespaceSelector: matching({ [NAME]: ground.namespace }) }] },
      ],
    }),
  ],
});
