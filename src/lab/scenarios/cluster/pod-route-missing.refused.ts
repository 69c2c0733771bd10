import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { buildAcross } from "./across.ts";

/** In place of the way to the other node's Pods stands a route that goes nowhere. */
export const scenario: ClusterScenario = {
  cause: "pod-route-missing",
  boundary: "cni",
  changesNodes: "broken",
  mechanism:
    "the client's node has a blackhole, prohibit or unreachable route in place of that to the other's Pods",
  expected: { fault: broken("cni", "pod-route-missing") },
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node", "pod"],
    });
    const kind = draw.pick(["blackhole", "unreachable", "prohibit"]);
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await near.must(["ip", "route", "del", far.pods]);
        await near.must(["ip", "route", "add", kind, far.pods]);
        await shows();
      },
      fix: async () => {
        await near.run(["ip", "route", "del", kind, far.pods]);
        await near.must(["ip", "route", "replace", far.pods, "via", far.address]);
      },
    };
  },
};
