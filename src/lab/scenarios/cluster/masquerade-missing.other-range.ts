import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { buildMasqueraded } from "./masquerade.ts";

/** The rule is there and names a range that Pods do not have, or no longer. */
export const scenario: ClusterScenario = {
  cause: "masquerade-missing",
  boundary: "cni",
  changesNodes: "built",
  mechanism: "the masquerade rule of the Pod's node is for another range",
  expected: { fault: broken("cni", "masquerade-missing") },
  async build(ground, draw) {
    const { setup, nodes, narrowRule, shows } = await buildMasqueraded(ground, draw);
    return {
      ...setup,
      vantages: nodes,
      break: async () => {
        await narrowRule();
        await shows();
      },
    };
  },
};
