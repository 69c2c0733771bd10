import type { ClusterNode } from "../../cluster/node.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross } from "./across.ts";

/** A node's kernel is no router any more. */
export const scenario: ClusterScenario = {
  cause: "forwarding-disabled",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "net.ipv4.ip_forward is 0 on a node of the way",
  expected: { fault: broken("cni", "forwarding-disabled"), "near-miss": healthy },
  async build(ground, draw) {
    const { stack, near, far, start, from, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node", "pod"],
    });
    // What a node asks by itself it does not forward.
    const node = from === "node" ? far : draw.pick([near, far]);
    return {
      target: stack.target,
      client: start,
      vantages: nodes,
      proveByHand: proof,
      break: async () => {
        await set(node, "ip_forward", 0);
        await shows();
      },
      // Interfaces to come would not forward; those that are there do.
      nearMiss: () => set(node, "conf/default/forwarding", 0),
      fix: async () => {
        await set(node, "ip_forward", 1);
        await set(node, "conf/default/forwarding", 1);
      },
    };
  },
};

const set = async (node: ClusterNode, name: string, value: 0 | 1): Promise<void> => {
  await node.must(["sh", "-c", `echo ${value} > /proc/sys/net/ipv4/${name}`]);
};
