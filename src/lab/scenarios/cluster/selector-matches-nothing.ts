import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { patch, untilInVain } from "./change.ts";
import { buildStack, deploymentOf } from "./stack.ts";

/** A label of the Pods and the Service's selector no longer agree; nearly so: it selects other Pods, which serve. */
export const scenario: ClusterScenario = {
  cause: "selector-matches-nothing",
  boundary: "service",
  mechanism: "the Service's selector names a label that no Pod has",
  expected: { fault: broken("service", "selector-matches-nothing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const others = Object.fromEntries(
      Object.entries(stack.labels).map(([key, value], index) => [
        key,
        index === 0 ? `${value}-${draw.label()}` : value,
      ]),
    );
    const select = () => patch(ground, `service/${stack.name}`, { spec: { selector: others } });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await select();
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        const name = draw.label();
        const { targetPort } = stack;
        await ground.apply(deploymentOf({ name, labels: others, targetPort, replicas: 1 }, {}));
        await ground.kubectl("rollout", "status", `deployment/${name}`, "--timeout=60s");
        await select();
        for (const place of ["client", "node2"])
          await ground.until(place, ["curl", "-s", "-m", "2", stack.url], new RegExp(`^${name}-`));
      },
    };
  },
};
