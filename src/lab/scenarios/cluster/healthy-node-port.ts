import type { ClusterScenario } from "../../cluster-scenario.ts";
import { healthy } from "../../scenario.ts";
import { asks, drawVantages } from "./asking.ts";
import { askNodePort } from "./node-port.ts";

/** A NodePort, asked at either node, of a Service that the configuration names. */
export const scenario: ClusterScenario = {
  cause: null,
  boundary: null,
  mechanism: "a NodePort that leads on to the Pods",
  expected: { healthy },
  async build(ground, draw) {
    const [node] = draw.shuffle(ground.cluster.nodes);
    if (node === undefined) throw new Error("a cluster has nodes");
    const { stack, target } = await askNodePort(ground, draw, { node });
    return {
      target,
      service: stack.name,
      client: draw.pick(["client", "node1", "node2"]),
      vantages: drawVantages(draw),
      proveByHand: asks(target),
    };
  },
};
