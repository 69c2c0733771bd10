import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildMasqueraded } from "./masquerade.ts";

/** A new node came without the rule that the others have. */
export const scenario: ClusterScenario = {
  cause: "masquerade-missing",
  boundary: "cni",
  changesNodes: "built",
  mechanism: "the Pod's node lacks the masquerade rule that the other node has",
  expected: { fault: broken("cni", "masquerade-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const { setup, outer, nodes, removeRule, shows } = await buildMasqueraded(ground, draw);
    return {
      ...setup,
      vantages: nodes,
      break: async () => {
        await removeRule();
        await shows();
      },
      // The rule is missing as well, and the server knows the way to Pods: it needs none.
      nearMiss: async () => {
        await removeRule();
        await outer.knowsPods();
      },
    };
  },
};
