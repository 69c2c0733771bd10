import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildAcross } from "./across.ts";

const FILE = "/etc/cni/net.d/10-lab.conflist";
/** A name that containerd does not read. */
const AWAY = `${FILE}.away`;

/** The CNI plugin's configuration is gone from a node: Pods that run go on, new ones get no network. */
export const scenario: ClusterScenario = {
  cause: "node-not-ready",
  boundary: "cni",
  changesNodes: "broken",
  mechanism: "the node where the Service's Pods belong has no CNI configuration, and they are to start anew",
  expected: { fault: broken("cni", "node-not-ready"), "near-miss": healthy },
  async build(ground, draw) {
    const { stack, near, far, start, proof, nodes, shows } = await buildAcross(ground, draw, {
      places: ["outside", "node", "pod"],
      // As those of a DaemonSet: they are not kept from the node, they get no network there.
      pod: { tolerations: [{ operator: "Exists" }] },
    });
    const until = (node: string, is: string) =>
      ground.kubectl("wait", `node/${node}`, `--for=condition=Ready=${is}`, "--timeout=60s");
    return {
      target: stack.target,
      client: start,
      vantages: draw.coin() ? nodes : [],
      proveByHand: proof,
      break: async () => {
        await far.must(["mv", FILE, AWAY]);
        await until(far.name, "False");
        const selector = Object.entries(stack.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(",");
        await ground.kubectl("delete", "pod", "--selector", selector, "--now", "--wait=false");
        await shows();
      },
      // The Service's Pods run already, and none is to start.
      nearMiss: async () => {
        await far.must(["mv", FILE, AWAY]);
        await until(far.name, "False");
      },
      fix: async () => {
        await far.run(["mv", AWAY, FILE]);
        for (const node of [near, far]) await until(node.name, "True");
      },
    };
  },
};
