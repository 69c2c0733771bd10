import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { untilInVain, untilServed } from "./change.ts";
import { drawEntrance, restartProxy } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** A node without kube-proxy, and without the rules of one Service. */
export const scenario: ClusterScenario = {
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy ended, and the chain that leads to Services is empty on one node, in iptables mode",
  expected: { fault: broken("service", "service-not-programmed") },
  cluster: { proxyMode: "iptables" },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    await untilServed(ground, stack, node.name);
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        await node.daemon("kube-proxy").kill();
        await node.must(["iptables", "-t", "nat", "-F", "KUBE-SERVICES"]);
        await untilInVain(ground, stack, place);
        await untilServed(ground, stack, other.name);
      },
      fix: () => restartProxy(ground, node, stack),
    };
  },
};
