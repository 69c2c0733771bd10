import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross } from "./across.ts";

/** A node's kubelet hangs: the node is taken for lost, and its Pods, which go on, leave the Service. */
export const scenario: ClusterScenario = {
  cause: "node-not-ready",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the kubelet of the node that has all Pods of the Service has stopped",
  expected: { fault: broken("cni", "node-not-ready"), "near-miss": healthy },
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node"],
    });
    const until = (node: string, is: string) =>
      ground.kubectl("wait", `node/${node}`, `--for=condition=Ready=${is}`, "--timeout=60s");
    return {
      target: stack.target,
      client: start,
      vantages: draw.coin() ? nodes : [],
      proveByHand: proof,
      break: async () => {
        far.daemon("kubelet").signal("SIGSTOP");
        await until(far.name, "Unknown");
        await shows();
      },
      // A node without Pods of this Service.
      nearMiss: async () => {
        near.daemon("kubelet").signal("SIGSTOP");
        await until(near.name, "Unknown");
      },
      fix: async () => {
        for (const node of [near, far]) {
          node.daemon("kubelet").signal("SIGCONT");
          await until(node.name, "True");
        }
      },
    };
  },
};
