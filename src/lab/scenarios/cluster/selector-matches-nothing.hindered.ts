import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { selectorOf, untilNoPods } from "./change.ts";
import { buildStack } from "./stack.ts";

/** A quota leaves room for no Pod, and those that there were are gone; nearly so: it leaves room for all of them. */
export const scenario: ClusterScenario = {
  cause: "selector-matches-nothing",
  boundary: "service",
  mechanism: "the namespace's quota lets the Deployment make no Pod",
  expected: { fault: broken("service", "selector-matches-nothing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const allow = (pods: number) =>
      ground.apply({
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: draw.label() },
        spec: { hard: { pods: String(pods) } },
      });
    const restart = () =>
      ground.kubectl("delete", "pods", "-l", selectorOf(stack), "--grace-period=1", "--wait=true");
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await allow(0);
        await restart();
        await untilNoPods(ground, stack);
      },
      nearMiss: async () => {
        await allow(stack.replicas * 2);
        await restart();
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      },
    };
  },
};
