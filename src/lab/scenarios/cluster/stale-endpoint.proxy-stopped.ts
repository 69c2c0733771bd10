import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { podsOf, untilInVain, untilServed } from "./change.ts";
import { drawEntrance, restartProxy } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** kube-proxy of the client's node stands still while all Pods are replaced; nearly so: it stands still and they stay. */
export const scenario: ClusterScenario = {
  cause: "stale-endpoint",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy of one node stands still: the node leads on to Pods that were replaced",
  expected: { fault: broken("service", "stale-endpoint"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    await untilServed(ground, stack, node.name);
    const isKilled = draw.coin();
    const stop = async () => {
      const proxy = node.daemon("kube-proxy");
      if (isKilled) await proxy.kill();
      else proxy.signal("SIGSTOP");
    };
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        await stop();
        const gone = await podsOf(ground, stack);
        await ground.kubectl("delete", "pod", "--wait", ...gone.map(({ name }) => name));
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        await untilInVain(ground, stack, place);
        await untilServed(ground, stack, other.name);
      },
      nearMiss: stop,
      fix: () => restartProxy(ground, node, stack),
    };
  },
};
