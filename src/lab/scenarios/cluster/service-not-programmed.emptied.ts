import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { podsOf, untilInVain, untilServed } from "./change.ts";
import { emptyingOf, untilNoSlices, untilReady } from "./emptied.ts";
import { drawEntrance } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** The Service leads to chains that kube-proxy emptied before it ended, and runs again; nearly so: they were deleted meanwhile. */
export const scenario: ClusterScenario = {
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy of one node ended right after the Service went, and was started when it was back",
  expected: { fault: broken("service", "service-not-programmed"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    await untilServed(ground, stack, node.name);
    const { spec } = JSON.parse(await ground.kubectl("get", "service", stack.name, "-o", "json"));
    const pods = await podsOf(ground, stack);
    const proxy = emptyingOf(ground, {
      stack,
      node,
      addresses: pods.map(({ address }) => address),
      leave: async () => {
        await ground.kubectl("delete", "service", stack.name);
      },
      comeBack: async () => {
        await untilInVain(ground, stack, node.name);
        await untilNoSlices(ground, stack);
        await ground.apply({ apiVersion: "v1", kind: "Service", metadata: { name: stack.name }, spec });
        await untilReady(ground, stack, pods.length);
      },
    });
    return {
      target: stack.target,
      client,
      vantages,
      proveByHand: asks(stack.url),
      break: async () => {
        await proxy.restartOver();
        await untilInVain(ground, stack, place);
        await untilServed(ground, stack, other.name);
      },
      nearMiss: async () => {
        await proxy.restartWithout();
        await untilServed(ground, stack, place);
      },
      fix: proxy.fix,
    };
  },
};
