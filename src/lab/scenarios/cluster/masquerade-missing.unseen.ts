import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, undecided } from "../../scenario.ts";
import { buildMasqueraded } from "./masquerade.ts";

/** As `masquerade-missing`, and no node may be looked at. */
export const scenario: ClusterScenario = {
  cause: "masquerade-missing",
  boundary: "cni",
  changesNodes: "built",
  mechanism: "a node that cannot be looked at lacks the masquerade rule",
  expected: {
    fault: undecided(
      broken("cni", "masquerade-missing"),
      "a Pod that hears nothing from outside cannot tell whether its node translates; the node's rules would",
    ),
  },
  async build(ground, draw) {
    const { setup, removeRule, shows } = await buildMasqueraded(ground, draw);
    return {
      ...setup,
      break: async () => {
        await removeRule();
        await shows();
      },
    };
  },
};
