import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilShown } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The probe asks at a port where nothing listens; nearly so: old Pods serve on while the new ones fail it. */
export const scenario: ClusterScenario = {
  cause: "readiness-failing",
  boundary: "app",
  mechanism: "the readiness probe asks at another port than the application's, which serves",
  expected: { fault: broken("app", "readiness-failing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const probe = () =>
      changePods(ground, stack, {
        container: { readinessProbe: { httpGet: { path: "/ready", port: draw.port() } } },
      });
    const untilUnhealthy = () =>
      untilShown(ground, ["get", "events", "-o", "jsonpath={.items[*].reason}"], /Unhealthy/);
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await probe();
        await untilInVain(ground, stack);
        await untilUnhealthy();
      },
      nearMiss: async () => {
        const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
        await ground.kubectl(
          ...["patch", `deployment/${stack.name}`, "--type=merge", "-p"],
          JSON.stringify({ spec: { strategy } }),
        );
        await probe();
        await untilUnhealthy();
      },
    };
  },
};
