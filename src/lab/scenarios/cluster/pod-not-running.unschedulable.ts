import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, patch, recreated, untilInVain, untilPodsShow } from "./change.ts";
import { buildStack } from "./stack.ts";

/** No node has room for the Pods, or none is what they ask for; nearly so: old Pods serve on while the new ones cannot start. */
export const scenario: ClusterScenario = {
  cause: "pod-not-running",
  boundary: "app",
  mechanism: "the scheduler finds no node for the Pods",
  expected: { fault: broken("app", "pod-not-running"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const change = draw.coin()
      ? { container: { resources: { requests: { cpu: String(draw.integer(300, 900)) } } } }
      : { pod: { nodeSelector: { [draw.label()]: draw.label() } } };
    const roll = async () => {
      await changePods(ground, stack, change);
      await untilPodsShow(
        ground,
        stack,
        '.items[*].status.conditions[?(@.type=="PodScheduled")].reason',
        /Unschedulable/,
      );
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await roll();
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
        await patch(ground, `deployment/${stack.name}`, { spec: { strategy } });
        await roll();
      },
    };
  },
};
