import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { RESTARTS } from "./failing-replica.ts";
import { buildStack } from "./stack.ts";

/** Every container ends at its start, again and again; nearly so: the new version starts. */
export const scenario: ClusterScenario = {
  cause: "crash-looping",
  boundary: "app",
  mechanism: "the application ends at its start: an unknown flag, or an address that is not the Pod's",
  expected: { fault: broken("app", "crash-looping"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const args = draw.pick([[`-${draw.label()}`], ["-bind", `203.0.113.${draw.integer(1, 250)}`]]);
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await changePods(ground, stack, { args });
        await untilInVain(ground, stack);
        await untilPodsShow(ground, stack, RESTARTS, /[1-9]/);
      },
      nearMiss: async () => {
        await changePods(ground, stack, { args: ["-status", "200"] });
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
