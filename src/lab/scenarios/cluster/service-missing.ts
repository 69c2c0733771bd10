import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { untilInVain, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Service is deleted while its Pods run on; nearly so: it is deleted and made again. */
export const scenario: ClusterScenario = {
  cause: "service-missing",
  boundary: "service",
  mechanism: "the Service is deleted, its Pods run on",
  expected: { fault: broken("service", "service-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const made = JSON.parse(await ground.kubectl("get", "service", stack.name, "-o", "json"));
    const remove = async () => {
      await ground.kubectl("delete", "service", stack.name);
      await untilInVain(ground, stack);
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: remove,
      nearMiss: async () => {
        await remove();
        await ground.apply({
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: stack.name },
          spec: made.spec,
        });
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
