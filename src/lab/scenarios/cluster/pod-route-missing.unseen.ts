import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, undecided } from "../../scenario.ts";
import { buildAcross, gatewayKnowsNoPods, gatewayKnowsPods } from "./across.ts";

/** As `pod-route-missing`, and no node may be looked at. */
export const scenario: ClusterScenario = {
  cause: "pod-route-missing",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "a node whose routes cannot be seen has lost the one to the Pods of the other",
  expected: {
    fault: undecided(
      broken("cni", "pod-route-missing"),
      "a Pod that hears nothing from another cannot tell a missing route from what drops; the routes of the nodes would",
    ),
  },
  async build(ground, draw) {
    const { stack, near, far, start, proof, shows } = await buildAcross(ground, draw, { places: ["pod"] });
    const [loser, lost] = draw.coin() ? [near, far] : [far, near];
    const kind = draw.pick(["blackhole", "unreachable"] as const);
    return {
      target: stack.target,
      client: start,
      proveByHand: proof,
      break: async () => {
        await gatewayKnowsNoPods(ground, [near, far], kind);
        await loser.must(["ip", "route", "del", lost.pods]);
        await shows();
      },
      fix: async () => {
        await gatewayKnowsPods(ground, [near, far]);
        await loser.must(["ip", "route", "replace", lost.pods, "via", lost.address]);
      },
    };
  },
};
