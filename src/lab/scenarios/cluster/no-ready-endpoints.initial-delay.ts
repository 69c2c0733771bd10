import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Pods serve, and their first readiness probe is far away; nearly so: it comes after a second. */
export const scenario: ClusterScenario = {
  cause: "no-ready-endpoints",
  boundary: "service",
  mechanism: "no readiness probe has been made yet: its initial delay is long",
  expected: { fault: broken("service", "no-ready-endpoints"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const wait = (initialDelaySeconds: number) =>
      changePods(ground, stack, { container: { readinessProbe: { initialDelaySeconds } } });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await wait(draw.integer(300, 900));
        await untilInVain(ground, stack);
        await untilPodsShow(
          ground,
          stack,
          ".items[*].status.containerStatuses[*].state.running.startedAt",
          /Z/,
        );
      },
      nearMiss: async () => {
        await wait(1);
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
