import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, podsOf, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Pods wait for a condition that nobody gives; nearly so: it is given. core/v1, PodReadinessGate. */
export const scenario: ClusterScenario = {
  cause: "no-ready-endpoints",
  boundary: "service",
  mechanism: "a readiness gate that nobody opens",
  expected: { fault: broken("service", "no-ready-endpoints"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const conditionType = `${draw.label()}.example/${draw.label()}`;
    const close = async () => {
      await changePods(ground, stack, { pod: { readinessGates: [{ conditionType }] } });
      await untilInVain(ground, stack);
      const ready = Array.from({ length: stack.replicas }, () => "True").join(" ");
      const path = '.items[*].status.conditions[?(@.type=="ContainersReady")].status';
      await untilPodsShow(ground, stack, path, new RegExp(`^${ready}\\s*$`));
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: close,
      nearMiss: async () => {
        await close();
        const status = { conditions: [{ type: conditionType, status: "True" }] };
        for (const { name } of await podsOf(ground, stack))
          await ground.kubectl(
            ...["patch", `pod/${name}`, "--subresource=status", "--type=strategic"],
            ...["-p", JSON.stringify({ status })],
          );
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
