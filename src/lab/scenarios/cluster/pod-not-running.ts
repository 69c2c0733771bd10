import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, patch, recreated, untilInVain, untilPodsShow } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The image cannot be pulled; nearly so: old Pods serve on while the new ones cannot start. */
export const scenario: ClusterScenario = {
  cause: "pod-not-running",
  boundary: "app",
  mechanism: "no registry has the image",
  expected: { fault: broken("app", "pod-not-running"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const change = { container: { image: `local.test/${draw.label()}:${draw.integer(2, 9)}` } };
    const roll = async () => {
      await changePods(ground, stack, change);
      await untilPodsShow(
        ground,
        stack,
        ".items[*].status.containerStatuses[*].state.waiting.reason",
        /ErrImagePull|ImagePullBackOff/,
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
