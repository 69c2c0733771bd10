import { matching, type PolicyFacts, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** The Service's Pods may be asked, and nobody thought of the look-up of its name. */
export const scenario = policyScenario({
  direction: "egress",
  mechanism: "the policy allows the Service's Pods and forgot DNS",
  byName: true,
  fault: (facts) => [policy(facts.draw, { ...selected(facts), egress: [toPods(facts)] })],
  nearMiss: (facts) => [policy(facts.draw, { ...selected(facts), egress: [toPods(facts), toDns(facts)] })],
});

const selected = ({ draw, clientLabels }: PolicyFacts) => ({
  podSelector: draw.coin() ? matching(clientLabels) : {},
  policyTypes: ["Egress"],
});

const toPods = ({ stack, draw }: PolicyFacts) => ({
  to: [{ podSelector: matching(stack.labels) }],
  ...(draw.coin() ? { ports: [tcpPort(stack.targetPort)] } : {}),
});

const toDns = ({ draw }: PolicyFacts) => ({
  ...(draw.coin()
    ? { to: [{ namespaceSelector: {}, podSelector: matching({ "k8s-app": "kube-dns" }) }] }
    : {}),
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
});
