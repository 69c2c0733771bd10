import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { untilInVain, untilServed } from "./change.ts";
import { drawEntrance, restartProxy } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** kube-proxy of the client's node was gone before the Service was made; nearly so: it went after that. */
export const scenario: ClusterScenario = {
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy of one node ended before the Service was made",
  expected: { fault: broken("service", "service-not-programmed"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    await untilServed(ground, stack, node.name);
    const { spec } = JSON.parse(await ground.kubectl("get", "service", stack.name, "-o", "json"));
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        await ground.kubectl("delete", "service", stack.name);
        for (const each of [place, node.name]) await untilInVain(ground, stack, each);
        await node.daemon("kube-proxy").kill();
        await ground.apply({ apiVersion: "v1", kind: "Service", metadata: { name: stack.name }, spec });
        await untilServed(ground, stack, other.name);
      },
      nearMiss: () => node.daemon("kube-proxy").kill(),
      fix: () => restartProxy(ground, node, stack),
    };
  },
};
