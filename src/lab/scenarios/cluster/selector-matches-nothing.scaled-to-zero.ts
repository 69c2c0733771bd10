import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { untilNoPods } from "./change.ts";
import { buildStack } from "./stack.ts";

/** Nobody runs what the Service selects; nearly so: one Pod is left. */
export const scenario: ClusterScenario = {
  cause: "selector-matches-nothing",
  boundary: "service",
  mechanism: "the Deployment is scaled to no replica",
  expected: { fault: broken("service", "selector-matches-nothing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const scale = (replicas: number) =>
      ground.kubectl("scale", `deployment/${stack.name}`, `--replicas=${replicas}`);
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await scale(0);
        await untilNoPods(ground, stack);
      },
      nearMiss: async () => {
        await scale(1);
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      },
    };
  },
};
