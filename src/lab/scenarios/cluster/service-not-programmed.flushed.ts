import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { untilInVain, untilServed } from "./change.ts";
import { drawEntrance, restartProxy } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** Somebody removed kube-proxy's table, as a script does that sets up a firewall, and kube-proxy does not write it again. */
export const scenario: ClusterScenario = {
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy's nftables table is removed on one node, and kube-proxy stands still",
  expected: { fault: broken("service", "service-not-programmed") },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    await untilServed(ground, stack, node.name);
    const isFlushed = draw.coin();
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        node.daemon("kube-proxy").signal("SIGSTOP");
        await node.must(
          isFlushed ? ["nft", "flush", "ruleset", "ip"] : ["nft", "delete", "table", "ip", "kube-proxy"],
        );
        await untilInVain(ground, stack, place);
        await untilServed(ground, stack, other.name);
      },
      fix: () => restartProxy(ground, node, stack),
    };
  },
};
