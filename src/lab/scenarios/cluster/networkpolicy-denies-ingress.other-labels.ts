import { allowsClient, matching, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** The policy lets in Pods with a label that the client does not have. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "the policy allows Pods with other labels than the client's",
  fault: ({ stack, draw, clientLabels }) => {
    const [key = "app"] = Object.keys(clientLabels);
    const wanted = `${draw.label()}-${draw.label()}`;
    const podSelector = draw.coin()
      ? matching({ ...clientLabels, [draw.coin() ? key : "role"]: wanted })
      : { matchExpressions: [{ key, operator: "NotIn", values: [clientLabels[key] ?? "", wanted] }] };
    return [
      policy(draw, {
        podSelector: matching(stack.labels),
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector }], ports: [tcpPort(stack.targetPort)] }],
      }),
    ];
  },
  nearMiss: allowsClient,
});
