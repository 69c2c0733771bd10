import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross, gatewayKnowsNoPods, gatewayKnowsPods } from "./across.ts";

/** A route to the other node's Pods is gone, and the gateway, which takes what has no route, knows no Pods. */
export const scenario: ClusterScenario = {
  cause: "pod-route-missing",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the client's node has lost its route to the Pods of the other",
  expected: { fault: broken("cni", "pod-route-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node", "pod"],
    });
    const kind = draw.pick(["blackhole", "unreachable"] as const);
    const wide = ground.cluster.ranges.pods;
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await gatewayKnowsNoPods(ground, [near, far], kind);
        await near.must(["ip", "route", "del", far.pods]);
        await shows();
      },
      // As some plugins do: what no node has goes nowhere, and the routes to the nodes' parts are more specific.
      nearMiss: async () => {
        await near.must(["ip", "route", "add", "blackhole", wide]);
      },
      fix: async () => {
        await gatewayKnowsPods(ground, [near, far]);
        await near.run(["ip", "route", "del", "blackhole", wide]);
        await near.must(["ip", "route", "replace", far.pods, "via", far.address]);
      },
    };
  },
};
