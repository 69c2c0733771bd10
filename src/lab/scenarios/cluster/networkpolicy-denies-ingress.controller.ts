import type { ClusterObject } from "../../cluster/index.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy, undecided } from "../../scenario.ts";
import { openEdge } from "./edge.ts";
import { matching, policy } from "./policy-case.ts";
import { buildStack } from "./stack.ts";
import { onNode, untilItShows } from "./starts.ts";

/** A policy lets in who is in the Service's own namespace and forgets the proxy in front of it; nearly so: it does not. */
export const scenario: ClusterScenario = {
  cause: "networkpolicy-denies-ingress",
  boundary: "cni",
  mechanism:
    "the policy forgets the controller of the Ingress: its namespace, or the machine that it runs on",
  expected: {
    fault: undecided(
      broken("cni", "networkpolicy-denies-ingress"),
      "where the proxy in front asks from is not known, unless the configuration names it",
    ),
    "near-miss": healthy,
  },
  async build(ground, draw) {
    const [node, far] = draw.shuffle(ground.cluster.nodes);
    if (node === undefined || far === undefined) throw new Error("a cluster has two nodes");
    // What a node sends to its own Pods no policy drops: the Pods are on the other.
    const stack = await buildStack(ground, draw, { pod: onNode(far.name) });
    const edge = await openEdge(ground, draw, { stack, node });
    const { client, proveByHand } = edge.setup;
    const others: object = draw.pick<object>([
      { podSelector: {} },
      { podSelector: matching(stack.labels) },
      { namespaceSelector: matching({ "kubernetes.io/metadata.name": "kube-system" }) },
    ]);
    const controller =
      edge.namespace === null
        ? { ipBlock: { cidr: `${edge.source}/32` } }
        : { namespaceSelector: matching({ "kubernetes.io/metadata.name": edge.namespace }) };
    const letIn = (...from: readonly object[]): ClusterObject =>
      policy(draw, {
        podSelector: draw.coin() ? {} : matching(stack.labels),
        policyTypes: ["Ingress"],
        ingress: [{ from }],
      });
    return {
      ...edge.setup,
      break: async () => {
        await ground.apply(letIn(others));
        await untilItShows(ground, client, proveByHand);
      },
      nearMiss: () => ground.apply(letIn(others, controller)),
    };
  },
};
