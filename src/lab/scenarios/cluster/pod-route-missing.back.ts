import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { buildAcross, gatewayKnowsNoPods, gatewayKnowsPods } from "./across.ts";

/** The node reaches the Service and its Pods do not: the server's node knows no way back to their addresses. */
export const scenario: ClusterScenario = {
  cause: "pod-route-missing",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the server's node has lost its route to the Pods of the client's node",
  expected: { fault: broken("cni", "pod-route-missing") },
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["pod"],
    });
    const kind = draw.pick(["blackhole", "unreachable"] as const);
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await gatewayKnowsNoPods(ground, [near, far], kind);
        await far.must(["ip", "route", "del", near.pods]);
        await shows();
      },
      fix: async () => {
        await gatewayKnowsPods(ground, [near, far]);
        await far.must(["ip", "route", "replace", near.pods, "via", near.address]);
      },
    };
  },
};
